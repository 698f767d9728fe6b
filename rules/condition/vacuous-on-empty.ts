import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { mentionsResult, minds } from '../../src/lint/kit/conditions/nodes.ts';
import { phaseOnEmpty } from '../../src/lint/kit/conditions/samples.ts';
import type { ConditionName, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { emptyReason, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

const BY_POD = 'sum by (pod) (rate(errors_total{app="checkout"}[2m]))';

export const vacuousOnEmpty = defineRule({
  id: 'condition/vacuous-on-empty',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition passes without any data.',
    details: `\`all\` and \`none\` are true of an empty list, \`any\` is false, \`sum\` and \`mean\` are 0. Where the query returns nothing the measurement is
Successful, although nothing was looked at. The condition is tried on an empty list; whoever asks \`len(result)\` has decided.`,
    references: ['expr-lang/expr builtin', 'pitfalls P06, P100'],
  },
  messages: {
    passes: ({ name, reason, users }: { name: ConditionName; reason: string; users: string }) => ({
      message: `\`${name}\` lets the measurement pass when the query returns nothing: ${reason}${users}`,
      why: 'the measurement is Successful although there was nothing to look at',
      help:
        name === 'successCondition'
          ? 'write `len(result) > 0 && …`, unless no data should pass: then `len(result) == 0 || …` says so'
          : 'write `len(result) == 0 || …`, unless no data should pass: then `len(result) > 0 && …` says so',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample("successCondition: 'all(result, # < 0.05)'", BY_POD),
        finds: ['passes@all(result, # < 0.05)'],
      },
      { yaml: prometheusExample('successCondition: sum(result) < 10', BY_POD), finds: ['passes@sum(result) < 10'] },
    ],
    good: [{ yaml: prometheusExample("successCondition: 'len(result) > 0 && all(result, # < 0.05)'", BY_POD) }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => [vacuous(set)])) ctx.report('passes', report);
  },
});

function vacuous(set: ConditionSet): Hit<{ name: ConditionName; reason: string }> | undefined {
  if (phaseOnEmpty(set) !== 'Successful') return undefined;
  const [condition] = set.all;
  if (condition === undefined || set.all.some(({ parsed, open }) => open || minds(parsed.ast))) return undefined;
  if (!set.all.some(({ parsed }) => mentionsResult(parsed.ast))) return undefined;
  return {
    at: condition.toFile(condition.parsed.ast.span),
    data: { name: condition.name, reason: emptyReason(set)?.words ?? 'there may be no data points' },
  };
}
