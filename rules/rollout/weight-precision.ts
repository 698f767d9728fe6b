import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { routingOf, stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { approximateCounts } from '../../src/manifest/controller/replicas/counts.ts';
import { maxSurgePods } from '../../src/manifest/controller/replicas/surge.ts';

const withWeight = (replicas: number, weight: number) =>
  canary(`steps:\n  - setWeight: ${weight}\n  - pause: {duration: 10m}`, `replicas: ${replicas}`);

/** From here on the difference changes what the canary stands for, in points. */
const FAR = 15;
const NOTICEABLE = 5;

export const weightPrecision = defineRule({
  id: 'rollout/weight-precision',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary:
      'Without traffic routing, a weight is a number of pods, and with so few replicas it is far from what is asked.',
    details: `Without a router the controller can only choose how many pods are canaries, and the Service spreads requests over all of
them. It takes the ratio that is nearest to the weight, with at least one canary pod. This rule speaks of the first step whose share is more
than 1.5 times what is asked; from twice, and ${FAR} points away, it warns. It reads \`spec.replicas\`; an autoscaler may choose another number.`,
    references: [
      'argo-rollouts utils/replicaset/canary.go approximateWeightedCanaryStableReplicaCounts',
      'argo-rollouts#2281',
      'argo-rollouts#1760',
    ],
  },
  messages: {
    far: ({
      weight,
      canary: pods,
      total,
      percent,
    }: {
      weight: number;
      canary: number;
      total: number;
      percent: number;
    }) => ({
      message: `\`setWeight: ${weight}\` gives the canary about ${percent} % of the requests`,
      why: `without \`trafficRouting\` a weight is a ratio of pods: ${pods} of ${total} is the nearest that this number of replicas allows`,
      help: `add \`trafficRouting\`, or use more replicas (${Math.ceil(100 / weight)} for ${weight} %)`,
    }),
  },
  examples: {
    bad: [{ yaml: withWeight(2, 5), finds: ['far@5'] }],
    good: [{ yaml: withWeight(10, 10) }],
  },
  check(ctx) {
    const replicas = ctx.manifest.value(['spec', 'replicas']);
    if (typeof replicas !== 'number' || replicas < 1 || ctx.manifest.partial) return;
    if (
      routingOf(ctx.manifest) !== undefined ||
      ctx.manifest.node(['spec', 'strategy', 'canary', 'trafficRouting']) !== undefined
    )
      return;
    for (const { step, path } of stepsOf(ctx.manifest)) {
      const weight = step.setWeight;
      if (typeof weight !== 'number' || weight < 1 || weight > 99) continue;
      const counts = approximateCounts(replicas, weight, 100, maxSurgePods(ctx.manifest.json));
      const total = counts.canary + counts.stable;
      const percent = Math.round((counts.canary * 100) / total);
      const away = percent - weight;
      if (away < NOTICEABLE || percent < 1.5 * weight) continue;
      ctx.report('far', {
        at: ctx.manifest.valueSpan([...path, 'setWeight']),
        data: { weight, canary: counts.canary, total, percent },
        ...(away >= FAR && percent >= 2 * weight ? {} : { severity: 'info' as const }),
      });
      return;
    }
  },
});
