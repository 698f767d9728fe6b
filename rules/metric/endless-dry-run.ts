import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { isDryRun } from '../../src/lint/kit/metrics/dry-run.ts';
import { boundMetricsOf } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount } from '../../src/manifest/controller/scalars/int-or-string.ts';

const RUN = { kind: 'AnalysisRun', spec: 'dryRun:\n  - metricName: ^error-rate$' };

export const endlessDryRun = defineRule({
  id: 'metric/endless-dry-run',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A dry-run metric without an end keeps its run going for ever.',
    details: `A dry-run metric cannot fail the run, but the run waits for it: without \`count\` the AnalysisRun never completes. (Background
analysis is ended by the rollout, so there it is right. In an inline step the controller refuses it: \`metric/runs-forever\`.)`,
    references: ['argo-rollouts analysis/analysis.go assessRunStatus'],
  },
  messages: {
    endless: ({ name }: { name: string }) => ({
      message: `the dry-run metric \`${name}\` measures without end`,
      why: 'the run waits for dry-run metrics too: it stays Running until somebody terminates it',
      help: 'give the metric a `count`',
    }),
  },
  examples: {
    bad: [{ yaml: template('interval: 1m', RUN), finds: ['endless@interval'] }],
    good: [{ yaml: template('interval: 1m\ncount: 5', RUN) }],
  },
  check(ctx) {
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      const hit = bound.find(
        ({ json, open, view, binding }) =>
          (binding.use?.kind === 'analysisRun' || binding.use?.kind === 'experiment') &&
          !open.has('count') &&
          !open.has('interval') &&
          effectiveCount(json) === undefined &&
          isDryRun(view.name, binding),
      );
      if (hit === undefined) continue;
      ctx.report('endless', {
        at: ctx.manifest.keySpan([...hit.view.path, 'interval']),
        data: { name: hit.view.name ?? '' },
      });
    }
  },
});
