import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { isDryRun } from '../../src/lint/kit/metrics/dry-run.ts';
import { asUsedBy, boundMetricsOf } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount, intValue } from '../../src/manifest/controller/scalars/int-or-string.ts';

const JOB = `
provider:
  job:
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: smoke
              image: example.com/smoke:1`;

export const cannotFail = defineRule({
  id: 'metric/cannot-fail',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A metric tolerates as many failures as it measures: it can never fail.',
    details: `A metric is \`Failed\` when its failures are *more* than \`failureLimit\`. With as many measurements as tolerated failures that
never happens: every measurement may fail, and the metric is \`Successful\`. Without \`count\` and \`interval\` there is one measurement, so
\`failureLimit: 1\` switches the check off. Only provider errors can still stop the rollout.`,
    references: [
      'argo-rollouts analysis/analysis.go assessMetricStatus',
      'argo-rollouts#521',
      'argo-rollouts#4393',
      'argo-rollouts#4479',
    ],
  },
  messages: {
    never: ({ limit, count, written, users }: { limit: number; count: number; written: boolean; users: string }) => ({
      message: `\`failureLimit: ${limit}\` is never exceeded in ${count === 1 ? 'one measurement' : `${count} measurements`}${users}`,
      why: `${count === 1 ? 'even if it fails' : `even if all ${count} fail`}, the metric is Successful: ${count} > ${limit} is not true`,
      help: written
        ? `lower \`failureLimit\` to at most ${count - 1}, or raise \`count\``
        : 'write `failureLimit: 0`; or add `count` and `interval` if it should measure more often',
    }),
  },
  examples: {
    bad: [
      {
        title: 'One measurement, and one failure allowed.',
        yaml: template(`failureLimit: 1\n${JOB}`),
        finds: ['never@1'],
      },
      { yaml: template('interval: 1m\ncount: 5\nfailureLimit: 5'), finds: ['never@5'] },
    ],
    good: [
      { yaml: template('interval: 1m\ncount: 5\nfailureLimit: 2') },
      { title: 'Measured until the run ends.', yaml: template('interval: 1m\nfailureLimit: 5') },
    ],
  },
  check(ctx) {
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      const hits = bound.filter(({ json, open, binding, view }) => {
        if (['count', 'interval', 'failureLimit'].some((field) => open.has(field))) return false;
        const limit = intValue(json.failureLimit);
        const count = effectiveCount(json);
        if (count === undefined || count < 1 || limit < count || isDryRun(view.name, binding)) return false;
        // More than a written count is refused: metric/count-too-small.
        return !(intValue(json.count) > 0 && limit + Math.max(0, intValue(json.consecutiveSuccessLimit)) > count);
      });
      const [first] = hits;
      if (first === undefined) continue;
      const { json, view } = first;
      const users = hits.map(({ binding }) => binding);
      ctx.report('never', {
        at: ctx.manifest.valueSpan([...view.path, 'failureLimit']),
        data: {
          limit: intValue(json.failureLimit),
          count: effectiveCount(json) ?? 1,
          written: intValue(json.count) > 1,
          users: asUsedBy(users, hits.length === bound.length),
        },
      });
    }
  },
});
