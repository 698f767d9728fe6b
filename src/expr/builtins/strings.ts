import { byteLength, isValidUtf8 } from '../../go/utf8.ts';
import { asString, toInt } from '../run/convert.ts';
import type { Machine } from '../run/machine.ts';
import { GoPanic } from '../run/panic.ts';
import { type GoValue, isObject, stringSlice, typeOf } from '../values/value.ts';
import type { Builtin } from './builtin.ts';
import { printType } from './builtin.ts';
import { changeCase } from './case.ts';
import { argument, fromBinary, onBytes, signatures, toBinary } from './support.ts';

const text = (args: readonly GoValue[], index: number): string => asString(argument(args, index));

const TWO_STRINGS = 'func(string, string)';

/** strings.TrimSpace: Unicode white space. JavaScript's trim differs in U+0085 and U+FEFF. */
const trimSpace = (value: string): string => value.replace(/^\p{White_Space}+/u, '').replace(SPACE_AT_END, '');

/** Without a look-behind this would try every blank of a long text. */
const SPACE_AT_END = /(?<!\p{White_Space})\p{White_Space}+$/u;

/** strings.Trim */
function trimCharacters(value: string, cutset: string): string {
  const cut = new Set(cutset);
  const characters = [...value];
  let from = 0;
  let to = characters.length;
  while (from < to && cut.has(characters[from] ?? '')) from++;
  while (to > from && cut.has(characters[to - 1] ?? '')) to--;
  return characters.slice(from, to).join('');
}

const trimPrefix = (value: string, prefix: string): string =>
  onBytes([value, prefix], ([v = '', p = '']) => (v.startsWith(p) ? v.slice(p.length) : v));

const trimSuffix = (value: string, suffix: string): string =>
  onBytes([value, suffix], ([v = '', s = '']) => (s !== '' && v.endsWith(s) ? v.slice(0, -s.length) : v));

/** strings.SplitN and SplitAfterN; `limit` below zero means all. */
function split(value: string, separator: string, limit: number, keep: boolean): readonly string[] | undefined {
  if (limit === 0) return undefined;
  if (separator === '') {
    const characters = [...value];
    if (limit < 0 || characters.length <= limit) return characters;
    return [...characters.slice(0, limit - 1), characters.slice(limit - 1).join('')];
  }
  const raw = !(isValidUtf8(value) && isValidUtf8(separator));
  const whole = raw ? toBinary(value) : value;
  const mark = raw ? toBinary(separator) : separator;
  const parts: string[] = [];
  let from = 0;
  while (limit < 0 || parts.length < limit - 1) {
    const at = whole.indexOf(mark, from);
    if (at < 0) break;
    parts.push(whole.slice(from, keep ? at + mark.length : at));
    from = at + mark.length;
  }
  parts.push(whole.slice(from));
  return raw ? parts.map(fromBinary) : parts;
}

const splitting = (name: string, keep: boolean): Builtin => ({
  name,
  signatures: signatures(`${TWO_STRINGS} []string`, 'func(string, string, int) []string'),
  call: (args, machine) => {
    const value = text(args, 0);
    const separator = text(args, 1);
    const limit = args.length === 3 ? Number(toInt(argument(args, 2))) : -1;
    machine.step(value.length);
    const parts = split(value, separator, limit, keep);
    return parts === undefined ? { ...stringSlice([]), isNil: true } : stringSlice(parts);
  },
});

/** strings.Replace; `limit` below zero means all. */
function replace(value: string, old: string, fresh: string, limit: number, machine: Machine): string {
  return onBytes([value, old, fresh], ([v = '', o = '', f = '']) => {
    // Where `old` is empty, `fresh` goes before every character and to the end.
    const pieces = o === '' ? ['', ...v] : v.split(o);
    const count = limit < 0 ? pieces.length : Math.min(limit, pieces.length);
    machine.step(pieces.length);
    machine.checkTextLength(v.length + count * f.length);
    if (o === '') return pieces.map((piece, i) => piece + (i < count ? f : '')).join('');
    return pieces.map((piece, i) => (i === 0 ? '' : i <= count ? f : o) + piece).join('');
  });
}

function repeat(value: string, count: bigint, machine: Machine): string {
  if (count < 0n) throw new GoPanic(`invalid argument for repeat (expected positive integer, got ${count})`);
  if (count > 1_000_000n) throw new GoPanic('memory budget exceeded');
  const size = byteLength(value) * Number(count);
  machine.checkBudget(size);
  machine.grow(size);
  return onBytes([value], ([v = '']) => v.repeat(Number(count)));
}

function join(args: readonly GoValue[], machine: Machine): string {
  const list = argument(args, 0);
  const glue = args.length === 2 ? text(args, 1) : '';
  const name = typeOf(list)?.name;
  if (!isObject(list) || list.kind !== 'slice' || (name !== '[]string' && name !== '[]interface {}')) {
    throw new GoPanic(`invalid argument for join (type ${printType(typeOf(list))})`);
  }
  const parts = list.items.map(asString);
  machine.step(parts.length);
  machine.checkTextLength(parts.reduce((sum, part) => sum + part.length + glue.length, 0));
  return onBytes([glue, ...parts], ([g = '', ...p]) => p.join(g));
}

/** strings.Index and LastIndex count bytes. */
function indexOf(value: string, wanted: string, last: boolean): bigint {
  const plain = isValidUtf8(value) && isValidUtf8(wanted);
  const whole = plain ? value : toBinary(value);
  const part = plain ? wanted : toBinary(wanted);
  const at = last ? whole.lastIndexOf(part) : whole.indexOf(part);
  if (at < 0) return -1n;
  return BigInt(plain ? byteLength(value.slice(0, at)) : at);
}

/** strings.Contains, HasPrefix and HasSuffix. */
export function holdsText(how: 'includes' | 'startsWith' | 'endsWith', value: string, part: string): boolean {
  if (isValidUtf8(value) && isValidUtf8(part)) return value[how](part);
  return toBinary(value)[how](toBinary(part));
}

const testing = (name: string, how: 'startsWith' | 'endsWith'): Builtin => ({
  name,
  signatures: signatures(`${TWO_STRINGS} bool`),
  call: (args) => holdsText(how, text(args, 0), text(args, 1)),
});

const searching = (name: string, last: boolean): Builtin => ({
  name,
  signatures: signatures(`${TWO_STRINGS} int`),
  call: (args) => indexOf(text(args, 0), text(args, 1), last),
});

const trimming = (name: string, run: (value: string, affix: string) => string): Builtin => ({
  name,
  signatures: signatures(`${TWO_STRINGS} string`, 'func(string) string'),
  call: (args) => {
    const affix = args.length === 2 ? text(args, 1) : ' ';
    return run(text(args, 0), affix);
  },
});

export const STRING_BUILTINS: readonly Builtin[] = [
  {
    name: 'trim',
    signatures: signatures('func(string) string', `${TWO_STRINGS} string`),
    call: (args) => (args.length === 2 ? trimCharacters(text(args, 0), text(args, 1)) : trimSpace(text(args, 0))),
  },
  trimming('trimPrefix', trimPrefix),
  trimming('trimSuffix', trimSuffix),
  {
    name: 'upper',
    signatures: signatures('func(string) string'),
    call: (args) => changeCase(text(args, 0), 'upper'),
  },
  {
    name: 'lower',
    signatures: signatures('func(string) string'),
    call: (args) => changeCase(text(args, 0), 'lower'),
  },
  splitting('split', false),
  splitting('splitAfter', true),
  {
    name: 'replace',
    signatures: signatures('func(string, string, string, int) string', 'func(string, string, string) string'),
    call: (args, machine) => {
      const [value, old, fresh] = [text(args, 0), text(args, 1), text(args, 2)];
      const limit = args.length === 4 ? Number(toInt(argument(args, 3))) : -1;
      return replace(value, old, fresh, limit, machine);
    },
  },
  {
    name: 'repeat',
    signatures: signatures('func(string, int) string'),
    call: (args, machine) => {
      const value = text(args, 0);
      return repeat(value, toInt(argument(args, 1)), machine);
    },
  },
  {
    name: 'join',
    signatures: signatures(
      'func([]string, string) string',
      'func([]interface {}, string) string',
      'func([]interface {}) string',
      'func([]string, string) string',
      'func([]string) string',
    ),
    call: (args, machine) => join(args, machine),
  },
  searching('indexOf', false),
  searching('lastIndexOf', true),
  testing('hasPrefix', 'startsWith'),
  testing('hasSuffix', 'endsWith'),
];
