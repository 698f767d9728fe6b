import { fromBytes, toBytes } from '../../go/utf8.ts';
import { asString } from '../run/convert.ts';
import { GoPanic } from '../run/panic.ts';
import { INT } from '../types/go-type.ts';
import { decodeBase64, encodeBase64 } from '../values/base64.ts';
import { formatValue } from '../values/format.ts';
import { decodeJson } from '../values/from-json.ts';
import { toJson } from '../values/to-json.ts';
import { type GoValue, isObject, textOf, typeName, typeOf } from '../values/value.ts';
import type { Builtin } from './builtin.ts';
import { printType } from './builtin.ts';
import { argument, oneArgument, signatures } from './support.ts';

/** lib.go Len: strings count characters. */
export function length(value: GoValue): bigint {
  const text = textOf(value);
  if (text !== undefined) return BigInt(countCharacters(text));
  if (isObject(value)) {
    if (value.kind === 'slice') return BigInt(value.items.length);
    if (value.kind === 'map') return BigInt(value.entries.size);
  }
  throw new GoPanic(`invalid argument for len (type ${typeName(value)})`);
}

function countCharacters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    count++;
    if ((text.codePointAt(i) ?? 0) > 0xffff) i++;
  }
  return count;
}

/** lib.go Type */
function nameOfType(value: GoValue): string {
  const type = typeOf(value);
  if (type === undefined) return 'nil';
  if (type.typeName !== '' && type.packagePath !== '') return `${type.packagePath}.${type.typeName}`;
  switch (type.kind) {
    case 'slice':
    case 'array':
      return 'array';
    case 'ptr':
    case 'interface':
      return 'unknown';
    case 'bool':
    case 'string':
    case 'map':
    case 'func':
    case 'struct':
      return type.kind;
    default:
      return type.kind.replace(/\d+$/, '');
  }
}

export const CONVERSION_BUILTINS: readonly Builtin[] = [
  {
    name: 'len',
    validate: oneArgument(
      ['array', 'map', 'slice', 'string', 'interface'],
      () => INT,
      (type) => `invalid argument for len (type ${printType(type)})`,
    ),
    call: (args) => length(argument(args, 0)),
  },
  {
    name: 'type',
    signatures: signatures('func(interface {}) string'),
    call: (args) => nameOfType(argument(args, 0)),
  },
  {
    name: 'string',
    signatures: signatures('func(interface {}) string'),
    call: (args, machine) => formatValue(argument(args, 0), () => machine.step()),
  },
  {
    name: 'toJSON',
    signatures: signatures('func(interface {}) string'),
    call: (args, machine) => toJson(argument(args, 0), () => machine.step()),
  },
  {
    name: 'fromJSON',
    signatures: signatures('func(string) interface {}'),
    call: (args) => {
      const decoded = decodeJson(asString(argument(args, 0)));
      if ('error' in decoded) throw new GoPanic(decoded.error);
      return decoded.value;
    },
  },
  {
    name: 'toBase64',
    signatures: signatures('func(string) string'),
    call: (args) => encodeBase64(toBytes(asString(argument(args, 0)))),
  },
  {
    name: 'fromBase64',
    signatures: signatures('func(string) string'),
    call: (args) => {
      const decoded = decodeBase64(toBytes(asString(argument(args, 0))));
      if ('error' in decoded) throw new GoPanic(`illegal base64 data at input byte ${decoded.error}`);
      return fromBytes(decoded.bytes);
    },
  },
];
