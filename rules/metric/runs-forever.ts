import { isCheckedAlone, listed } from '../../src/lint/kit/arguments.ts';
import { endlessAlone } from '../../src/lint/kit/endless.ts';
import { canary, documents, template } from '../../src/lint/kit/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount } from '../../src/manifest/controller/scalars/int-or-string.ts';
import { boundMetrics } from '../../src/workspace/bound-metric.ts';

const STEP = canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate');

export const runsForever = defineRule({
  id: 'metric/runs-forever',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'A step waits for an analysis that never ends.',
    details: `A metric with an \`interval\` and no \`count\` measures until its run is ended from outside. That is right for background
analysis. A step, pre- and post-promotion wait for the run to complete, so there the controller refuses the Rollout.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation_references.go ValidateAnalysisTemplateWithType',
      'argo-rollouts#2691',
      'argo-rollouts#1358',
    ],
  },
  messages: {
    endless: ({
      use,
      template: name,
      metrics,
      text,
    }: {
      use: string;
      template: string;
      metrics: readonly string[];
      text: string;
    }) => ({
      message: `${use} waits for template \`${name}\`, whose ${metrics.length === 1 ? 'metric' : 'metrics'} ${listed(metrics)} measure${metrics.length === 1 ? 's' : ''} without end`,
      why: `the controller refuses the Rollout: it is Degraded with InvalidSpec ("${text}")`,
      help: 'give the metric a `count`, or run the template as background analysis (`strategy.canary.analysis`)',
    }),
  },
  examples: {
    bad: [{ yaml: documents(STEP, template('interval: 1m')), finds: ['endless@error-rate'] }],
    good: [
      { yaml: documents(STEP, template('interval: 1m\ncount: 5')) },
      {
        title: 'Background analysis is ended by the rollout.',
        yaml: documents(
          canary(
            'analysis:\n  templates:\n    - templateName: error-rate\nsteps:\n  - setWeight: 20\n  - pause: {duration: 1h}',
          ),
          template('interval: 1m'),
        ),
      },
    ],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (!isCheckedAlone(use)) continue;
      const told = new Set<unknown>();
      for (const { lookup, path, via } of use.references) {
        if (lookup.status !== 'found' || lookup.manifest.partial || told.has(lookup.manifest)) continue;
        const found = lookup.manifest;
        told.add(found);
        const binding = ctx.bindings.find(({ template: bound, use: by }) => bound === found && by === use);
        // With a good value from the Rollout it is the template that has to change: args/count-without-default.
        const endless = endlessAlone(found).filter((view) => {
          const [bound] = binding === undefined ? [] : boundMetrics(view, [binding]);
          const isOpen = bound?.open.has('count') === true || bound?.open.has('interval') === true;
          return bound === undefined || (!isOpen && effectiveCount(bound.json) === undefined);
        });
        const [first] = endless;
        if (first === undefined) continue;
        const name = found.name ?? '';
        const at = via.length === 0 ? path : (use.references[0]?.path ?? use.path);
        ctx.report('endless', {
          at: ctx.manifest.valueSpan([...at, 'templateName']),
          data: {
            use: use.title,
            template: name,
            metrics: endless.map((view) => view.name ?? ''),
            text: `AnalysisTemplate ${name} has metric ${first.name ?? ''} which runs indefinitely`,
          },
          related: endless.map((view) => ({
            at: { file: found.file.path, span: found.keySpan([...view.path, 'interval']) },
            label: 'an interval and no count',
          })),
        });
      }
    }
  },
});
