import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { endlessAlone } from '../../src/lint/kit/metrics/endless.ts';
import { isCheckedAlone } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount } from '../../src/manifest/controller/scalars/int-or-string.ts';
import { boundMetrics } from '../../src/workspace/bound-metric.ts';

const STEP = canary(
  "steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate\n      args:\n        - name: checks\n          value: '3'",
);
const counted = (args: string) => template("interval: 1m\ncount: '{{args.checks}}'", { args });

export const countWithoutDefault = defineRule({
  id: 'args/count-without-default',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate'],
  docs: {
    summary: '`count` comes from an argument without a default, which a step, pre- or post-promotion cannot use.',
    details: `Before it accepts a Rollout, the controller looks whether each template of a step ends. It fills in the template's own
defaults and \`dummy-value\` for every other argument; what the Rollout passes is not looked at. \`dummy-value\` counts as 0, so the metric
seems to run for ever although the real value is fine.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation_references.go setArgValuePlaceHolder',
      'argo-rollouts#1358',
      'argo-rollouts#3243',
    ],
  },
  messages: {
    dummy: ({ count, use, metric }: { count: string; use: string; metric: string }) => ({
      message: `\`count: ${count}\` has no default, and ${use} needs one`,
      why: `the controller checks metric \`${metric}\` with "dummy-value" in place of what the Rollout passes: it "runs indefinitely", and the Rollout is Degraded with InvalidSpec`,
      help: 'give the argument a number as its default in the template, `value: "5"`; the Rollout may still pass another',
    }),
  },
  examples: {
    bad: [{ yaml: documents(counted('- name: checks'), STEP), finds: ["dummy@'{{args.checks}}'"] }],
    good: [{ yaml: documents(counted("- name: checks\n  value: '5'"), STEP) }],
  },
  check(ctx) {
    const checked = ctx.bindings.filter(({ use }) => use !== undefined && isCheckedAlone(use));
    if (checked.length === 0) return;
    for (const view of endlessAlone(ctx.manifest)) {
      const hit = boundMetrics(view, checked).find(
        ({ json, open }) => open.has('count') || open.has('interval') || effectiveCount(json) !== undefined,
      );
      if (hit?.binding.use === undefined) continue;
      const { use } = hit.binding;
      const field = ['count', 'interval'].find((each) =>
        String(ctx.manifest.value([...view.path, each])).includes('{{'),
      );
      if (field !== 'count') continue;
      ctx.report('dummy', {
        at: ctx.manifest.valueSpan([...view.path, 'count']),
        data: { count: String(ctx.manifest.value([...view.path, 'count'])), use: use.title, metric: view.name ?? '' },
      });
    }
  },
});
