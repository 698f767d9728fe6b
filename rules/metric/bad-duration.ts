import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { meantDuration } from '../../src/lint/kit/metrics/durations.ts';
import { asUsedBy, metricFaults } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const badDuration = defineRule({
  id: 'metric/bad-duration',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`interval` or `initialDelay` is no duration of Go.',
    details: `Go knows the units \`h\`, \`m\`, \`s\`, \`ms\`, \`us\` and \`ns\`; a number needs one, and there are no days, no spaces and no upper case.
\`1h30m\` and \`1.5h\` are right. (A number without a unit is right in one place only: \`pause.duration\`.)`,
    references: ['argo-rollouts utils/analysis/factory.go ValidateMetric', 'Go time.ParseDuration'],
  },
  messages: {
    bad: ({
      field,
      value,
      users,
      text,
      meant,
    }: {
      field: string;
      value: string;
      users: string;
      text: string;
      meant: string | undefined;
    }) => ({
      message: `\`${field}: ${value}\`${users} is no duration`,
      why: `the AnalysisRun ends in Error before the first measurement ("${text}"), and the rollout aborts`,
      help: meant === undefined ? 'write a number with a unit: `30s`, `5m`, `1h30m`' : `write \`${field}: ${meant}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: template('interval: 1d'),
        finds: ['bad@1d'],
        fixed: template('interval: 24h'),
      },
      {
        yaml: template('interval: 30s\ninitialDelay: 5 minutes'),
        finds: ['bad@5 minutes'],
        fixed: template('interval: 30s\ninitialDelay: 5m'),
      },
    ],
    good: [{ yaml: template('interval: 1m30s\ninitialDelay: 500ms') }],
  },
  check(ctx) {
    for (const { view, violation, json, bindings, always } of metricFaults(ctx.manifest, ctx.bindings, [
      'interval-invalid',
      'initial-delay-invalid',
    ])) {
      const field = violation.code === 'interval-invalid' ? 'interval' : 'initialDelay';
      const node = ctx.manifest.node([...view.path, field]);
      // Of a number the schema has said that it is no string.
      if (node?.kind !== 'scalar' || typeof node.value !== 'string') continue;
      const value = String(json[field]);
      const meant = meantDuration(value);
      const isWritten = node.value === value;
      ctx.report('bad', {
        at: node.span,
        data: { field, value, users: asUsedBy(bindings, always), text: violation.error, meant },
        ...(meant === undefined || !isWritten
          ? {}
          : { fix: { kind: 'safe', title: `Write ${meant}`, edits: [{ span: node.span, text: meant }] } }),
      });
    }
  },
});
