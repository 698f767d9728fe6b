import { blueGreen, canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const sameService = defineRule({
  id: 'rollout/same-service',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'Two services that must differ are the same one.',
    details: `The controller changes the selector of one service to point at the new pods while the other still points at the old ones. With one service for both there is nothing to switch. In blue-green \`previewService\` must differ from \`activeService\` also when both are left out.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyBlueGreen, ValidateRolloutStrategyCanary',
    ],
  },
  messages: {
    bad: ({ name, text }: { name: string; text: string }) => ({
      message:
        name === '""'
          ? 'this Rollout names no active service'
          : `two different services are needed, and both are ${name.replaceAll('"', '`')}`,
      why: refused(text),
      help: 'create a second Service, with the same selector, and name it here',
    }),
  },
  examples: {
    bad: [
      { yaml: canary('stableService: checkout\ncanaryService: checkout'), finds: ['bad@checkout'] },
      { yaml: blueGreen('activeService: checkout\npreviewService: checkout'), finds: ['bad@checkout'] },
    ],
    good: [{ yaml: blueGreen('activeService: checkout\npreviewService: checkout-preview') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['services-same', 'ping-pong-services-same'])) {
      ctx.report('bad', {
        at: ctx.manifest.valueSpan(fault.path),
        data: { name: fault.value ?? '', text: fault.text },
      });
    }
  },
});
