import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { addressesOf } from '../../src/lint/kit/metrics/addresses.ts';
import { defineRule } from '../../src/lint/rule.ts';

const prometheus = (address: string, args?: string) =>
  template(
    `interval: 1m\nprovider:\n  prometheus:\n    address: ${address}\n    query: vector(1)`,
    args === undefined ? {} : { args },
  );

export const credentialsInAddress = defineRule({
  id: 'provider/credentials-in-address',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A password stands in an address.',
    details: `Everybody who may read the template, its AnalysisRuns or the controller's log can read it, and so can whoever reads the
repository. An argument with \`valueFrom.secretKeyRef\` is read when the metric is measured, is never stored in the run, and is replaced by
\`*****\` in messages.`,
    references: [
      'argo-rollouts analysis/analysis.go resolveArgs',
      'argo-rollouts utils/metric/metric.go MarkMeasurementError',
    ],
  },
  messages: {
    password: ({ user }: { user: string }) => ({
      message: user === '' ? 'a password stands in the address' : `the password of \`${user}\` stands in the address`,
      why: 'it is kept in every AnalysisRun, for everybody to read, and shows in messages',
      help: 'take it from a secret: an argument with `valueFrom.secretKeyRef`, as `http://user:{{args.password}}@host` or in a header',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheus('https://admin:hunter2@prometheus.example.com'),
        finds: ['password@https://admin:hunter2@prometheus.example.com'],
      },
    ],
    good: [
      {
        yaml: prometheus(
          "'https://admin:{{args.password}}@prometheus.example.com'",
          '- name: password\n  valueFrom:\n    secretKeyRef: {name: prometheus, key: password}',
        ),
      },
      { yaml: prometheus('https://prometheus.example.com') },
    ],
  },
  check(ctx) {
    for (const { path, texts } of addressesOf(ctx.manifest, ctx.bindings)) {
      for (const { value, url } of texts) {
        const written = /:\/\/([^/?#:@]*):([^/?#]*)@/.exec(value);
        const [, user = '', password = ''] = written ?? [];
        if (url?.userinfo === undefined || password === '' || password.includes('{{')) continue;
        ctx.report('password', { at: ctx.manifest.valueSpan(path), data: { user } });
        break;
      }
    }
  },
});
