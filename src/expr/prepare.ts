import type { Span } from '../text/span.ts';
import { childrenOf, type Node } from './ast.ts';
import { lexCondition } from './parse/lexer.ts';
import type { SyntaxProblem } from './parse/problems.ts';
import type { Token } from './parse/token.ts';
import { firstUpstreamError } from './parse/upstream-error.ts';

/** Something wrong in a condition, in expr-lang's words. */
export interface ConditionError {
  readonly message: string;
  readonly span: Span;
}

export interface ParsedCondition {
  readonly text: string;
  /** Complete where there are no errors; otherwise `missing` nodes fill the gaps. */
  readonly ast: Node;
  /** The first is the one that the controller would show. */
  readonly errors: readonly ConditionError[];
}

interface Grammar {
  parse(tokens: readonly Token[]): {
    readonly ast: Node;
    readonly problems: readonly SyntaxProblem[];
  };
}

let grammar: Grammar | undefined;

/** Loads the parser, once; `parseCondition` needs it. Chevrotain is large, so nothing else loads it. */
export async function prepareExpr(): Promise<void> {
  if (grammar !== undefined) return;
  const { ConditionGrammar } = await import('./parse/grammar.ts');
  grammar ??= new ConditionGrammar();
}

/** Longer texts are refused unread. The controller has no such limit; a condition is a line or two. */
const MAX_LENGTH = 10_000_000;

/** Parses a condition as expr-lang 1.17 does. Never throws on any text; `prepareExpr` must have been awaited. */
export function parseCondition(text: string): ParsedCondition {
  if (grammar === undefined) throw new Error('await prepareExpr() before parseCondition()');
  if (text.length > MAX_LENGTH) return refuse(text, 'condition is too long');
  const { tokens, errors: lexerErrors } = lexCondition(text);
  const { ast, problems } = grammar.parse(tokens);
  const first = firstUpstreamError(tokens, lexerErrors, problems);
  if (first === undefined) return isTooTall(ast) ? refuse(text, TOO_TALL) : { text, ast, errors: [] };
  const others = [...lexerErrors, ...problems]
    .filter((error) => error !== first)
    .sort((a, b) => a.span.start - b.span.start);
  return { text, ast, errors: withoutEchoes([first, ...others]) };
}

function refuse(text: string, message: string): ParsedCondition {
  const span = { start: 0, end: text.length };
  return { text, ast: { kind: 'missing', span, at: span }, errors: [{ message, span }] };
}

/** How many operators may stand one above the other in the tree (`a + b + c + …`); checker and evaluator recurse. */
const MAX_HEIGHT = 1_000;
const TOO_TALL = `expression is nested too deeply (more than ${MAX_HEIGHT} operators in a row)`;

function isTooTall(ast: Node): boolean {
  let level: Node[] = [ast];
  for (let height = 0; level.length > 0; height++) {
    if (height > MAX_HEIGHT) return true;
    // A chain of comparisons holds nodes twice: once is enough.
    level = [...new Set(level.flatMap(childrenOf))];
  }
  return false;
}

/** One place, one error. */
function withoutEchoes(errors: readonly ConditionError[]): readonly ConditionError[] {
  const places = new Set<number>();
  const kept: ConditionError[] = [];
  for (const { message, span } of errors) {
    if (places.has(span.start)) continue;
    places.add(span.start);
    kept.push({ message, span });
  }
  return kept;
}
