import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const selector = defineRule({
  id: 'rollout/selector',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'The selector of a Rollout is missing, empty, invalid, or does not match the labels of its pods.',
    details: `A Rollout finds its pods by \`spec.selector\`, which must match \`spec.template.metadata.labels\`. Only with \`workloadRef\` the
selector may be left out.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutSpec'],
  },
  messages: {
    missing: ({ text, hasTemplate }: { text: string; hasTemplate: boolean }) => ({
      message: hasTemplate ? 'this Rollout has no selector' : 'this Rollout has neither a selector nor a pod template',
      why: refused(text),
      help: 'add `spec.selector.matchLabels` with the labels of `spec.template.metadata.labels`, or a `workloadRef`',
    }),
    mismatch: ({ text }: { text: string }) => ({
      message: 'the labels of the pod template do not match `spec.selector`',
      why: refused(text),
      help: 'give `spec.template.metadata.labels` every label of the selector, with the same value',
    }),
    bad: ({ text }: { text: string }) => ({
      message: `this selector or label is not valid: ${text}`,
      why: refused(text),
      help: 'labels are up to 63 letters, digits, `-`, `_` and `.`; a selector has at least one',
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary('steps: []').replace('        app: checkout\n    spec', '        app: payments\n    spec'),
        finds: ['mismatch@labels'],
      },
      {
        yaml: canary('steps: []').replace('  selector:\n    matchLabels:\n      app: checkout\n', ''),
        finds: ['missing@spec'],
      },
    ],
    good: [{ yaml: canary('steps: []') }],
  },
  check(ctx) {
    const faults = rolloutFaults(ctx.manifest, [
      'selector-missing',
      'selector-empty',
      'selector-invalid',
      'selector-mismatch',
      'selector-operator',
      'selector-values',
      'label-key',
      'label-value',
    ]);
    const isMissing = faults.some(({ code }) => code === 'selector-missing' || code === 'selector-empty');
    const isTold = faults.some(({ code }) => code !== 'selector-invalid');
    for (const fault of faults) {
      // The controller adds this one to whatever is wrong with the selector.
      if (fault.code === 'selector-invalid' && isTold) continue;
      if (fault.code === 'selector-mismatch' && isMissing) continue;
      const at = ctx.manifest.valueSpan(fault.path);
      if (fault.code === 'selector-missing') {
        const hasTemplate = ctx.manifest.node(['spec', 'template']) !== undefined;
        // Without both, it is the whole object that is not finished.
        ctx.report('missing', {
          at: hasTemplate ? at : ctx.manifest.keySpan([]),
          data: { text: fault.detail, hasTemplate },
        });
      } else if (fault.code === 'selector-mismatch') ctx.report('mismatch', { at, data: { text: fault.detail } });
      else ctx.report('bad', { at, data: { text: fault.detail === '' ? fault.text : fault.detail } });
    }
  },
});
