import type { Span } from '../../text/span.ts';
import type { Expr, HoleSpan } from '../ast.ts';
import { checkTypes } from '../check/check.ts';
import { checkVersion } from '../check/versions.ts';
import { featuresOf, NEWEST_PROMETHEUS, type PromqlFeatures } from '../features.ts';
import { loadedGrammar } from '../prepare.ts';
import { ErrorList, type PromqlError } from './errors.ts';
import { explainDoubleBrace, explainWholeText } from './hints.ts';
import { lex } from './lexical/lexer.ts';
import { TokenCursor } from './syntax/cursor.ts';
import type { Item } from './syntax/records.ts';
import { Shaper } from './syntax/shape.ts';
import { serverContext } from './tree/server.ts';
import { buildTree } from './tree/tree.ts';

export interface ParseOptions {
  /** The placeholders of the text that have no value, in order; `findHoles` finds them. Default: none. */
  readonly holes?: readonly HoleSpan[];
  /** The server's release, `3.5`; default: the newest known. */
  readonly prometheus?: string;
  /** Flags that the server runs with. Default: none. */
  readonly features?: Partial<PromqlFeatures>;
}

export interface ParsedQuery {
  readonly text: string;
  /** Undefined for an empty query and for one that is too deep; parts that make no sense are InvalidExpr. */
  readonly expr: Expr | undefined;
  /** In the order in which the server finds them; it shows the first. Empty for a query that it runs. */
  readonly errors: readonly PromqlError[];
  readonly comments: readonly Span[];
  readonly holes: readonly HoleSpan[];
}

/** Trees are at most this deep, so that whoever walks them may call itself. */
export const MAX_DEPTH = 1_000;

/** Longer texts are refused unread. */
export const MAX_LENGTH = 4 * 1024 * 1024;

/**
 * Parses and type-checks a query (promql/parser ParseExpr). Never throws on input; types are checked only where the
 * syntax is right, as upstream does. `preparePromql` must have been awaited.
 */
export function parsePromql(text: string, options: ParseOptions = {}): ParsedQuery {
  loadedGrammar();
  const holes = options.holes ?? [];
  const prometheus = options.prometheus ?? NEWEST_PROMETHEUS;
  const features = featuresOf(prometheus, options.features);
  const done = (
    expr: Expr | undefined,
    errors: readonly PromqlError[],
    comments: readonly Span[] = [],
  ): ParsedQuery => ({
    text,
    expr,
    errors,
    comments,
    holes,
  });
  if (text.length > MAX_LENGTH) {
    return done(undefined, [
      { span: { start: 0, end: 0 }, code: 'too-deep', message: `a query has at most ${MAX_LENGTH} characters` },
    ]);
  }
  const errors = new ErrorList();
  const { tokens, comments } = lex(text, holes, errors);
  if (tokens.length <= 1 && errors.isEmpty) {
    const end = text.length;
    return done(
      undefined,
      [
        {
          span: { start: 0, end },
          code: 'empty',
          message: comments.length > 0 ? 'there is nothing here but comments' : 'the query is empty',
          upstream: 'no expression found in input',
          upstreamSpan: { start: 0, end: 0 },
        },
      ],
      comments,
    );
  }
  const skeleton = new Shaper(new TokenCursor(text, tokens, errors), features).shape();
  const context = serverContext(errors, features, prometheus);
  if (skeleton.depth > MAX_DEPTH) {
    const shallow = errors.isEmpty ? checkOperands(skeleton.items) : [];
    const tooDeep: PromqlError = {
      span: { start: 0, end: text.length },
      code: 'too-deep',
      message: `the query nests ${skeleton.depth} deep; more than ${MAX_DEPTH} levels are not read`,
    };
    return done(undefined, [...errors.sorted(), ...shallow, tooDeep], comments);
  }
  const expr = buildTree(skeleton, context);
  if (!errors.isEmpty) return done(expr, better(text, holes, errors.sorted()), comments);
  return done(expr, [...checkTypes(expr, text), ...checkVersion(expr, prometheus)], comments);
}

/** What can be said of a tree that is too deep to build: the selectors, each by itself. */
function checkOperands(items: readonly (Item | undefined)[]): PromqlError[] {
  const errors: PromqlError[] = [];
  for (const item of items) {
    if (item?.kind !== 'operand') continue;
    for (const error of checkTypes(item.expr, '')) errors.push(error);
  }
  return errors;
}

/** Puts a better explanation in the place of the first errors where the whole text is something else than a query. */
function better(text: string, holes: readonly HoleSpan[], errors: PromqlError[]): PromqlError[] {
  const whole = explainWholeText(text);
  const upstream = errors[0]?.upstream ?? errors[0]?.message;
  const server = upstream === undefined ? {} : { upstream };
  if (whole !== undefined) {
    const { length, message, help } = whole;
    return [{ span: { start: 0, end: length }, code: 'not-a-query', message, help, ...server }];
  }
  const at = text.indexOf('{{');
  if (at < 0 || holes.some((hole) => hole.span.start <= at && at < hole.span.end)) return errors;
  const { length, message, help } = explainDoubleBrace(text, at);
  const inside = (error: PromqlError): boolean => error.span.start <= at + length && error.span.end >= at;
  if (!errors.some(inside)) return errors;
  const first: PromqlError = {
    span: { start: at, end: at + length },
    code: 'foreign-placeholder',
    message,
    help,
    ...server,
  };
  return [first, ...errors.filter((error) => !inside(error) && error.span.end < at)];
}
