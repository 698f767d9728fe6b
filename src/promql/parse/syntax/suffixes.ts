import type { Duration } from '../../ast.ts';
import type { Token } from '../lexical/token.ts';
import { reportUnclosed, type TokenCursor } from './cursor.ts';
import { type DurationParser, numberLiteral } from './durations.ts';
import { startsOperand } from './operators.ts';
import type { Postfix } from './records.ts';

/** Ranges, `offset`, `@`, `anchored` and `smoothed` behind an operand. */
export function parseSuffixes(cursor: TokenCursor, durations: DurationParser, into: Postfix[]): void {
  for (;;) {
    const token = cursor.token;
    if (token.kind === '[') parseBrackets(cursor, durations, into);
    else if (token.kind === '@') parseAt(cursor, into);
    else if (cursor.isWord('offset')) parseOffset(cursor, durations, into);
    else if (token.kind === 'keyword' && (token.text === 'anchored' || token.text === 'smoothed')) {
      cursor.next();
      into.push({ kind: token.text, span: cursor.spanOf(token), end: token.end });
    } else if (token.kind === 'hole' && token.holes[0] !== undefined && !startsOperand(cursor.peek())) {
      cursor.next();
      into.push({ kind: 'hole', hole: token.holes[0].hole, end: token.end });
    } else return;
  }
}

function parseOffset(cursor: TokenCursor, durations: DurationParser, into: Postfix[]): void {
  const word = cursor.next();
  const before = cursor.token;
  if (before.kind === 'eof' || before.kind === ')' || before.kind === ',') {
    cursor.fail({
      span: { start: word.start, end: word.end },
      code: 'bad-modifier',
      message: '`offset` needs a duration behind it, for instance `offset 5m`',
    });
    return;
  }
  const offset = durations.afterOffset();
  if (offset !== undefined) into.push({ kind: 'offset', offset, end: offset.span.end });
}

function parseAt(cursor: TokenCursor, into: Postfix[]): void {
  const start = cursor.next().start;
  if (cursor.isWord('start', 'end') && cursor.peek().kind === '(' && cursor.peek(2).kind === ')') {
    const at = cursor.next().text === 'start' ? 'start' : 'end';
    cursor.next();
    const end = cursor.next().end;
    into.push({ kind: 'at', at: { at, ms: undefined, span: { start, end } }, seconds: 0, end });
    return;
  }
  const negative = cursor.is('-');
  if (negative || cursor.is('+')) cursor.next();
  const token = cursor.token;
  if (token.kind !== 'number' && token.kind !== 'duration' && token.kind !== 'hole') {
    cursor.fail({
      span: token.kind === 'eof' ? { start, end: start + 1 } : cursor.spanOf(token),
      code: 'bad-modifier',
      message: `\`@\` takes a Unix time in seconds, \`start()\` or \`end()\`, found ${cursor.describe(token)}`,
    });
    return;
  }
  cursor.next();
  const literal = numberLiteral(cursor, token);
  const seconds = negative ? -literal.value : literal.value;
  const ms = literal.hole === undefined ? roundHalfAway(seconds * 1000) : undefined;
  const known = token.kind !== 'hole' && literal.hole === undefined;
  const span = { start, end: token.end };
  into.push({ kind: 'at', at: { at: 'time', ms, span }, seconds: known ? seconds : 0, end: token.end });
}

/** `[5m]`, `[1h:5m]`, `[1h:]`. */
function parseBrackets(cursor: TokenCursor, durations: DurationParser, into: Postfix[]): void {
  const open = cursor.next();
  if (cursor.is(']')) {
    badBrackets(cursor, cursor.token, 'a range needs a duration, for instance `[5m]`');
    cursor.next();
    return;
  }
  const range = cursor.is(':') ? undefined : durations.inBrackets();
  if (range === undefined) {
    if (cursor.is(':'))
      badBrackets(cursor, cursor.token, 'a subquery needs a range before the colon, for instance `[1h:5m]`');
    skipBrackets(cursor, open);
    return;
  }
  const colon = cursor.take(':');
  if (colon !== undefined && !durations.sawNumber) {
    badBrackets(cursor, colon, 'the server takes a colon only after a number: write the range as one');
  }
  let step: Duration | undefined;
  if (colon !== undefined && !cursor.is(']')) {
    step = durations.inBrackets();
    if (step === undefined) {
      skipBrackets(cursor, open);
      return;
    }
  }
  const close = cursor.take(']');
  if (close === undefined) {
    badBrackets(
      cursor,
      cursor.token,
      `expected \`]\`${colon === undefined ? ' or `:`' : ''} after the ${step === undefined ? 'range' : 'step'}, found ${cursor.describe(cursor.token)}`,
    );
    skipBrackets(cursor, open);
    return;
  }
  const { end } = close;
  if (colon === undefined) into.push({ kind: 'range', range, brackets: { start: open.start, end }, end });
  else into.push({ kind: 'subquery', range, step, end });
}

function badBrackets(cursor: TokenCursor, token: Token, message: string): void {
  cursor.fail({ span: cursor.spanOf(token), code: 'bad-range', message });
}

/** After a mistake: on behind the closing bracket, or to where the expression around ends. */
function skipBrackets(cursor: TokenCursor, open: Token): void {
  let depth = 0;
  for (;;) {
    const { kind } = cursor.token;
    if (kind === ']') {
      cursor.next();
      return;
    }
    if (kind === '(') depth++;
    if (kind === ')' && depth-- === 0) return;
    if (kind === 'eof' || kind === '{' || kind === '[') {
      if (kind === 'eof' && cursor.errors.isEmpty) reportUnclosed(cursor, cursor.spanOf(open), cursor.token);
      return;
    }
    cursor.next();
  }
}

/** model/timestamp FromFloatSeconds rounds half away from zero. */
const roundHalfAway = (value: number): number => Math.sign(value) * Math.round(Math.abs(value)) || 0;
