import type { Node } from './ast.ts';
import { Checker } from './check/checker.ts';
import type { Environment } from './check/environment.ts';
import { FoldError } from './optimize/fold.ts';
import { optimize } from './optimize/optimizer.ts';
import { Rewriter } from './optimize/rewriter.ts';
import type { ConditionError, ParsedCondition } from './prepare.ts';
import { type Code, CompileError } from './run/compile/code.ts';
import { Compiler } from './run/compile/compiler.ts';
import { type Nature, UNKNOWN } from './types/nature.ts';

/** A condition checked against an environment: either code, or the reasons why there is none. */
export interface CompiledExpression {
  /** What the checker knows about the value; unknown after an error. */
  readonly type: Nature;
  /** What it knows about every node. */
  readonly natures: ReadonlyMap<Node, Nature>;
  /** The first is the one that the controller would show. */
  readonly errors: readonly ConditionError[];
  readonly code?: Code;
}

/** expr.Compile: checks types, folds and rewrites. Never throws on any text. */
export function compileExpression(parsed: ParsedCondition, environment: Environment): CompiledExpression {
  if (parsed.errors.length > 0) return { type: UNKNOWN, natures: new Map(), errors: parsed.errors };
  const checker = new Checker(environment);
  try {
    const type = checker.visit(parsed.ast);
    const { natures, errors } = checker;
    if (errors.length > 0) return { type: UNKNOWN, natures, errors };
    return { type, natures, errors, code: generate(parsed.ast, checker) };
  } catch (error) {
    const message = error instanceof RangeError ? 'expression is nested too deeply' : undefined;
    if (error instanceof FoldError) return failed(checker, error.message, error.node);
    if (error instanceof CompileError) return failed(checker, error.message, parsed.ast);
    if (message !== undefined) return failed(checker, message, parsed.ast);
    throw error;
  }
}

const failed = ({ natures }: Checker, message: string, { at }: Node): CompiledExpression => ({
  type: UNKNOWN,
  natures,
  errors: [{ message, span: at }],
});

function generate(ast: Node, checker: Checker): Code {
  const rewriter = new Rewriter(checker.natures);
  const optimized = optimize(ast, rewriter, checker.floats);
  return new Compiler(rewriter.natures).compile(optimized);
}
