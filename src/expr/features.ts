import type { Span } from '../text/span.ts';
import { type BuiltinNode, type Node, walk } from './ast.ts';
import type { CompiledExpression } from './compile.ts';
import { lexCondition } from './parse/lexer.ts';
import type { Token } from './parse/token.ts';
import type { ParsedCondition } from './prepare.ts';
import { isArray } from './types/nature.ts';

/**
 * What conditions may use since controllers have expr-lang 1.17, that is since Argo Rollouts 1.10. Controllers 1.8 and
 * 1.9 have antonmedv/expr 1.15.5 and refuse it; `older` is what they answer, with `…` for what depends on the text.
 */
export const EXPRESSION_FEATURES = {
  'if-else': { since: '1.10', what: '`if … { } else { }`', older: 'unexpected token Identifier("…")' },
  'comparison-chain': {
    since: '1.10',
    what: 'chained comparisons such as `0 < result < 1`',
    older: 'invalid operation: < (mismatched types bool and …)',
  },
  sequence: { since: '1.10', what: 'several expressions separated by `;`', older: 'unexpected token Operator(";")' },
  'raw-string': {
    since: '1.10',
    what: 'strings between backquotes',
    older: "unrecognized character: U+0060 '`'",
  },
  'bytes-literal': { since: '1.10', what: '`b"…"`', older: 'unexpected token String("…")' },
  'braced-escape': { since: '1.10', what: 'the escape `\\u{…}`', older: 'invalid char escape' },
  'binary-or-octal-number': {
    since: '1.10',
    what: 'numbers that start with `0b` or `0o`',
    older: 'invalid integer literal: strconv.ParseInt: parsing "…": invalid syntax',
  },
  'optional-index': { since: '1.10', what: '`?.[`', older: 'expected name' },
  'builtin-marker': { since: '1.10', what: '`::` before a builtin', older: 'unexpected token Operator(":")' },
  'trailing-comma': {
    since: '1.10',
    what: 'a comma behind the last argument',
    older: 'unexpected token Bracket(")")',
  },
  'indexed-literal': { since: '1.10', what: 'an index or a member of a string literal', older: 'unexpected token …' },
  'new-builtin': { since: '1.10', what: 'builtin functions added since', older: 'unknown name …' },
  'list-extreme': {
    since: '1.10',
    what: '`max` and `min` of a list',
    older: 'invalid argument for max (type …)',
  },
  'many-means': {
    since: '1.10',
    what: '`mean` and `median` of several arguments',
    older: 'invalid number of arguments (expected 1, got …)',
  },
  'mapped-sum': {
    since: '1.10',
    what: '`sum` and `sortBy` with a predicate',
    older: 'cannot use pointer accessor outside closure',
  },
  'plain-count': { since: '1.10', what: '`count` without a predicate', older: 'unexpected token Bracket(")")' },
} as const satisfies Readonly<Record<string, Feature>>;

interface Feature {
  /** The first release of Argo Rollouts whose controller understands it. */
  readonly since: string;
  readonly what: string;
  /** What an older controller says. */
  readonly older: string;
}

export type ExpressionFeature = keyof typeof EXPRESSION_FEATURES;

export interface FeatureUse {
  readonly feature: ExpressionFeature;
  readonly span: Span;
}

const NEW_BUILTINS = new Set([
  ...['timezone', 'reverse', 'uniq', 'concat', 'flatten', 'bitand', 'bitor', 'bitxor', 'bitnand', 'bitshl', 'bitshr'],
  ...['bitushr', 'bitnot'],
]);

/**
 * Everything in a condition that not every supported controller understands, in the order in which it stands. With
 * `checked` (the result of `checkCondition`) also what depends on types.
 */
export function featuresUsed(condition: ParsedCondition, checked?: CompiledExpression): readonly FeatureUse[] {
  const uses: FeatureUse[] = [];
  const add = (feature: ExpressionFeature, span: Span): void => {
    uses.push({ feature, span });
  };
  const { tokens } = lexCondition(condition.text);
  tokens.forEach((token, i) => {
    const feature = featureOfToken(token, tokens[i + 1], condition.text);
    if (feature !== undefined) add(feature, token.span);
  });
  walk(condition.ast, (node) => {
    const feature = featureOfNode(node, checked);
    if (feature !== undefined) add(feature, node.at);
    return true;
  });
  return uses.sort((a, b) => a.span.start - b.span.start);
}

function featureOfToken(token: Token, next: Token | undefined, text: string): ExpressionFeature | undefined {
  const { kind, value, span } = token;
  if (kind === 'String') {
    if (token.raw) return 'raw-string';
    return /(?<!\\)(?:\\\\)*\\u\{/.test(text.slice(span.start, span.end)) ? 'braced-escape' : undefined;
  }
  if (kind === 'Bytes') return 'bytes-literal';
  if (kind === 'Number') return /^0[bo]/i.test(value) ? 'binary-or-octal-number' : undefined;
  if (kind !== 'Operator') return undefined;
  if (value === '::') return 'builtin-marker';
  if (value === ',') return next?.kind === 'Bracket' && next.value === ')' ? 'trailing-comma' : undefined;
  if (value === ';') return next?.kind === 'EOF' ? 'sequence' : undefined;
  return value === '?.' && next?.kind === 'Bracket' && next.value === '[' ? 'optional-index' : undefined;
}

function featureOfNode(node: Node, checked: CompiledExpression | undefined): ExpressionFeature | undefined {
  switch (node.kind) {
    case 'conditional':
      return node.form === 'if' ? 'if-else' : undefined;
    case 'binary':
      return node.chained ? 'comparison-chain' : undefined;
    case 'sequence':
      return 'sequence';
    case 'member':
    case 'slice':
      return node.object.kind === 'string' ? 'indexed-literal' : undefined;
    case 'builtin':
      return featureOfBuiltin(node, checked);
    default:
      return undefined;
  }
}

function featureOfBuiltin(
  { name, args }: BuiltinNode,
  checked: CompiledExpression | undefined,
): ExpressionFeature | undefined {
  if (NEW_BUILTINS.has(name)) return 'new-builtin';
  if (name === 'count' && args.length === 1) return 'plain-count';
  if (name === 'sortBy' || (name === 'sum' && args.length > 1)) return 'mapped-sum';
  if ((name === 'mean' || name === 'median') && args.length > 1) return 'many-means';
  const takesList = args.some((arg) => {
    const nature = checked?.natures.get(arg);
    return nature !== undefined && isArray(nature);
  });
  return (name === 'max' || name === 'min') && takesList ? 'list-extreme' : undefined;
}
