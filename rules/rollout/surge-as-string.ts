import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const surgeAsString = defineRule({
  id: 'rollout/surge-as-string',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`maxSurge` or `maxUnavailable` is a number in quotes, which scaling takes for a percentage.',
    details: `A number means pods, and a text means a percentage, with its sign or without: \`"5"\` is 5 %. Validation reads the same text as 5
pods.`,
    references: ['argo-rollouts utils/replicaset/canary.go MaxSurge', 'argo-rollouts#4567'],
  },
  messages: {
    percent: ({ field, value }: { field: string; value: string }) => ({
      message: `\`${field}: "${value}"\` is ${value} % of the replicas, not ${value} pods`,
      why: 'when it scales, the controller reads every text as a percentage',
      help: `write \`${value}\` without quotes for pods, or \`${value}%\``,
    }),
  },
  examples: {
    bad: [{ yaml: canary("maxSurge: '5'"), finds: ["percent@'5'"] }],
    good: [{ yaml: canary("maxSurge: 5\nmaxUnavailable: '10%'") }],
  },
  check(ctx) {
    for (const strategy of ['canary', 'blueGreen']) {
      for (const field of ['maxSurge', 'maxUnavailable']) {
        const path = ['spec', 'strategy', strategy, field];
        const value = ctx.manifest.value(path);
        if (typeof value !== 'string' || !/^\d+$/.test(value) || Number(value) === 0) continue;
        ctx.report('percent', { at: ctx.manifest.valueSpan(path), data: { field, value } });
      }
    }
  },
});
