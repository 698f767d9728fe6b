import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { meantDuration } from '../../src/lint/kit/metrics/durations.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const pauseDuration = defineRule({
  id: 'rollout/pause-duration',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'The duration of a pause cannot be read.',
    details: `Seconds as a number, or a duration of Go: \`30\`, \`30s\`, \`5m\`, \`1h30m\`. There are no days.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary',
      'argo-rollouts pkg/apis/rollouts/v1alpha1/types.go RolloutPause.DurationSeconds',
    ],
  },
  messages: {
    bad: ({ value, meant, text }: { value: string; meant: string | undefined; text: string }) => ({
      message: `\`duration: ${value}\` is no duration that a pause can have`,
      why: refused(text),
      help:
        meant === undefined ? 'write seconds, or a duration such as `5m` or `1h30m`' : `write \`duration: ${meant}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary('steps:\n  - pause:\n      duration: 1d'),
        finds: ['bad@1d'],
        fixed: canary('steps:\n  - pause:\n      duration: 24h'),
      },
      { yaml: canary('steps:\n  - pause:\n      duration: -5'), finds: ['bad@-5'] },
    ],
    good: [{ yaml: canary('steps:\n  - pause:\n      duration: 30\n  - pause:\n      duration: 1h30m') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['pause-duration'])) {
      const written = ctx.manifest.value(fault.path);
      const meant = typeof written === 'string' ? meantDuration(written) : undefined;
      const at = ctx.manifest.valueSpan(fault.path);
      ctx.report('bad', {
        at,
        data: { value: String(written), meant, text: fault.detail },
        ...(meant === undefined
          ? {}
          : { fix: { kind: 'safe' as const, title: `Write ${meant}`, edits: [{ span: at, text: meant }] } }),
      });
    }
  },
});
