import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { matchesNothing, namePatterns } from '../../src/lint/kit/metrics/metric-rules.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { nearest } from '../../src/text/nearest.ts';

const withRule = (pattern: string) =>
  template('interval: 1m\ncount: 5', { spec: `dryRun:\n  - metricName: ${pattern}` });

export const dryRunMatchesNothing = defineRule({
  id: 'metric/dry-run-matches-nothing',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A `dryRun` rule matches no metric.',
    details: `\`metricName\` is a regular expression of Go, not a glob: \`*\` alone is invalid, and an invalid one matches nothing. A rule
without a match makes the controller refuse the AnalysisRun.`,
    references: ['argo-rollouts utils/analysis/helpers.go GetDryRunMetrics'],
  },
  messages: {
    nothing: ({ pattern, names, meant }: { pattern: string; names: string; meant: string | undefined }) => ({
      message: `\`dryRun\` rule \`${pattern}\` matches no metric; there ${names}`,
      why: 'the AnalysisRun ends in Error before the first measurement ("Rule didn\'t match any metric name(s)"), and the rollout aborts',
      help:
        meant === undefined
          ? 'write the name of a metric; it is a regular expression of Go, not a glob'
          : `write \`${meant}\`: it is a regular expression of Go, not a glob`,
    }),
  },
  examples: {
    bad: [
      { title: 'A glob.', yaml: withRule("'*'"), finds: ["nothing@'*'"], fixed: withRule('.*') },
      { yaml: withRule('eror-rate'), finds: ['nothing@eror-rate'], fixed: withRule('error-rate') },
    ],
    good: [{ yaml: withRule('.*') }, { yaml: withRule('error-rate') }],
  },
  check(ctx) {
    for (const each of namePatterns(ctx.manifest, 'dryRun', ctx.uses, ctx.bindings)) {
      if (!matchesNothing(each)) continue;
      const names = [...new Set(each.runs.flat())];
      const meant = each.pattern === '*' ? '.*' : nearest(each.pattern, names);
      const span = ctx.manifest.valueSpan(each.path);
      const list = names.map((name) => `\`${name}\``).join(', ');
      ctx.report('nothing', {
        at: span,
        data: { pattern: each.pattern, names: names.length === 1 ? `is only ${list}` : `are ${list}`, meant },
        ...(meant === undefined
          ? {}
          : { fix: { kind: 'unsafe', title: `Write ${meant}`, edits: [{ span, text: meant }] } }),
      });
    }
  },
});
