import type { Span } from '../../../text/span.ts';
import { type HoleText, type Matcher, type MatchOp, METRIC_NAME } from '../../ast.ts';
import { regexpError } from '../../regexp.ts';
import { decodeString } from '../lexical/literals.ts';
import type { Token } from '../lexical/token.ts';
import type { TokenCursor } from './cursor.ts';

export interface Braces {
  readonly matchers: readonly Matcher[];
  readonly span: Span;
  /** A placeholder stands for whole matchers. */
  readonly open: boolean;
}

/** `{a="b", c=~"d", "name"}`; the cursor is at the opening brace. Goes on after mistakes, one message each. */
export function parseBraces(cursor: TokenCursor): Braces {
  const brace = cursor.next();
  const matchers: Matcher[] = [];
  let open = false;
  let due = true;
  let reported = false;
  for (;;) {
    const token = cursor.token;
    if (token.kind === '}') {
      cursor.next();
      break;
    }
    if (!canStandInBraces(token)) {
      // The list is longer than anyone wants to read: what opened it is the place to look at.
      cursor.fail({
        span: { start: brace.start, end: brace.end },
        code: 'unclosed-bracket',
        message: `this \`{\` is never closed: expected \`}\` before ${cursor.describe(token)}`,
        upstream: 'unexpected end of input inside braces',
        upstreamSpan: { start: cursor.source.length, end: cursor.source.length },
      });
      break;
    }
    if (token.kind === ',') {
      cursor.next();
      if (due && !reported) {
        const first = matchers.length === 0 && !open;
        cursor.fail({
          span: cursor.spanOf(token),
          code: 'bad-matcher',
          message: first ? 'a list of matchers cannot start with a comma' : 'two commas with no matcher between them',
          help: 'delete this comma',
          upstream: 'unexpected "," in label matching, expected identifier or "}"',
        });
      }
      due = true;
      reported = false;
      continue;
    }
    if (!due && !reported) {
      cursor.fail({
        span: cursor.spanOf(token),
        code: 'bad-matcher',
        message: `expected \`,\` or \`}\` here, found ${cursor.describe(token)}`,
      });
      reported = true;
    }
    due = false;
    const result = parseMatcher(cursor, reported);
    if (result === 'open') open = true;
    else if (result === 'bad') reported = true;
    else matchers.push(result);
  }
  return { matchers, span: { start: brace.start, end: cursor.lastEnd }, open };
}

const canStandInBraces = (token: Token): boolean =>
  token.kind !== 'eof' && token.kind !== '(' && token.kind !== ')' && token.kind !== '[' && token.kind !== '{';

/** One matcher; at least one token is taken. */
function parseMatcher(cursor: TokenCursor, quiet: boolean): Matcher | 'open' | 'bad' {
  const token = cursor.next();
  const report = (at: Token, message: string, help?: string): 'bad' => {
    if (!quiet) {
      cursor.fail({ span: cursor.spanOf(at), code: 'bad-matcher', message, ...(help === undefined ? {} : { help }) });
    }
    return 'bad';
  };
  if (token.kind !== 'identifier' && token.kind !== 'string' && token.kind !== 'hole') {
    return report(
      token,
      token.kind === 'number' || token.kind === 'duration'
        ? `a label's name cannot start with a digit: ${cursor.describe(token)}`
        : `expected a label's name or \`}\` here, found ${cursor.describe(token)}`,
      token.kind === 'number' ? 'quote the name' : undefined,
    );
  }
  const label: HoleText =
    token.kind === 'string'
      ? decodeString(cursor.source, token, cursor.errors)
      : { text: token.text, span: cursor.spanOf(token), holes: token.holes };
  const operator = cursor.token;
  const op = matchOp(operator);
  if (op === undefined) {
    if (token.kind === 'string') return quotedName(label);
    if (token.kind === 'hole') return 'open';
    return report(
      operator.kind === 'eof' ? token : operator,
      `expected \`=\`, \`!=\`, \`=~\` or \`!~\` after label ${cursor.describe(token)}, found ${cursor.describe(operator)}`,
    );
  }
  cursor.next();
  if (operator.kind === '==') {
    report(operator, 'a matcher compares with one `=`', 'write `=`');
  }
  const value = parseValue(cursor, token, report);
  if (value === undefined) return 'bad';
  const matcher: Matcher = {
    label,
    op,
    value,
    span: { start: label.span.start, end: value.span.end },
    opSpan: cursor.spanOf(operator),
  };
  checkRegexp(cursor, matcher);
  return matcher;
}

function matchOp(token: Token): MatchOp | undefined {
  switch (token.kind) {
    case '=':
    case '!=':
    case '=~':
    case '!~':
      return token.kind;
    case '==':
      return '=';
    default:
      return undefined;
  }
}

function parseValue(
  cursor: TokenCursor,
  label: Token,
  report: (at: Token, message: string, help?: string) => 'bad',
): HoleText | undefined {
  const token = cursor.token;
  if (token.kind === 'string') {
    cursor.next();
    return decodeString(cursor.source, token, cursor.errors);
  }
  if (token.kind === 'hole') {
    cursor.next();
    return { text: token.text, span: cursor.spanOf(token), holes: token.holes };
  }
  if (token.kind === 'identifier' || token.kind === 'number' || token.kind === 'duration') {
    cursor.next();
    report(
      token,
      `the value of label ${cursor.describe(label)} needs quotes: ${cursor.describe(token)}`,
      `write \`"${cursor.source.slice(token.start, Math.min(token.end, token.start + 40))}"\``,
    );
    return { text: token.text, span: cursor.spanOf(token), holes: token.holes };
  }
  report(
    token.kind === 'eof' ? label : token,
    `expected a quoted value for label ${cursor.describe(label)}, found ${cursor.describe(token)}`,
  );
  if (token.kind === '=' || token.kind === '==') cursor.next();
  return undefined;
}

/** `{"name"}` asks for that name. */
function quotedName(name: HoleText): Matcher {
  return {
    label: { text: METRIC_NAME, span: name.span, holes: [] },
    op: '=',
    value: name,
    span: name.span,
    opSpan: { start: name.span.start, end: name.span.start },
  };
}

function checkRegexp(cursor: TokenCursor, matcher: Matcher): void {
  // With a placeholder in it nobody can tell.
  if ((matcher.op !== '=~' && matcher.op !== '!~') || matcher.value.holes.length > 0) return;
  const problem = regexpError(matcher.value.text);
  if (problem === undefined) return;
  cursor.errors.add(matcher.span.end, {
    span: matcher.span,
    code: 'bad-regexp',
    message: problem,
    help: 'regular expressions here are RE2: no look-around, no back-references',
    upstream: problem,
  });
}
