import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { listOf } from '../../src/manifest/controller/read.ts';

const withStart = (step: number) =>
  canary(
    `analysis:\n  startingStep: ${step}\n  templates:\n    - templateName: error-rate\nsteps:\n  - setWeight: 20\n  - pause: {duration: 10m}\n  - setWeight: 50\n  - pause: {duration: 10m}`,
  );

export const startingStep = defineRule({
  id: 'rollout/starting-step',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`startingStep` is beyond the steps: background analysis never starts.',
    details: `Steps are counted from 0. After the last step the index is the number of steps, so a \`startingStep\` above that number is never
reached; one equal to it starts the analysis when all steps are done, while the last pods are replaced.`,
    references: ['argo-rollouts utils/replicaset/canary.go BeforeStartingStep'],
  },
  messages: {
    never: ({ start, count }: { start: number; count: number }) => ({
      message: `\`startingStep: ${start}\` is never reached: there are ${count} steps, counted from 0`,
      why: 'the background analysis never starts, without an error',
      help: `write the index of a step, 0 to ${count - 1}`,
    }),
    last: ({ start, count }: { start: number; count: number }) => ({
      message: `\`startingStep: ${start}\` is after the last of ${count} steps, which are counted from 0`,
      why: 'the background analysis starts only when all steps are done and the last pods are replaced',
      help: `write the index of a step, 0 to ${count - 1}`,
    }),
  },
  examples: {
    bad: [
      { yaml: withStart(10), finds: ['never@10'] },
      { yaml: withStart(4), finds: ['last@4'] },
    ],
    good: [{ yaml: withStart(2) }],
  },
  check(ctx) {
    const path = ['spec', 'strategy', 'canary', 'analysis', 'startingStep'];
    const start = ctx.manifest.value(path);
    const count = listOf(ctx.manifest.value(['spec', 'strategy', 'canary', 'steps'])).length;
    if (typeof start !== 'number' || start < count || stepsOf(ctx.manifest).length === 0) return;
    ctx.report(start === count ? 'last' : 'never', { at: ctx.manifest.valueSpan(path), data: { start, count } });
  },
});
