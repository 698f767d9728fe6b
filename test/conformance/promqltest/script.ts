import { parseFloat64, parseInt64 } from '../../../src/go/strconv.ts';
import type { LabelSet } from '../../../src/promql/engine/labels.ts';
import { parseSeries, type SequenceValue } from '../../../src/promql/series/notation.ts';
import { parseDuration } from './durations.ts';

export interface LoadedSeries {
  readonly labels: LabelSet;
  readonly values: readonly SequenceValue[];
  /** Relative to each sample's own time; undefined is none. */
  readonly starts: readonly (number | undefined)[] | undefined;
}

export type ExpectKind = 'fail' | 'ordered' | 'warn' | 'no_warn' | 'info' | 'no_info';

export interface Expectation {
  readonly kind: ExpectKind;
  /** What is said of it, for messages. */
  readonly text: string;
  matches(text: string): boolean;
}

export interface ExpectedSeries {
  readonly labels: LabelSet;
  readonly values: readonly SequenceValue[];
}

export interface EvalCommand {
  readonly kind: 'eval';
  readonly line: number;
  readonly expr: string;
  readonly range: { readonly startMs: number; readonly endMs: number; readonly stepMs: number } | undefined;
  /** Of an instant query. */
  readonly atMs: number;
  readonly expectations: readonly Expectation[];
  readonly scalar: number | undefined;
  readonly string: string | undefined;
  readonly series: readonly ExpectedSeries[];
  /** `expect range vector`: where the points of the lines are. */
  readonly points: { readonly startMs: number; readonly endMs: number; readonly stepMs: number } | undefined;
}

export interface LoadCommand {
  readonly kind: 'load';
  readonly gapMs: number;
  readonly withNhcb: boolean;
  readonly series: readonly LoadedSeries[];
}

export type Command = { readonly kind: 'clear' } | LoadCommand | EvalCommand;

const LOAD = /^load(?:_(with_nhcb))?\s+(.+?)$/;
const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(.+?))?\s+(.+)$/;
const RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+?)\s+(.+)$/;
const EXPECT = /^expect\s+(\S+)(?:\s+(\S+):(.*))?$/;
const POINTS = /^expect range vector from (.+?) to (.+?) step (.+)$/;

/** Reads a script of upstream's promqltest; throws on what it does not know. */
export function parseScript(text: string): Command[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .map((line) => (line.startsWith('#') ? '' : line));
  const commands: Command[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === '') continue;
    const word = (line.split(/[\t ]+/)[0] ?? '').toLowerCase();
    const block: string[] = [];
    const start = i;
    if (word !== 'clear') while (i + 1 < lines.length && lines[i + 1] !== '') block.push(lines[++i] ?? '');
    if (word === 'clear') commands.push({ kind: 'clear' });
    else if (word.startsWith('load')) commands.push(parseLoad(line, block, start + 1));
    else if (word.startsWith('eval')) {
      const { command, used } = parseEval(line, block, start + 1);
      commands.push(command);
      i = start + used;
    } else throw new Error(`line ${start + 1}: invalid command ${line}`);
  }
  return commands;
}

function parseLoad(line: string, block: readonly string[], number: number): LoadCommand {
  const [, nhcb, gap = ''] = LOAD.exec(line) ?? [];
  const series: LoadedSeries[] = [];
  let starts: { readonly labels: LabelSet; readonly values: (number | undefined)[] } | undefined;
  for (const text of block) {
    const blank = text.search(/[ \t]/);
    if (blank > 0 && text.slice(0, blank).endsWith('@st')) {
      const metric = readSeries(`${text.slice(0, blank - 3)} _`, number);
      starts = { labels: metric.labels, values: parseStarts(text.slice(blank)) };
      continue;
    }
    const { labels, values } = readSeries(text, number);
    if (starts !== undefined && (starts.labels.key !== labels.key || starts.values.length !== values.length)) {
      throw new Error(`line ${number}: an @st line does not fit the series behind it`);
    }
    const one = { labels, values, starts: starts?.values };
    const same = series.findIndex((other) => other.labels.key === labels.key);
    if (same < 0) series.push(one);
    else series[same] = one;
    starts = undefined;
  }
  return { kind: 'load', gapMs: parseDuration(gap), withNhcb: nhcb !== undefined, series };
}

function readSeries(text: string, line: number): ExpectedSeries {
  const series = parseSeries(text);
  if (!series.ok) throw new Error(`line ${line}: ${series.error}: ${text}`);
  return series;
}

function parseStarts(text: string): (number | undefined)[] {
  const values: (number | undefined)[] = [];
  for (const item of text.trim().split(/\s+/)) {
    const gap = /^_(?:x(\d+))?$/.exec(item);
    if (gap !== null) {
      for (let i = 0; i < Number(gap[1] ?? 1); i++) values.push(undefined);
      continue;
    }
    const [, base, step, times] = /^([+-]?\d+[a-wyz]*)(?:([+-]\d+[a-wyz]*)?x(\d+))?$/.exec(item) ?? [];
    if (base === undefined) throw new Error(`invalid @st item ${item}`);
    let value = signedDuration(base);
    for (let i = 0; i <= Number(times ?? 0); i++) {
      values.push(value);
      value += step === undefined ? 0 : signedDuration(step);
    }
  }
  return values;
}

const signedDuration = (text: string): number =>
  text.startsWith('-') ? -parseDuration(text.slice(1)) : parseDuration(text.replace(/^\+/, ''));

function parseEval(line: string, block: readonly string[], number: number): { command: EvalCommand; used: number } {
  const instant = INSTANT.exec(line);
  const range = instant === null ? RANGE.exec(line) : null;
  if (instant === null && range === null) throw new Error(`line ${number}: invalid evaluation command`);
  const modifier = (instant ?? range)?.[1];
  const expectations: Expectation[] = modifier === undefined ? [] : [anything(modifier as ExpectKind)];
  let points: EvalCommand['points'];
  let scalar: number | undefined;
  let string: string | undefined;
  const series: ExpectedSeries[] = [];
  let used = 0;
  for (const text of block) {
    used++;
    if (modifier === 'fail' && text.startsWith('expected_fail_message')) {
      expectations[0] = exactly('fail', text.slice('expected_fail_message'.length).trim());
      break;
    }
    if (modifier === 'fail' && text.startsWith('expected_fail_regexp')) {
      expectations[0] = matching('fail', text.slice('expected_fail_regexp'.length).trim());
      break;
    }
    if (text.startsWith('expect range vector')) {
      const [, from = '', to = '', step = ''] = POINTS.exec(text) ?? [];
      points = { startMs: parseDuration(from), endMs: parseDuration(to), stepMs: parseDuration(step) };
    } else if (text.startsWith('expect string')) {
      string = unquoted(text.slice('expect string'.length).trim());
    } else if (text.split(' ')[0] === 'expect') {
      expectations.push(parseExpect(text));
    } else {
      const value = parseNumber(text);
      if (value !== undefined) {
        scalar = value;
        break;
      }
      series.push(readSeries(text, number));
    }
  }
  const duration = (text: string | undefined): number => parseDuration(text ?? '');
  const command: EvalCommand = {
    kind: 'eval',
    line: number,
    expr: (instant === null ? range?.[5] : instant[3]) ?? '',
    range:
      range === null
        ? undefined
        : { startMs: duration(range[2]), endMs: duration(range[3]), stepMs: duration(range[4]) },
    // With a range vector the time of the evaluation is where it ends.
    atMs: points === undefined ? (instant === null ? 0 : duration(instant[2])) : points.endMs,
    expectations,
    scalar,
    string,
    series,
    points,
  };
  return { command, used };
}

const anything = (kind: ExpectKind): Expectation => ({ kind, text: 'anything', matches: () => true });
const exactly = (kind: ExpectKind, wanted: string): Expectation => ({
  kind,
  text: wanted,
  matches: (text) => text === wanted,
});

function matching(kind: ExpectKind, pattern: string): Expectation {
  const [, flags = '', rest = ''] = /^(?:\(\?([is]+)\))?(.*)$/s.exec(pattern) ?? [];
  const regexp = new RegExp(rest, flags);
  return { kind, text: pattern, matches: (text) => regexp.test(text) };
}

function parseExpect(line: string): Expectation {
  const [, kind = '', how, text = ''] = EXPECT.exec(line) ?? [];
  if (!/^(?:fail|ordered|warn|no_warn|info|no_info)$/.test(kind)) throw new Error(`invalid expect line: ${line}`);
  if (how === undefined) return anything(kind as ExpectKind);
  return how === 'msg' ? exactly(kind as ExpectKind, text.trim()) : matching(kind as ExpectKind, text.trim());
}

function parseNumber(text: string): number | undefined {
  const integer = parseInt64(text, 0);
  if (integer.ok) return Number(integer.value);
  const float = parseFloat64(text);
  return float.ok ? float.value : undefined;
}

function unquoted(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  return JSON.parse(text.replaceAll(/\\x([0-9a-f]{2})/gi, '\\u00$1')) as string;
}
