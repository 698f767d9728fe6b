import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const emptyStep = defineRule({
  id: 'rollout/empty-step',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'A canary step does nothing.',
    details: `A step has exactly one action. \`pause:\` with nothing behind it is null, which is the same as no action: a pause without a duration is \`pause: {}\`.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary'],
  },
  messages: {
    bad: ({ key, text }: { key: string | undefined; text: string }) => ({
      message: key === undefined ? 'this step has no action' : `\`${key}:\` with no value is no action`,
      why: refused(text),
      help:
        key === 'pause'
          ? 'write `pause: {}` to wait until somebody promotes, or `pause: {duration: 5m}`'
          : 'give the step one action, such as `setWeight: 20`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary('steps:\n  - setWeight: 20\n  - pause:'),
        finds: ['bad@pause'],
        fixed: canary('steps:\n  - setWeight: 20\n  - pause: {}'),
      },
    ],
    good: [{ yaml: canary('steps:\n  - setWeight: 20\n  - pause: {}') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['step-empty'])) {
      const step = ctx.manifest.node(fault.path);
      const entry =
        step?.kind === 'map'
          ? step.entries.find(({ value }) => value.kind === 'scalar' && value.value === null)
          : undefined;
      // With unknown fields only, the schema has said what is wrong.
      if (step?.kind === 'map' && step.entries.length > 0 && entry === undefined) continue;
      const key = entry?.key.text;
      const at = ctx.manifest.keySpan(fault.path);
      ctx.report('bad', {
        at: entry?.key.span ?? at,
        data: { key, text: fault.detail },
        ...(key === 'pause' && entry !== undefined && entry.value.span.start === entry.value.span.end
          ? {
              fix: {
                kind: 'unsafe' as const,
                title: 'Write pause: {}',
                edits: [{ span: { start: entry.key.span.start, end: entry.key.span.end + 1 }, text: 'pause: {}' }],
              },
            }
          : {}),
      });
    }
  },
});
