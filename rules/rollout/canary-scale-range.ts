import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isObject } from '../../src/manifest/controller/read.ts';

const ROUTED =
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  nginx:\n    stableIngress: checkout\n';
const withScale = (scale: string) => canary(`${ROUTED}steps:\n  - setCanaryScale: ${scale}\n  - setWeight: 20`);

export const canaryScaleRange = defineRule({
  id: 'rollout/canary-scale-range',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'A `setCanaryScale` says nothing, or a number that no scale can have.',
    details: `The controller checks none of this: an empty one changes nothing, a weight above 100 asks for more pods than the Rollout has, and
negative numbers break the scaling.`,
    references: ['argo-rollouts utils/replicaset/canary.go GetCanaryReplicasOrWeight'],
  },
  messages: {
    empty: (_: object) => ({
      message: '`setCanaryScale` says neither `replicas`, `weight` nor `matchTrafficWeight`',
      why: 'the step changes nothing, without an error',
      help: 'write `setCanaryScale: {matchTrafficWeight: true}` to follow the weight again, or give `replicas` or `weight`',
    }),
    range: ({ field, value }: { field: string; value: number }) => ({
      message: `\`${field}: ${value}\` is no scale that a canary can have`,
      why:
        value < 0
          ? 'nothing checks it, and scaling fails'
          : 'nothing checks it: the canary gets more pods than the Rollout has replicas',
      help: field === 'weight' ? 'write a weight from 0 to 100' : 'write 0 or more',
    }),
  },
  examples: {
    bad: [
      { yaml: withScale('{}'), finds: ['empty@{}'] },
      { yaml: withScale('{weight: 150}'), finds: ['range@150'] },
    ],
    good: [{ yaml: withScale('{weight: 25}') }],
  },
  check(ctx) {
    for (const { step, path } of stepsOf(ctx.manifest)) {
      const scale = step.setCanaryScale;
      if (!isObject(scale)) continue;
      const at = [...path, 'setCanaryScale'];
      if (Object.keys(scale).length === 0) ctx.report('empty', { at: ctx.manifest.valueSpan(at), data: {} });
      for (const field of ['weight', 'replicas']) {
        const value = scale[field];
        if (typeof value !== 'number' || (value >= 0 && (field !== 'weight' || value <= 100))) continue;
        ctx.report('range', { at: ctx.manifest.valueSpan([...at, field]), data: { field, value } });
      }
    }
  },
});
