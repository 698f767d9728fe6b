import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, mentionsResult } from '../../src/lint/kit/conditions/nodes.ts';
import type { ConditionName } from '../../src/lint/kit/conditions/sets.ts';
import { prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { isDryRun } from '../../src/lint/kit/metrics/dry-run.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const constant = defineRule({
  id: 'condition/constant',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition does not look at the result.',
    details: `\`successCondition: 'true'\` makes every answered measurement Successful. To record a metric without judging it there is \`dryRun\`.`,
    references: ['argo-rollouts utils/evaluate/evaluate.go EvaluateResult', 'pitfall P14'],
  },
  messages: {
    ignores: ({ name, text, users }: { name: ConditionName; text: string; users: string }) => ({
      message: `\`${name}: ${text}\` does not look at \`result\`${users}`,
      why: 'whatever the query answers, the measurement ends alike; only errors of the provider can stop the rollout',
      help: 'to record a metric without judging it, name it under `dryRun`',
    }),
  },
  examples: {
    bad: [{ yaml: prometheusExample("successCondition: 'true'"), finds: ['ignores@true'] }],
    good: [{ yaml: prometheusExample('successCondition: result[0] < 5') }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) =>
      set.all.map((condition) => {
        const { ast } = condition.parsed;
        if (condition.open || faultOf(set, condition) !== undefined || mentionsResult(ast)) return undefined;
        if (callsOf(ast, 'isNil', 'default').length > 0) return undefined;
        if (set.bindings.every((binding) => isDryRun(set.view.name, binding))) return undefined;
        return {
          at: condition.toFile(ast.span),
          data: { name: condition.name, text: condition.text.value.trim().replaceAll(/\s+/g, ' ') },
        };
      }),
    ))
      ctx.report('ignores', report);
  },
});
