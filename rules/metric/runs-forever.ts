import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { endlessAlone } from '../../src/lint/kit/metrics/endless.ts';
import { isCheckedAlone, listed } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount } from '../../src/manifest/controller/scalars/int-or-string.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import type { MetricView } from '../../src/manifest/metric.ts';
import { boundMetrics } from '../../src/workspace/bound-metric.ts';
import type { AnalysisUse } from '../../src/workspace/workspace.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

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
    const waits = new Map<Manifest, Wait[]>();
    for (const use of ctx.uses) {
      if (!isCheckedAlone(use)) continue;
      for (const { lookup, path, via } of use.references) {
        if (lookup.status !== 'found' || lookup.manifest.partial) continue;
        const found = lookup.manifest;
        const binding = ctx.bindings.find(({ template: bound, use: by }) => bound === found && by === use);
        // With a good value from the Rollout it is the template that has to change: args/count-without-default.
        const endless = endlessAlone(found).filter((view) => {
          const [bound] = binding === undefined ? [] : boundMetrics(view, [binding]);
          const isOpen = bound?.open.has('count') === true || bound?.open.has('interval') === true;
          return bound === undefined || (!isOpen && effectiveCount(bound.json) === undefined);
        });
        const known = waits.get(found) ?? [];
        if (endless.length === 0 || known.some((wait) => wait.use === use)) continue;
        waits.set(found, [
          ...known,
          { use, endless, path: via.length === 0 ? path : (use.references[0]?.path ?? use.path) },
        ]);
      }
    }
    for (const [found, [first, ...others]] of waits) {
      const metric = first?.endless[0];
      if (first === undefined || metric === undefined) continue;
      const name = found.name ?? '';
      ctx.report('endless', {
        at: ctx.manifest.valueSpan([...first.path, 'templateName']),
        data: {
          use: first.use.title,
          template: name,
          metrics: first.endless.map((view) => view.name ?? ''),
          text: `AnalysisTemplate ${name} has metric ${metric.name ?? ''} which runs indefinitely`,
        },
        related: [
          ...first.endless.map((view) => ({
            at: { file: found.file.path, span: found.keySpan([...view.path, 'interval']) },
            label: 'an interval and no count',
          })),
          ...others.map(({ path }) => ({
            at: { file: ctx.file.path, span: ctx.manifest.valueSpan([...path, 'templateName']) },
            label: 'also waited for here',
          })),
        ],
      });
    }
  },
});

interface Wait {
  readonly use: AnalysisUse;
  readonly endless: readonly MetricView[];
  readonly path: JsonPath;
}
