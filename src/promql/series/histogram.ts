import { type Buckets, type FloatHistogram, NO_BUCKETS, type ResetHint } from '../engine/histogram/histogram.ts';
import { NotationError, numberOf, type Read } from './reading.ts';

export interface WrittenHistogram {
  readonly histogram: FloatHistogram;
  readonly hintGiven: boolean;
}

type Fields = Map<string, number | number[] | ResetHint>;

const NUMBER = '(?:(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?|[iI][nN][fF]|[nN][aA][nN])';
const FORMS: Readonly<Record<string, RegExp>> = {
  schema: /-?\d+/y,
  offset: /-?\d+/y,
  n_offset: /-?\d+/y,
  sum: new RegExp(`-?${NUMBER}`, 'y'),
  count: new RegExp(`-?${NUMBER}`, 'y'),
  z_bucket: new RegExp(`-?${NUMBER}`, 'y'),
  z_bucket_w: new RegExp(NUMBER, 'y'),
  buckets: new RegExp(`\\[-?${NUMBER}(?:[ \\t]+-?${NUMBER})*[ \\t]*\\]`, 'y'),
  n_buckets: new RegExp(`\\[-?${NUMBER}(?:[ \\t]+-?${NUMBER})*[ \\t]*\\]`, 'y'),
  custom_values: new RegExp(`\\[-?${NUMBER}(?:[ \\t]+-?${NUMBER})*[ \\t]*\\]`, 'y'),
  counter_reset_hint: /unknown|reset|not_reset|gauge/iy,
};

/** Reads `{{schema:1 sum:3 buckets:[1 2]}}` from `start`, where its braces open. Throws NotationError. */
export function parseHistogram(text: string, start: number): Read<WrittenHistogram> {
  const fields: Fields = new Map();
  let at = start + 2;
  const empty = /[ \t]*\}\}/y;
  empty.lastIndex = at;
  if (empty.test(text)) return { value: build(fields), end: empty.lastIndex };
  for (;;) {
    at = readField(text, at, fields);
    const close = /[ \t]*\}\}/y;
    close.lastIndex = at;
    if (close.test(text)) return { value: build(fields), end: close.lastIndex };
    const blank = /[ \t]+/y;
    blank.lastIndex = at;
    if (!blank.test(text)) throw new NotationError(`histogram description incomplete at ${at}`);
    at = blank.lastIndex;
  }
}

function readField(text: string, start: number, fields: Fields): number {
  const word = /[A-Za-z_]+/y;
  word.lastIndex = start;
  const written = word.exec(text)?.[0] ?? '';
  const key = written.toLowerCase();
  const form = Object.hasOwn(FORMS, key) ? FORMS[key] : undefined;
  if (form === undefined) throw new NotationError(`bad histogram descriptor found: "${written}"`);
  const colon = start + written.length;
  if (text.charAt(colon) !== ':') throw new NotationError('missing `:` for histogram descriptor');
  form.lastIndex = colon + 1;
  const value = form.exec(text)?.[0];
  if (value === undefined) throw new NotationError(`bad value of ${key} in histogram`);
  if (fields.has(key)) throw new NotationError(`duplicate key "${key}" in histogram`);
  if (key === 'counter_reset_hint') fields.set(key, hintOf(value));
  else if (value.startsWith('['))
    fields.set(
      key,
      value
        .slice(1, -1)
        .trim()
        .split(/[ \t]+/)
        .map(numberOf),
    );
  else fields.set(key, numberOf(value));
  return form.lastIndex;
}

function hintOf(text: string): ResetHint {
  switch (text.toLowerCase()) {
    case 'reset':
      return 'reset';
    case 'not_reset':
      return 'not_reset';
    case 'gauge':
      return 'gauge';
    default:
      return 'unknown';
  }
}

function build(fields: Fields): WrittenHistogram {
  const number = (key: string): number => {
    const value = fields.get(key);
    return typeof value === 'number' ? value : 0;
  };
  const list = (key: string): number[] => {
    const value = fields.get(key);
    return Array.isArray(value) ? value : [];
  };
  const side = (counts: string, offset: string): Buckets => {
    const all = list(counts);
    const first = number(offset);
    return all.length === 0 ? NO_BUCKETS : { indexes: all.map((_, i) => first + i), counts: all };
  };
  const hint = fields.get('counter_reset_hint');
  return {
    histogram: {
      hint: typeof hint === 'string' ? hint : 'unknown',
      schema: number('schema'),
      zeroThreshold: number('z_bucket_w'),
      zeroCount: number('z_bucket'),
      count: number('count'),
      sum: number('sum'),
      positive: side('buckets', 'offset'),
      negative: side('n_buckets', 'n_offset'),
      customValues: list('custom_values'),
    },
    hintGiven: hint !== undefined,
  };
}
