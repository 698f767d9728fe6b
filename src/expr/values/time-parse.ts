import { quoteForTime } from '../../go/duration.ts';
import { daysOfDate, MONTHS, splitLayout, WEEKDAYS } from './time-layout.ts';
import { type GoTime, makeTime } from './value.ts';
import { fixedZone, UTC, type Zone } from './zone.ts';

export type ParsedTime = { readonly time: GoTime } | { readonly error: string };

interface Fields {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  pm?: boolean;
  offset?: number;
  zoneName?: string;
}

/** What stopped the parse: text that is no such element, or a number outside its range. */
type Problem = { readonly kind: 'syntax' } | { readonly kind: 'range'; readonly what: string };

class ParseProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.kind);
    this.problem = problem;
  }
}

const syntax = (): ParseProblem => new ParseProblem({ kind: 'syntax' });
const range = (what: string): ParseProblem => new ParseProblem({ kind: 'range', what });

/** time.ParseInLocation (time.Parse with UTC), errors included. */
export function parseTime(layout: string, text: string, zone: Zone = UTC): ParsedTime {
  const fields: Fields = {
    year: 0,
    month: -1,
    day: -1,
    yearDay: -1,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
  };
  let rest = text;
  const parts = splitLayout(layout);
  for (const [i, part] of parts.entries()) {
    if ('literal' in part) {
      const skipped = skipLiteral(rest, part.literal);
      if (!skipped.ok) return mismatch(layout, text, part.literal, skipped.rest);
      rest = skipped.rest;
      continue;
    }
    const before = rest;
    try {
      const next = parts[i + 1];
      const fractionFollows = next !== undefined && 'element' in next && /^[.,]/.test(next.element);
      rest = parseElement(part.element, rest, fields, fractionFollows);
    } catch (error) {
      if (!(error instanceof ParseProblem)) throw error;
      const { problem } = error;
      if (problem.kind === 'range') return outOfRange(text, problem.what);
      return mismatch(layout, text, part.element, before);
    }
  }
  if (rest !== '') return { error: `parsing time ${quoteForTime(text)}: extra text: ${quoteForTime(rest)}` };
  return build(fields, text, zone);
}

const mismatch = (layout: string, text: string, element: string, rest: string): ParsedTime => ({
  error:
    `parsing time ${quoteForTime(text)} as ${quoteForTime(layout)}: ` +
    `cannot parse ${quoteForTime(rest)} as ${quoteForTime(element)}`,
});

const outOfRange = (text: string, what: string): ParsedTime => ({
  error: `parsing time ${quoteForTime(text)}: ${what} out of range`,
});

/** time/format.go skip: runs of blanks in the layout stand for any number of blanks. `rest` is where it stopped. */
function skipLiteral(text: string, literal: string): { readonly ok: boolean; readonly rest: string } {
  let rest = text;
  let wanted = literal;
  while (wanted !== '') {
    if (wanted.startsWith(' ')) {
      if (rest !== '' && !rest.startsWith(' ')) return { ok: false, rest };
      wanted = wanted.replace(/^ +/, '');
      rest = rest.replace(/^ +/, '');
    } else {
      if (rest === '' || rest[0] !== wanted[0]) return { ok: false, rest };
      wanted = wanted.slice(1);
      rest = rest.slice(1);
    }
  }
  return { ok: true, rest };
}

function parseElement(element: string, text: string, fields: Fields, fractionFollows: boolean): string {
  const take = (pattern: RegExp): readonly [string, string] => {
    const found = pattern.exec(text)?.[0];
    if (found === undefined) throw syntax();
    return [found, text.slice(found.length)];
  };
  const number = (pattern: RegExp, what: string, low: number, high: number): [number, string] => {
    const [digits, rest] = take(pattern);
    const value = Number(digits);
    if (value < low || value > high) throw range(what);
    return [value, rest];
  };
  let rest = text;
  switch (element) {
    case '2006': {
      const [digits, after] = take(/^\d{4}/);
      fields.year = Number(digits);
      return after;
    }
    case '06': {
      const [digits, after] = take(/^(?:\d|[+-])\d/);
      fields.year = Number(digits) >= 69 ? 1900 + Number(digits) : 2000 + Number(digits);
      return after;
    }
    case 'January':
    case 'Jan':
      [fields.month, rest] = lookUp(MONTHS, element === 'Jan', text);
      fields.month++;
      return rest;
    case 'Monday':
    case 'Mon':
      return lookUp(WEEKDAYS, element === 'Mon', text)[1];
    case '01':
      [fields.month, rest] = number(/^\d\d/, 'month', 1, 12);
      return rest;
    case '1':
      [fields.month, rest] = number(/^\d\d?/, 'month', 1, 12);
      return rest;
    case '02':
      [fields.day, rest] = number(/^\d\d/, 'day', 0, Infinity);
      return rest;
    case '2':
      [fields.day, rest] = number(/^\d\d?/, 'day', 0, Infinity);
      return rest;
    case '_2':
      [fields.day, rest] = number(/^ ?\d\d?/, 'day', 0, Infinity);
      return rest;
    case '002':
    case '__2':
      [fields.yearDay, rest] = number(element === '002' ? /^\d{3}/ : /^ {0,2}\d{1,3}/, 'day-of-year', 0, Infinity);
      return rest;
    case '15':
      [fields.hour, rest] = number(/^\d\d?/, 'hour', 0, 23);
      return rest;
    case '03':
      [fields.hour, rest] = number(/^\d\d/, 'hour', 0, 12);
      return rest;
    case '3':
      [fields.hour, rest] = number(/^\d\d?/, 'hour', 0, 12);
      return rest;
    case '04':
      [fields.minute, rest] = number(/^\d\d/, 'minute', 0, 59);
      return rest;
    case '4':
      [fields.minute, rest] = number(/^\d\d?/, 'minute', 0, 59);
      return rest;
    case '05':
    case '5': {
      [fields.second, rest] = number(element === '05' ? /^\d\d/ : /^\d\d?/, 'second', 0, 59);
      // A fraction may follow the seconds even if the layout has none.
      const fraction = /^[.,]\d+/.exec(rest)?.[0];
      if (fraction === undefined || fractionFollows) return rest;
      fields.nanosecond = nanosecondsOf(fraction);
      return rest.slice(fraction.length);
    }
    case 'PM':
    case 'pm': {
      const [half, after] = take(element === 'PM' ? /^[AP]M/ : /^[ap]m/);
      fields.pm = half.toUpperCase() === 'PM';
      return after;
    }
    case 'MST':
      return parseAbbreviation(text, fields);
    default:
      return /^[.,]/.test(element) ? parseFraction(element, text, fields) : parseOffset(element, text, fields);
  }
}

function lookUp(names: readonly string[], short: boolean, text: string): [number, string] {
  const index = names.findIndex((name) => {
    const wanted = short ? name.slice(0, 3) : name;
    return text.slice(0, wanted.length).toLowerCase() === wanted.toLowerCase();
  });
  if (index < 0) throw syntax();
  return [index, text.slice(short ? 3 : (names[index]?.length ?? 0))];
}

const nanosecondsOf = (fraction: string): number => Number(fraction.slice(1, 10).padEnd(9, '0'));

function parseFraction(element: string, text: string, fields: Fields): string {
  const digits = element.length - 1;
  if (element[1] === '0') {
    const found = new RegExp(`^[.,]\\d{${digits}}`).exec(text)?.[0];
    if (found === undefined) throw syntax();
    fields.nanosecond = nanosecondsOf(found);
    return text.slice(found.length);
  }
  const found = /^[.,]\d+/.exec(text)?.[0];
  if (found === undefined) return text;
  fields.nanosecond = nanosecondsOf(found);
  return text.slice(found.length);
}

function parseOffset(element: string, text: string, fields: Fields): string {
  if (element.startsWith('Z') && text.startsWith('Z')) {
    fields.offset = 0;
    return text.slice(1);
  }
  // Go looks at ranges before it finds the sign or a later field wrong.
  const layout = element.replace(/^[Z-]/, '');
  const value = text.slice(1, 1 + layout.length);
  const hasColons = [...layout].every((character, i) => character !== ':' || value[i] === ':');
  if (value.length < layout.length || !hasColons) throw syntax();
  const starts = layout.includes(':') ? [0, 3, 6] : [0, 2, 4];
  const fieldTexts = starts.filter((at) => at < layout.length).map((at) => value.slice(at, at + 2));
  const wrong = fieldTexts.findIndex((field) => !/^\d\d$/.test(field));
  const [hours = 0, minutes = 0, seconds = 0] = fieldTexts.slice(0, wrong < 0 ? undefined : wrong).map(Number);
  if (seconds > 60) throw range('time zone offset second');
  if (minutes > 60) throw range('time zone offset minute');
  if (hours > 24) throw range('time zone offset hour');
  if (wrong >= 0 || !/^[+-]/.test(text)) throw syntax();
  const offset = (hours * 60 + minutes) * 60 + seconds;
  fields.offset = text.startsWith('-') ? -offset : offset;
  return text.slice(1 + layout.length);
}

/** time/format.go parseTimeZone */
function parseAbbreviation(text: string, fields: Fields): string {
  if (text.startsWith('UTC')) {
    fields.offset = 0;
    return text.slice(3);
  }
  const signed = /^(?:GMT)?[+-](\d+)/.exec(text);
  if (signed !== null && Number(signed[1]) <= 23) {
    fields.zoneName = signed[0];
    return text.slice(signed[0].length);
  }
  const letters = /^(?:ChST|MeST|GMT|WITA|[A-Z]{4}T(?![A-Z])|[A-Z]{3}T(?![A-Z])|[A-Z]{3}(?![A-Z]))/;
  const found = letters.exec(text)?.[0];
  if (found === undefined) throw syntax();
  fields.zoneName = found;
  return text.slice(found.length);
}

function build(fields: Fields, text: string, zone: Zone): ParsedTime {
  if (fields.pm === true && fields.hour < 12) fields.hour += 12;
  else if (fields.pm === false && fields.hour === 12) fields.hour = 0;
  const leap = daysOfDate(fields.year, 3, 1) - daysOfDate(fields.year, 2, 1) === 29;
  if (fields.yearDay >= 0) {
    if (fields.yearDay < 1 || fields.yearDay > (leap ? 366 : 365)) return outOfRange(text, 'day-of-year');
    if (fields.month < 0 && fields.day < 0) {
      fields.month = 1;
      fields.day = fields.yearDay;
    }
  } else {
    if (fields.month < 0) fields.month = 1;
    if (fields.day < 0) fields.day = 1;
    const length = daysOfDate(fields.year, fields.month + 1, 1) - daysOfDate(fields.year, fields.month, 1);
    if (fields.day < 1 || fields.day > length) return outOfRange(text, 'day');
  }
  const local =
    daysOfDate(fields.year, fields.month, fields.day) * 86_400 +
    fields.hour * 3600 +
    fields.minute * 60 +
    fields.second;
  const at = (seconds: number, where: Zone): ParsedTime => ({
    time: makeTime(BigInt(seconds) * 1_000_000_000n + BigInt(fields.nanosecond), where),
  });
  if (fields.offset !== undefined) {
    const seconds = local - fields.offset;
    const known = zone.at(seconds);
    if (fields.zoneName === undefined && known.offset === fields.offset) return at(seconds, zone);
    return at(
      seconds,
      fields.offset === 0 && fields.zoneName === undefined ? UTC : fixedZone(fields.zoneName ?? '', fields.offset),
    );
  }
  if (fields.zoneName !== undefined) return inNamedZone(fields.zoneName, local, zone, at);
  return at(local - offsetAtLocal(zone, local), zone);
}

/** An abbreviation that the zone does not know counts as UTC with that name; `GMT+3` has its offset. */
function inNamedZone(
  name: string,
  local: number,
  zone: Zone,
  at: (seconds: number, where: Zone) => ParsedTime,
): ParsedTime {
  const guess = local - offsetAtLocal(zone, local);
  const known = zone.at(guess);
  if (known.abbreviation === name) return at(guess, zone);
  const offset = /^GMT[+-]\d+$/.test(name) ? Number(name.slice(3)) * 3600 : 0;
  return at(local - offset, fixedZone(name, offset));
}

/** time.Date: the offset of a local time, trying the one before a change and the one after. */
export function offsetAtLocal(zone: Zone, local: number): number {
  const { offset } = zone.at(local);
  if (offset === 0) return 0;
  const first = zone.at(local - offset).offset;
  return first === offset ? offset : zone.at(local - first).offset;
}
