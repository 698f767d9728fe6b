import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { matchesNothing, namePatterns } from '../../src/lint/kit/metrics/metric-rules.ts';
import { defineRule } from '../../src/lint/rule.ts';

const withRule = (pattern: string) =>
  template('interval: 1m\ncount: 5', { spec: `measurementRetention:\n  - metricName: ${pattern}\n    limit: 20` });

export const retentionMatchesNothing = defineRule({
  id: 'metric/retention-matches-nothing',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A `measurementRetention` rule matches no metric.',
    details: `\`metricName\` is a regular expression of Go. A rule without a match makes the controller refuse the AnalysisRun, although
retention is only about how many measurements are kept.`,
    references: ['argo-rollouts utils/analysis/helpers.go GetMeasurementRetentionMetrics'],
  },
  messages: {
    nothing: ({ pattern, names }: { pattern: string; names: string }) => ({
      message: `\`measurementRetention\` rule \`${pattern}\` matches none of the metrics ${names}`,
      why: 'the AnalysisRun ends in Error before the first measurement ("Rule didn\'t match any metric name(s)"), and the rollout aborts',
      help: 'write the name of a metric, or `.*` for all; it is a regular expression of Go, not a glob',
    }),
  },
  examples: {
    bad: [{ yaml: withRule('latency'), finds: ['nothing@latency'] }],
    good: [{ yaml: withRule('error') }],
  },
  check(ctx) {
    for (const each of namePatterns(ctx.manifest, 'measurementRetention', ctx.uses, ctx.bindings)) {
      if (!matchesNothing(each)) continue;
      const names = [...new Set(each.runs.flat())].map((name) => `\`${name}\``).join(', ');
      ctx.report('nothing', { at: ctx.manifest.valueSpan(each.path), data: { pattern: each.pattern, names } });
    }
  },
});
