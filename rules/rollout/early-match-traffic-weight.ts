import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { routingOf, stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isObject, isSet, objectOf } from '../../src/manifest/controller/read.ts';

const ROUTED =
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  nginx:\n    stableIngress: checkout\n';
const withSteps = (...steps: readonly string[]) =>
  canary(`${ROUTED}steps:\n${steps.map((step) => `  - ${step}\n`).join('')}`, 'replicas: 10');

export const earlyMatchTrafficWeight = defineRule({
  id: 'rollout/early-match-traffic-weight',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`matchTrafficWeight` takes effect while the weight is still 0, and removes the canary pods.',
    details: `The step takes effect at once, with the weight of that moment. Where \`setCanaryScale\` has started pods and no \`setWeight\` came
before, that is 0: the pods are stopped, and the next \`setWeight\` starts new ones.`,
    references: [
      'argo-rollouts utils/replicaset/canary.go UseSetCanaryScale',
      'argo-rollouts#3501',
      'argo-rollouts#4233',
    ],
  },
  messages: {
    early: ({ weight }: { weight: number | undefined }) => ({
      message: '`matchTrafficWeight: true` comes while the weight is still 0',
      why: 'the canary is scaled to 0 pods, and those that `setCanaryScale` had started are lost',
      help: weight === undefined ? 'put `setWeight` before it' : `put \`setWeight: ${weight}\` before it`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: withSteps(
          'setCanaryScale: {replicas: 1}',
          'pause: {duration: 5m}',
          'setCanaryScale: {matchTrafficWeight: true}',
          'setWeight: 10',
        ),
        finds: ['early@matchTrafficWeight'],
      },
    ],
    good: [
      {
        yaml: withSteps(
          'setCanaryScale: {replicas: 1}',
          'pause: {duration: 5m}',
          'setWeight: 10',
          'setCanaryScale: {matchTrafficWeight: true}',
        ),
      },
    ],
  },
  check(ctx) {
    if (routingOf(ctx.manifest) === undefined || ctx.manifest.partial) return;
    let hasPods = false;
    for (const { step, path, index } of stepsOf(ctx.manifest)) {
      if (typeof step.setWeight === 'number' && step.setWeight > 0) return;
      if (!isObject(step.setCanaryScale)) continue;
      if (step.setCanaryScale['matchTrafficWeight'] !== true) {
        hasPods = ['replicas', 'weight'].some((field) => isSet(objectOf(step.setCanaryScale)[field]));
        continue;
      }
      if (!hasPods) continue;
      const later = stepsOf(ctx.manifest).find((each) => each.index > index && typeof each.step.setWeight === 'number');
      const weight = typeof later?.step.setWeight === 'number' ? later.step.setWeight : undefined;
      ctx.report('early', {
        at: ctx.manifest.keySpan([...path, 'setCanaryScale', 'matchTrafficWeight']),
        data: { weight },
      });
      return;
    }
  },
});
