import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults, stepsOf } from '../../src/lint/kit/rollout.ts';
import { listed } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isSet } from '../../src/manifest/controller/read.ts';
import { STEP_ACTIONS } from '../../src/manifest/controller/rollout/steps.ts';

export const stepWithTwoActions = defineRule({
  id: 'rollout/step-with-two-actions',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'One canary step holds two actions.',
    details: `A step is one action; steps run in the order of the list. Of \`setWeight\`, \`pause\`, \`analysis\` and \`experiment\` the controller
refuses two in one step. Other pairs pass its check, and then both act, but only one of them decides when the step is complete: an error of
the manifest all the same, reported as a warning.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation.go hasMultipleStepsType',
      'argo-rollouts rollout/canary.go completedCurrentCanaryStep',
    ],
  },
  messages: {
    refused: ({ actions, text }: { actions: readonly string[]; text: string }) => ({
      message: `one step holds ${listed(actions)}`,
      why: refused(text),
      help: 'make each action a list item of its own, in the order in which they should happen',
    }),
    passes: ({ actions, decides }: { actions: readonly string[]; decides: string }) => ({
      message: `one step holds ${listed(actions)}`,
      why: `the controller does not notice: both act at once, and only \`${decides}\` decides when the step is complete`,
      help: 'make each action a list item of its own, in the order in which they should happen',
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary(
          'steps:\n  - setWeight: 20\n  - pause: {}\n    analysis:\n      templates:\n        - templateName: error-rate',
        ),
        finds: ['refused@analysis'],
      },
      {
        title: 'A pair that the controller does not notice.',
        yaml: canary('steps:\n  - setWeight: 20\n    setCanaryScale:\n      replicas: 2'),
        finds: ['passes@setCanaryScale'],
      },
    ],
    good: [{ yaml: canary('steps:\n  - setWeight: 20\n  - pause: {}') }],
  },
  check(ctx) {
    const faults = rolloutFaults(ctx.manifest, ['step-multiple-kinds']);
    for (const { step, path, index } of stepsOf(ctx.manifest)) {
      const node = ctx.manifest.node(path);
      if (node?.kind !== 'map') continue;
      const written = node.entries.filter(
        ({ key }) => (STEP_ACTIONS as readonly string[]).includes(key.text) && isSet(step[key.text]),
      );
      const [first, second] = written;
      if (first === undefined || second === undefined) continue;
      const fault = faults.find((each) => each.path.at(-1) === index);
      const actions = written.map(({ key }) => key.text);
      const at = second.key.span;
      const related = [{ at: { file: ctx.file.path, span: first.key.span }, label: 'the first action' }];
      if (fault !== undefined) ctx.report('refused', { at, data: { actions, text: fault.detail }, related });
      else {
        const decides = STEP_ACTIONS.find((action) => actions.includes(action)) ?? first.key.text;
        ctx.report('passes', { at, data: { actions, decides }, related, severity: 'warning' });
      }
    }
  },
});
