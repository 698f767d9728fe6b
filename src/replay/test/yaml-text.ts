import type { Outcome, OutcomeValue } from './outcome.ts';

/** Words that are no text to a YAML parser, whichever version it reads. */
const NO_TEXT = /^(y|n|yes|no|on|off|true|false|null|~|nan|[+-]?\.?inf)$/i;

/** Text as it stands, whatever a parser makes of it: a test reads it as it is written. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** A scalar of YAML that is read as this text again. */
export function scalarText(value: string | number | boolean | null, inFlow = false): string {
  if (typeof value !== 'string' || TIME.test(value)) return String(value);
  const isPlain =
    /^(\+?[0-9]+[hms]|[A-Za-z(/])/.test(value) &&
    !/: |:$| #|[\u0000-\u001f\u007f-\u{10ffff}]|^\s|\s$/u.test(value) &&
    !/^[0-9.eE+-]+$/.test(value) &&
    !(inFlow && /[,[\]{}:#]/.test(value)) &&
    (!NO_TEXT.test(value) || /^nan$/i.test(value));
  if (isPlain) return value;
  const isSimple = value.includes('"') && /^[\u0020-\u007e]*$/.test(value);
  return isSimple ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

const isList = (value: OutcomeValue): value is readonly OutcomeValue[] => Array.isArray(value);

/** On one line: `{at: +60s, phase: Failed, value: 0.96}`. */
export function flowText(value: OutcomeValue): string {
  if (value === null || typeof value !== 'object') return scalarText(value, true);
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`;
  const parts = Object.entries(value as Outcome).map(([key, each]) => `${scalarText(key, true)}: ${flowText(each)}`);
  return `{${parts.join(', ')}}`;
}

const INDENT = 2;

/** Lines of a map or a list whose first line stands in `column` (from 0) already; lists of maps hold one map a line. */
export function blockText(value: OutcomeValue, column: number): string {
  if (value === null || typeof value !== 'object') return scalarText(value);
  const lineEnd = `\n${' '.repeat(column)}`;
  if (isList(value)) return value.length === 0 ? '[]' : value.map((each) => `- ${flowText(each)}`).join(lineEnd);
  const parts = Object.entries(value as Outcome).map(([key, each]) => {
    const head = `${scalarText(key, true)}:`;
    const isBlock = isList(each)
      ? each.some((one) => one !== null && typeof one === 'object')
      : each !== null && typeof each === 'object' && Object.keys(each).length > 0;
    if (!isBlock) return `${head} ${each !== null && typeof each === 'object' ? flowText(each) : scalarText(each)}`;
    return `${head}\n${' '.repeat(column + INDENT)}${blockText(each, column + INDENT)}`;
  });
  return parts.length === 0 ? '{}' : parts.join(lineEnd);
}
