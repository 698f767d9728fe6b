import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { optionalObject } from '../../src/manifest/controller/read.ts';

const prometheus = (basicAuth: string) =>
  template(
    `interval: 1m\nprovider:\n  prometheus:\n    address: https://prometheus.example.com\n    authentication:\n      basicAuth: ${basicAuth}\n    query: vector(1)`,
    { args: '- name: password\n  valueFrom:\n    secretKeyRef: {name: prometheus, key: password}' },
  );

export const basicAuthIncomplete = defineRule({
  id: 'provider/basic-auth-incomplete',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`basicAuth` of a Prometheus metric has a user without a password, or a password without a user.',
    details: 'With one of them the controller wants both; with neither it sends no credentials.',
    references: ['argo-rollouts metricproviders/prometheus/prometheus.go NewPrometheusAPI'],
  },
  messages: {
    half: ({ missing }: { missing: string }) => ({
      message: `\`basicAuth\` has no \`${missing}\``,
      why: errorsAlways(`missing mandatory parameter in metric for basic auth setup: ${missing}`),
      help: `add \`${missing}\`, a password from an argument with \`valueFrom.secretKeyRef\``,
    }),
  },
  examples: {
    bad: [{ yaml: prometheus('{username: rollouts}'), finds: ['half@basicAuth'] }],
    good: [{ yaml: prometheus("{username: rollouts, password: '{{args.password}}'}") }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { path, json } of providersOf(ctx.manifest, 'prometheus')) {
      const basicAuth = optionalObject(optionalObject(json['authentication'])?.['basicAuth']);
      const missing = ['username', 'password'].filter((field) => !isGiven(basicAuth, field));
      if (basicAuth === undefined || missing.length !== 1) continue;
      ctx.report('half', {
        at: ctx.manifest.keySpan([...path, 'authentication', 'basicAuth']),
        data: { missing: missing[0] ?? '' },
      });
    }
  },
});
