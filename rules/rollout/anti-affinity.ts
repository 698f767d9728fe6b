import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const antiAffinity = defineRule({
  id: 'rollout/anti-affinity',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`antiAffinity` is not one of its two forms, or its weight is out of range.',
    details: `Exactly one of \`preferredDuringSchedulingIgnoredDuringExecution\` (with a weight from 1 to 100) and \`requiredDuringSchedulingIgnoredDuringExecution\` is given.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyAntiAffinity'],
  },
  messages: {
    bad: ({ value, isWeight, text }: { value: string; isWeight: boolean; text: string }) => ({
      message: isWeight
        ? `the weight of \`antiAffinity\` is ${value}`
        : '`antiAffinity` must have exactly one of its two forms',
      why: refused(text),
      help: isWeight
        ? 'write a weight from 1 to 100'
        : 'keep `requiredDuringSchedulingIgnoredDuringExecution: {}`, or `preferredDuringSchedulingIgnoredDuringExecution` with a weight',
    }),
  },
  examples: {
    bad: [
      { yaml: canary('antiAffinity: {}'), finds: ['bad@{}'] },
      {
        yaml: canary('antiAffinity:\n  preferredDuringSchedulingIgnoredDuringExecution:\n    weight: 0'),
        finds: ['bad@0'],
      },
    ],
    good: [{ yaml: canary('antiAffinity:\n  requiredDuringSchedulingIgnoredDuringExecution: {}') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['anti-affinity-not-one', 'anti-affinity-weight'])) {
      ctx.report('bad', {
        at: ctx.manifest.valueSpan(
          fault.code === 'anti-affinity-weight'
            ? [...fault.path.slice(0, -1), 'preferredDuringSchedulingIgnoredDuringExecution', 'weight'].filter(
                (step, index, all) => all.indexOf(step) === index,
              )
            : fault.path,
        ),
        data: { value: fault.value ?? '', isWeight: fault.code === 'anti-affinity-weight', text: fault.text },
      });
    }
  },
});
