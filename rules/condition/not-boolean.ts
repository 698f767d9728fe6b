import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import type { ConditionName } from '../../src/lint/kit/conditions/sets.ts';
import { alwaysError, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const notBoolean = defineRule({
  id: 'condition/not-boolean',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition yields something else than true or false.',
    details: `There is no truthiness: a condition that yields a number or a list is an error in every measurement, and the fifth in a row aborts
the rollout.`,
    references: ['argo-rollouts utils/evaluate/evaluate.go EvalCondition', 'pitfall P13'],
  },
  messages: {
    type: ({ message, name, users }: { message: string; name: ConditionName; users: string }) => ({
      message: `\`${name}\` is neither true nor false: ${message}${users}`,
      why: alwaysError(name, message),
      help: 'compare the value with something',
    }),
  },
  examples: {
    bad: [{ yaml: prometheusExample('successCondition: result[0]'), finds: ['type@result[0]'] }],
    good: [{ yaml: prometheusExample('successCondition: result[0] < 5') }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) =>
      set.all.map((condition) => {
        const fault = faultOf(set, condition);
        if (fault?.code !== 'not-boolean') return undefined;
        return { at: condition.toFile(fault.span), data: { message: fault.message, name: condition.name } };
      }),
    ))
      ctx.report('type', report);
  },
});
