import type { HoleInText } from '../../ast.ts';

/**
 * What a token is. Operators and brackets are their own kind. `identifier` has no colon in it, `metric` has; `hole` is
 * a placeholder that stands alone; `keyword` is any word of KEYWORDS outside braces.
 */
export type TokenKind =
  | 'identifier'
  | 'metric'
  | 'keyword'
  | 'number'
  | 'duration'
  | 'string'
  | 'hole'
  | 'eof'
  | Punctuation;

export type Punctuation =
  | '('
  | ')'
  | '{'
  | '}'
  | '['
  | ']'
  | ','
  | ':'
  | '@'
  | '='
  | '=~'
  | '!~'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '</'
  | '>/';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The word in lower case for keywords, as written for other words and numbers, empty for the rest. */
  readonly text: string;
  /** Placeholders in it; offsets count from the token's start. */
  readonly holes: readonly HoleInText[];
}

export const NO_HOLES: readonly HoleInText[] = [];

/** promql/parser/lex.go key: words with a meaning outside braces, in any case. `inf` and `nan` are numbers. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'and or unless atan2 sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk ' +
    'limit_ratio offset smoothed anchored by without on ignoring group_left group_right fill fill_left fill_right ' +
    'bool start end step range max_of min_of'
  ).split(' '),
);

/** generated_parser.y metric_identifier leaves these out: they can name no metric. */
const NEVER_METRIC: ReadonlySet<string> = new Set(['atan2', 'bool', 'group_left', 'group_right', 'ignoring', 'on']);

/** True if the word can be the name of a metric, given that it stands where an operand is due. */
export const canNameMetric = (token: Token): boolean =>
  token.kind === 'identifier' || token.kind === 'metric' || (token.kind === 'keyword' && !NEVER_METRIC.has(token.text));

/** generated_parser.y maybe_label: every word but `without` and the special numbers. */
export const canNameLabel = (token: Token): boolean =>
  token.kind === 'identifier' || token.kind === 'metric' || (token.kind === 'keyword' && token.text !== 'without');

export const isKeyword = (token: Token, ...words: readonly string[]): boolean =>
  token.kind === 'keyword' && words.includes(token.text);
