import { editsOf } from '../../src/lint/kit/conditions/fixes.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, indexesOfResult, isResult } from '../../src/lint/kit/conditions/nodes.ts';
import { failingOnEmpty } from '../../src/lint/kit/conditions/samples.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { ERROR_PATH, MAY_BE_EMPTY, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const guardAfterIndex = defineRule({
  id: 'condition/guard-after-index',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition takes an element before it asks whether there is one.',
    details: `\`||\` and \`&&\` go from left to right. In \`result[0] >= 0.9 || len(result) == 0\` the index comes first, so an empty answer is an Error,
and the guard behind it is never asked.`,
    references: ['expr-lang/expr vm', 'pitfall P02'],
  },
  messages: {
    late: ({ index, guard, users }: { index: string; guard: string; users: string }) => ({
      message: `\`${index}\` comes before its guard \`${guard}\`, so an empty answer fails${users}`,
      why: ERROR_PATH,
      help: 'write the guard first',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: result[0] >= 0.9 || len(result) == 0', MAY_BE_EMPTY),
        finds: ['late@result[0]'],
        fixed: prometheusExample('successCondition: len(result) == 0 || result[0] >= 0.9', MAY_BE_EMPTY),
      },
    ],
    good: [{ yaml: prometheusExample('successCondition: len(result) == 0 || result[0] >= 0.9', MAY_BE_EMPTY) }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => failingOnEmpty(set).map((condition) => lateGuard(set, condition))))
      ctx.report('late', report);
  },
});

function lateGuard(set: ConditionSet, condition: Condition): Hit<{ index: string; guard: string }> | undefined {
  const { ast } = condition.parsed;
  const index = indexesOfResult(ast)[0];
  const guard = callsOf(ast, 'len').find(
    ({ args, node }) =>
      args[0] !== undefined && isResult(args[0]) && index !== undefined && node.span.start > index.span.start,
  );
  if (index === undefined || guard === undefined) return undefined;
  const textOf = (start: number, end: number) => condition.text.value.slice(start, end);
  const data = {
    index: textOf(index.span.start, index.span.end),
    guard: textOf(guard.node.span.start, guard.node.span.end),
  };
  const at = condition.toFile(index.span);
  if (ast.kind !== 'binary' || !LOGIC.has(ast.operator) || condition.field.text !== condition.text) return { at, data };
  const { left, right } = ast;
  // A chain `a || b || c` is `(a || b) || c`: with the last operand in front it stays one.
  const swapped = `${textOf(right.span.start, right.span.end)} ${ast.operator} ${textOf(left.span.start, left.span.end)}`;
  const { start, end } = ast.span;
  const edits = editsOf(set, condition, [{ at: start, instead: end - start, text: swapped }]);
  return edits === undefined || !isAlike(left, ast.operator)
    ? { at, data }
    : { at, data, fix: { kind: 'safe', title: 'write the guard first', edits } };
}

const LOGIC: ReadonlySet<string> = new Set(['||', '&&', 'or', 'and']);

/** True if the operand may stand on the right of the operator without parentheses and mean the same. */
const isAlike = (node: ConditionSet['all'][number]['parsed']['ast'], operator: string): boolean =>
  node.kind !== 'conditional' &&
  node.kind !== 'let' &&
  !(node.kind === 'binary' && LOGIC.has(node.operator) && node.operator !== operator);
