import { matchingNames, namePatterns } from '../../src/lint/kit/metrics/metric-rules.ts';
import { defineRule } from '../../src/lint/rule.ts';

const withRule = (pattern: string) => `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: errors
spec:
  dryRun:
    - metricName: ${pattern}
  metrics:
    - name: error
      successCondition: len(result) > 0 && result[0] < 0.05
      provider:
        prometheus:
          address: http://prometheus.monitoring:9090
          query: job:errors:ratio_rate5m{job="checkout"} or vector(0)
    - name: no-error-budget
      successCondition: len(result) > 0 && result[0] < 1
      provider:
        prometheus:
          address: http://prometheus.monitoring:9090
          query: job:error_budget:burn_rate1h{job="checkout"} or vector(0)
`;

export const dryRunMatchesSeveral = defineRule({
  id: 'metric/dry-run-matches-several',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout', 'AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A `dryRun` rule that looks like a name matches several metrics.',
    details: `\`metricName\` is a regular expression that may match anywhere in a name. A plain word therefore takes along every metric
whose name contains it, and none of them can fail the rollout any more. Patterns (\`.*\`, \`^error\`, \`a|b\`) are taken to be meant.`,
    references: ['argo-rollouts utils/analysis/helpers.go GetDryRunMetrics'],
  },
  messages: {
    several: ({ pattern, names }: { pattern: string; names: string }) => ({
      message: `\`dryRun\` rule \`${pattern}\` matches ${names}`,
      why: 'it matches anywhere in a name, so none of these metrics can fail the rollout',
      help: `write \`^${pattern}$\` for one metric, or \`.*${pattern}.*\` if all are meant`,
    }),
  },
  examples: {
    bad: [{ yaml: withRule('error'), finds: ['several@error'] }],
    good: [{ yaml: withRule('^error$') }, { yaml: withRule('.*error.*') }],
  },
  check(ctx) {
    for (const { pattern, path, runs } of namePatterns(ctx.manifest, 'dryRun', ctx.uses, ctx.bindings)) {
      if (!/^[\w-]+$/.test(pattern)) continue;
      const matches = runs.map((names) => matchingNames(pattern, names)).find((names) => names.length > 1);
      if (matches === undefined) continue;
      const names = matches.map((name) => `\`${name}\``).join(', ');
      ctx.report('several', { at: ctx.manifest.valueSpan(path), data: { pattern, names } });
    }
  },
});
