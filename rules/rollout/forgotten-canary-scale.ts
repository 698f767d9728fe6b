import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { routingOf, type StepView, stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isObject, optionalInteger } from '../../src/manifest/controller/read.ts';
import { weightToReplicas } from '../../src/manifest/controller/replicas/weights.ts';
import { maxTrafficWeightOf, replicasOf } from '../../src/manifest/controller/rollout/defaults.ts';

const ROUTED =
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  nginx:\n    stableIngress: checkout\n';
const withSteps = (...steps: readonly string[]) =>
  canary(`${ROUTED}steps:\n${steps.map((step) => `  - ${step}\n`).join('')}`, 'replicas: 10');

export const forgottenCanaryScale = defineRule({
  id: 'rollout/forgotten-canary-scale',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'Traffic is raised while `setCanaryScale` still keeps the canary small.',
    details: `\`setCanaryScale\` holds until another one changes it: a later \`setWeight\` moves traffic, and the canary keeps its few pods.
\`setCanaryScale: {matchTrafficWeight: true}\` gives the scale back to the weight. The rule speaks up where the pods that are left would each get more
than three times the requests that a stable pod had, for a pause or an analysis.`,
    references: [
      'argo-rollouts utils/replicaset/canary.go UseSetCanaryScale',
      'argo-rollouts#556',
      'argo-rollouts#3501',
    ],
  },
  messages: {
    overload: ({ weight, pods, share, needed }: { weight: number; pods: number; share: string; needed: number }) => ({
      message: `\`setWeight: ${weight}\` sends ${share} of the requests to ${pods === 1 ? 'one canary pod' : `${pods} canary pods`}`,
      why: `\`setCanaryScale\` still holds: the weight alone would give the canary ${needed} pods`,
      help: 'put the step `setCanaryScale: {matchTrafficWeight: true}` before it',
    }),
  },
  examples: {
    bad: [
      {
        yaml: withSteps('setCanaryScale: {replicas: 1}', 'setWeight: 90', 'pause: {duration: 10m}'),
        finds: ['overload@90'],
      },
    ],
    good: [
      {
        yaml: withSteps(
          'setCanaryScale: {replicas: 1}',
          'setWeight: 5',
          'pause: {duration: 10m}',
          'setCanaryScale: {matchTrafficWeight: true}',
          'setWeight: 90',
          'pause: {duration: 10m}',
        ),
      },
    ],
  },
  check(ctx) {
    const replicas = ctx.manifest.value(['spec', 'replicas']);
    if (typeof replicas !== 'number' || routingOf(ctx.manifest) === undefined || ctx.manifest.partial) return;
    const rollout = ctx.manifest.json;
    const max = maxTrafficWeightOf(rollout);
    const total = replicasOf(rollout);
    let held: { readonly pods: number; readonly by: StepView } | undefined;
    let weight: { readonly value: number; readonly at: StepView } | undefined;
    for (const view of stepsOf(ctx.manifest)) {
      const { step } = view;
      if (isObject(step.setCanaryScale)) {
        const { replicas: pods, weight: share } = step.setCanaryScale;
        const fixed =
          optionalInteger(pods) ?? (typeof share === 'number' ? weightToReplicas(total, share, max) : undefined);
        held =
          fixed === undefined || step.setCanaryScale['matchTrafficWeight'] === true
            ? undefined
            : { pods: fixed, by: view };
      }
      if (typeof step.setWeight === 'number') weight = { value: step.setWeight, at: view };
      const isHeldForAWhile = step.pause !== undefined || step.analysis !== undefined;
      if (held === undefined || weight === undefined || !isHeldForAWhile || held.pods < 1) continue;
      const needed = weightToReplicas(total, weight.value, max);
      if (needed <= 3 * held.pods) continue;
      ctx.report('overload', {
        at: ctx.manifest.valueSpan([...weight.at.path, 'setWeight']),
        data: { weight: weight.value, pods: held.pods, share: `${Math.round((weight.value * 100) / max)} %`, needed },
        related: [
          {
            at: { file: ctx.file.path, span: ctx.manifest.keySpan([...held.by.path, 'setCanaryScale']) },
            label: 'this scale still holds',
          },
        ],
      });
      return;
    }
  },
});
