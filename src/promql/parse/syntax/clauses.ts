import { quote } from '../../../go/quote.ts';
import { isValidUtf8 } from '../../../go/utf8.ts';
import type { Span } from '../../../text/span.ts';
import type { Fill, HoleText, VectorMatching } from '../../ast.ts';
import { decodeString } from '../lexical/literals.ts';
import { canNameLabel, type Token } from '../lexical/token.ts';
import { reportUnclosed, type TokenCursor } from './cursor.ts';
import { numberLiteral } from './durations.ts';
import type { BinaryModifiers, Grouping } from './records.ts';

const ONE_TO_ONE: VectorMatching = {
  card: 'one-to-one',
  on: false,
  labels: [],
  include: [],
  fillLeft: undefined,
  fillRight: undefined,
  span: undefined,
  groupSpan: undefined,
};
/** No `bool`, no `on`: one to one on all labels. */
export const NO_MODIFIERS: BinaryModifiers = { returnBool: false, matching: ONE_TO_ONE };

/** `by (…)` or `without (…)`, if it is there. */
export function parseGrouping(cursor: TokenCursor): Grouping | undefined {
  if (!cursor.isWord('by', 'without')) return undefined;
  const word = cursor.next();
  const labels = parseLabelList(cursor);
  return { without: word.text === 'without', labels, span: { start: word.start, end: cursor.lastEnd } };
}

/** generated_parser.y grouping_labels. */
export function parseLabelList(cursor: TokenCursor): readonly HoleText[] {
  const open = cursor.take('(');
  const labels: HoleText[] = [];
  if (open === undefined) {
    badLabel(cursor, `expected \`(\` before the labels, found ${cursor.describe(cursor.token)}`);
    return labels;
  }
  let reported = false;
  const report = (message: string): void => {
    if (!reported) badLabel(cursor, message);
    reported = true;
  };
  let due = true;
  for (;;) {
    const token = cursor.token;
    if (token.kind === ')') {
      cursor.next();
      return labels;
    }
    if (token.kind === 'eof') {
      reportUnclosed(cursor, cursor.spanOf(open), token);
      return labels;
    }
    if (token.kind === ',') {
      if (due) report(`expected a label's name here, found ${cursor.describe(token)}`);
      due = true;
      cursor.next();
      continue;
    }
    if (!due)
      report(
        `expected \`,\` or \`)\` after label ${quote(labels.at(-1)?.text ?? '')}, found ${cursor.describe(token)}`,
      );
    due = false;
    if (token.kind === '(' || token.kind === '{' || token.kind === '[') {
      report(`expected a label's name here, found ${cursor.describe(token)}`);
      return labels;
    }
    const label = parseLabel(cursor, token);
    if (label === undefined) report(`expected a label's name here, found ${cursor.describe(token)}`);
    else labels.push(label);
    cursor.next();
  }
}

function badLabel(cursor: TokenCursor, message: string): void {
  const { token } = cursor;
  cursor.fail({ span: cursor.spanOf(token), code: 'bad-label-list', message });
}

function parseLabel(cursor: TokenCursor, token: Token): HoleText | undefined {
  if (token.kind === 'hole' || canNameLabel(token)) {
    return { text: cursor.source.slice(token.start, token.end), span: cursor.spanOf(token), holes: token.holes };
  }
  if (token.kind !== 'string') return undefined;
  const label = decodeString(cursor.source, token, cursor.errors);
  if (label.text === '' || !isValidUtf8(label.text)) {
    cursor.errors.add(token.end, {
      span: label.span,
      code: 'bad-label-list',
      message: `invalid label name for grouping: ${quote(label.text)}`,
      upstream: `invalid label name for grouping: ${quote(label.text)}`,
    });
  }
  return label;
}

/** generated_parser.y fill_modifiers: bool, on or ignoring, group_left or group_right, fill; in that order. */
export function parseModifiers(cursor: TokenCursor): BinaryModifiers {
  const first = cursor.token;
  if (first.kind !== 'keyword') return NO_MODIFIERS;
  const returnBool = cursor.isWord('bool');
  if (returnBool) cursor.next();
  let on = false;
  let labels: readonly HoleText[] = [];
  let include: readonly HoleText[] = [];
  let span: Span | undefined;
  let groupSpan: Span | undefined;
  let card: VectorMatching['card'] = 'one-to-one';
  if (cursor.isWord('on', 'ignoring')) {
    const word = cursor.next();
    on = word.text === 'on';
    labels = parseLabelList(cursor);
    span = { start: word.start, end: cursor.lastEnd };
    if (cursor.isWord('group_left', 'group_right')) {
      const group = cursor.next();
      card = group.text === 'group_left' ? 'many-to-one' : 'one-to-many';
      if (cursor.is('(')) include = parseLabelList(cursor);
      groupSpan = { start: group.start, end: cursor.lastEnd };
    }
  }
  const { fillLeft, fillRight } = parseFills(cursor);
  return { returnBool, matching: { card, on, labels, include, fillLeft, fillRight, span, groupSpan } };
}

function parseFills(cursor: TokenCursor): {
  readonly fillLeft: Fill | undefined;
  readonly fillRight: Fill | undefined;
} {
  if (!cursor.isWord('fill', 'fill_left', 'fill_right')) return { fillLeft: undefined, fillRight: undefined };
  const word = cursor.next();
  const first = parseFill(cursor, word);
  if (word.text === 'fill') return { fillLeft: first, fillRight: first };
  const left = word.text === 'fill_left';
  const other = left ? 'fill_right' : 'fill_left';
  const second = cursor.isWord(other) ? parseFill(cursor, cursor.next()) : undefined;
  return left ? { fillLeft: first, fillRight: second } : { fillLeft: second, fillRight: first };
}

function parseFill(cursor: TokenCursor, word: Token): Fill {
  cursor.take('(');
  const negative = cursor.is('-');
  if (negative || cursor.is('+')) cursor.next();
  const token = cursor.token;
  const isNumber = token.kind === 'number' || token.kind === 'duration' || token.kind === 'hole';
  let value = Number.NaN;
  if (isNumber) {
    cursor.next();
    value = numberLiteral(cursor, token).value;
  }
  if (!isNumber || !cursor.is(')')) {
    cursor.fail({
      span: cursor.spanOf(cursor.token),
      code: 'bad-modifier',
      message: `\`${word.text}\` takes one number in brackets, found ${cursor.describe(cursor.token)}`,
    });
  }
  cursor.take(')');
  return { value: negative ? -value : value, span: { start: word.start, end: cursor.lastEnd } };
}
