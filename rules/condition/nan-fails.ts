import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf } from '../../src/lint/kit/conditions/nodes.ts';
import { isMeantEmpty, onNaN } from '../../src/lint/kit/conditions/samples.ts';
import type { ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { MAY_BE_NAN, nanReason, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const nanFails = defineRule({
  id: 'condition/nan-fails',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A value that is not a number fails the measurement, or leaves it undecided.',
    details: `Without traffic a ratio is 0/0, and a quantile has no observations: NaN. It is a value, so the answer is not empty, and every comparison with it
is false. With a successCondition alone that means Failed: an idle canary is aborted. With both conditions neither holds: Inconclusive, and the
rollout waits for a human (a hint).`,
    references: [
      'argo-rollouts utils/evaluate/evaluate.go EvaluateResult',
      'argo-rollouts#180',
      'argo-rollouts#459',
      'pitfall P09',
    ],
  },
  messages: {
    fails: ({ reason, users }: NanData) => ({
      message: `NaN fails the measurement, and ${reason}${users}`,
      why: 'every comparison with NaN is false, so a canary without traffic is Failed',
      help: 'say what no traffic means: `isNaN(result[0]) || …` passes, `!isNaN(result[0]) && …` fails; or keep it from the query: `… / (… > 0)`',
    }),
    undecided: ({ reason, users }: NanData) => ({
      message: `NaN is neither success nor failure, and ${reason}${users}`,
      why: 'the measurement is Inconclusive; with more of them than `inconclusiveLimit` the rollout pauses until a human decides',
      help: 'name NaN in one of the conditions: `isNaN(result[0]) || …`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: result[0] >= 0.95', MAY_BE_NAN),
        finds: ['fails@result[0] >= 0.95'],
      },
      {
        yaml: prometheusExample('successCondition: result[0] >= 0.95\nfailureCondition: result[0] < 0.95', MAY_BE_NAN),
        finds: ['undecided@result[0] >= 0.95'],
      },
    ],
    good: [
      { yaml: prometheusExample('successCondition: isNaN(result[0]) || result[0] >= 0.95', MAY_BE_NAN) },
      {
        title: 'The author has decided.',
        yaml: prometheusExample('successCondition: "!isNaN(result[0]) && result[0] >= 0.95"', MAY_BE_NAN),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => [failing(set, 'Failed')])) ctx.report('fails', report);
    for (const report of hitsIn(ctx, (set) => [failing(set, 'Inconclusive')]))
      ctx.report('undecided', { ...report, severity: 'info' });
  },
});

interface NanData {
  readonly reason: string;
  readonly users: string;
}

function failing(set: ConditionSet, phase: 'Failed' | 'Inconclusive'): Hit<{ reason: string }> | undefined {
  if (set.all.some(({ parsed }) => callsOf(parsed.ast, 'isNaN').length > 0)) return undefined;
  const nan = onNaN(set);
  const condition = set.success ?? set.failure;
  if (nan?.phase !== phase || condition === undefined || isMeantEmpty(set)) return undefined;
  return { at: condition.toFile(condition.parsed.ast.span), data: { reason: nanReason(set, nan.reason) } };
}
