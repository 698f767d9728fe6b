import { blueGreen, canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { canaryOf, routingOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { flagOf, optionalInteger } from '../../src/manifest/controller/read.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';

const ROUTED = `canaryService: checkout-canary
stableService: checkout
trafficRouting:
  nginx:
    stableIngress: checkout
steps:
  - setWeight: 20
`;

interface Data {
  readonly limit: number | undefined;
}

const kept = ({ limit }: Data): string =>
  limit === undefined ? 'old pods' : `the pods of the last ${limit === 1 ? 'revision' : `${limit} revisions`}`;

const HELP = 'write at least 1, or leave it out for 30 seconds; `scaleDownDelayRevisionLimit: 0` scales down at once';

export const endlessOldPods = defineRule({
  id: 'rollout/endless-old-pods',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'With `scaleDownDelaySeconds: 0` the pods of old revisions are never scaled down.',
    details: `The controller scales old pods down when a deadline is over that it has written to their ReplicaSet. With a delay of 0 it writes
none, and keeps them: not for a moment, but for ever, after each update those of one revision more. A canary counts its pods as well, so it does not
become Healthy again: after \`progressDeadlineSeconds\` it is Degraded with ProgressDeadlineExceeded. A blue-green Rollout is Healthy, and pays for the pods.

\`scaleDownDelayRevisionLimit\` still ends those of older revisions, and with a limit of 0 all of them at once.`,
    references: [
      'argo-rollouts rollout/replicaset.go addScaleDownDelay, scaleDownDelayHelper',
      'argo-rollouts utils/conditions/conditions.go RolloutHealthy',
      'argo-rollouts#1992',
    ],
  },
  messages: {
    canary: (data: Data) => ({
      message: `\`scaleDownDelaySeconds: 0\` keeps ${kept(data)} for ever`,
      why: 'the controller sets no deadline for them, so the Rollout is never Healthy after an update: it becomes Degraded with ProgressDeadlineExceeded',
      help: HELP,
    }),
    blueGreen: (data: Data) => ({
      message: `\`scaleDownDelaySeconds: 0\` keeps ${kept(data)} for ever`,
      why: 'the controller sets no deadline for them, and scales down only what has one',
      help: HELP,
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary(`scaleDownDelaySeconds: 0\n${ROUTED}`),
        finds: ['canary@0'],
        fixed: canary(`scaleDownDelaySeconds: 30\n${ROUTED}`),
      },
      {
        yaml: blueGreen('activeService: checkout\nscaleDownDelaySeconds: 0'),
        finds: ['blueGreen@0'],
        fixed: blueGreen('activeService: checkout\nscaleDownDelaySeconds: 30'),
      },
      {
        title: 'A limit ends the pods of older revisions only.',
        yaml: blueGreen('activeService: checkout\nscaleDownDelaySeconds: 0\nscaleDownDelayRevisionLimit: 1'),
        finds: ['blueGreen@0'],
        fixed: blueGreen('activeService: checkout\nscaleDownDelaySeconds: 30\nscaleDownDelayRevisionLimit: 1'),
      },
    ],
    good: [
      { yaml: canary(`scaleDownDelaySeconds: 1\n${ROUTED}`) },
      {
        title: 'No old revision may stay, whatever the delay.',
        yaml: blueGreen('activeService: checkout\nscaleDownDelaySeconds: 0\nscaleDownDelayRevisionLimit: 0'),
      },
      {
        title: 'What to do with new pods after an abort is another field, and 0 is documented to keep them.',
        yaml: blueGreen('activeService: checkout\nabortScaleDownDelaySeconds: 0'),
      },
    ],
  },
  check(ctx) {
    for (const strategy of ['canary', 'blueGreen'] as const) {
      if (strategy === 'canary' && !delaysCanary(ctx.manifest)) continue;
      const path = ['spec', 'strategy', strategy];
      const delay = [...path, 'scaleDownDelaySeconds'];
      if (ctx.manifest.value(delay) !== 0) continue;
      const limit = optionalInteger(ctx.manifest.value([...path, 'scaleDownDelayRevisionLimit']));
      if (limit !== undefined && limit < 1) continue;
      const at = ctx.manifest.valueSpan(delay);
      ctx.report(strategy, {
        at,
        data: { limit },
        fix: { kind: 'unsafe', title: 'Keep them for 30 seconds', edits: [{ span: at, text: '30' }] },
      });
    }
  },
});

/** Without a router the field is refused, and so it is beside dynamicStableScale. A patch may leave the router to its base. */
const delaysCanary = (manifest: Manifest): boolean =>
  routingOf(manifest) !== undefined && !flagOf(canaryOf(manifest)?.['dynamicStableScale']);
