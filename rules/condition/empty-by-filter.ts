import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { indexesOfResult, isComparison, numberOf } from '../../src/lint/kit/conditions/nodes.ts';
import { mayBeEmpty, phaseOnEmpty } from '../../src/lint/kit/conditions/samples.ts';
import type { ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { ERROR_PATH, prometheusExample, quoted } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { unparen } from '../../src/promql/index.ts';

export const emptyByFilter = defineRule({
  id: 'condition/empty-by-filter',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A query filters by the very comparison that the condition should decide.',
    details: `In PromQL \`x >= 0.95\` is a filter: it keeps x where it is at least 0.95 and gives nothing otherwise. So when the check should fail the answer
is empty: \`result[0]\` is then an Error, and \`len(result) == 0 || …\` passes. Compare in the condition, or write \`>= bool\`, which gives 1 or 0.`,
    references: ['prometheus promql/engine.go VectorBinop', 'argo-rollouts utils/evaluate/evaluate.go'],
  },
  messages: {
    filter: ({ query, phase, users }: { query: string; phase: 'Error' | 'Successful'; users: string }) => ({
      message: `\`${query}\` filters: when it does not hold the answer is empty, and the measurement is ${phase}${users}`,
      why: phase === 'Error' ? ERROR_PATH : 'what should fail passes: without an element the condition holds',
      help: 'leave the comparison to the condition, or write it with `bool`, which gives 1 or 0',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: result[0] >= 0.95', 'avg(success_ratio{app="checkout"}) >= 0.95'),
        finds: ['filter@result[0]'],
      },
    ],
    good: [
      { yaml: prometheusExample('successCondition: len(result) > 0', 'avg(success_ratio{app="checkout"}) >= 0.95') },
      {
        yaml: prometheusExample(
          'successCondition: len(result) > 0 && result[0] >= 0.95',
          'avg(success_ratio{app="checkout"})',
        ),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => [filtered(set)])) ctx.report('filter', report);
  },
});

function filtered(set: ConditionSet): Hit<{ query: string; phase: 'Error' | 'Successful' }> | undefined {
  const root = set.query?.parsed.expr === undefined ? undefined : unparen(set.query.parsed.expr);
  if (root?.kind !== 'BinaryExpr' || !COMPARISONS.has(root.op) || root.returnBool || !mayBeEmpty(set)) return undefined;
  const phase = phaseOnEmpty(set);
  const condition = set.all[0];
  if (condition === undefined || (phase !== 'Error' && phase !== 'Successful')) return undefined;
  // Nothing found is what is wanted: `len(result) == 0` alone. And a filter for traffic is no verdict.
  const index = indexesOfResult(condition.parsed.ast)[0];
  if (index === undefined || (phase === 'Successful' && !isVerdict(set))) return undefined;
  return { at: condition.toFile(index.span), data: { query: quoted(set, root.span), phase } };
}

/** True if the condition compares with the constant that the query filters by. */
function isVerdict({ query, all }: ConditionSet): boolean {
  const root = query?.parsed.expr === undefined ? undefined : unparen(query.parsed.expr);
  if (root?.kind !== 'BinaryExpr' || query?.inference === undefined) return false;
  const { min, max } = query.inference.of(root.rhs).values;
  if (min !== max || min === 0) return false;
  return all.some(({ parsed }) => {
    const { ast } = parsed;
    const parts = ast.kind === 'binary' ? [ast, ast.left, ast.right] : [];
    return parts.some((part) => isComparison(part) && [part.left, part.right].some((side) => numberOf(side) === min));
  });
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
