import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { optionalObject } from '../../src/manifest/controller/read.ts';

const web = (oauth2: string) =>
  template(
    `interval: 1m\nsuccessCondition: result == true\nprovider:\n  web:\n    url: https://checks.example.com/checkout\n    authentication:\n      oauth2: ${oauth2}\n    jsonPath: '{$.ok}'`,
    { args: '- name: secret\n  valueFrom:\n    secretKeyRef: {name: checks, key: secret}' },
  );

export const oauth2Incomplete = defineRule({
  id: 'provider/oauth2-incomplete',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`oauth2` lacks its client, or the address that gives tokens.',
    details: `\`tokenUrl\` switches OAuth2 on; then \`clientId\` and \`clientSecret\` are needed. Without \`tokenUrl\` the other fields are ignored, and
requests go out without a token.`,
    references: [
      'argo-rollouts metricproviders/prometheus/prometheus.go NewPrometheusAPI',
      'argo-rollouts metricproviders/webmetric/webmetric.go NewWebMetricHttpClient',
    ],
  },
  messages: {
    client: ({ missing }: { missing: string }) => ({
      message: `\`oauth2\` has a \`tokenUrl\`, but no ${missing}`,
      why: errorsAlways('missing mandatory parameter in metric for OAuth2 setup'),
      help: `add ${missing}, the secret from an argument with \`valueFrom.secretKeyRef\``,
    }),
    tokenUrl: () => ({
      message: '`oauth2` has no `tokenUrl`: the rest of it is ignored',
      why: 'requests go out without a token',
      help: 'add `tokenUrl`, the address that gives tokens',
    }),
  },
  examples: {
    bad: [
      { yaml: web('{tokenUrl: https://id.example.com/token, clientId: rollouts}'), finds: ['client@oauth2'] },
      { yaml: web("{clientId: rollouts, clientSecret: '{{args.secret}}'}"), finds: ['tokenUrl@oauth2'] },
    ],
    good: [
      { yaml: web("{tokenUrl: https://id.example.com/token, clientId: rollouts, clientSecret: '{{args.secret}}'}") },
    ],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { path, json } of providersOf(ctx.manifest, 'web', 'prometheus')) {
      const oauth2 = optionalObject(optionalObject(json['authentication'])?.['oauth2']);
      if (oauth2 === undefined) continue;
      const at = ctx.manifest.keySpan([...path, 'authentication', 'oauth2']);
      const missing = ['clientId', 'clientSecret'].filter((field) => !isGiven(oauth2, field));
      if (!isGiven(oauth2, 'tokenUrl')) {
        if (missing.length < 2) ctx.report('tokenUrl', { at, data: undefined, severity: 'warning' });
      } else if (missing.length > 0) {
        ctx.report('client', { at, data: { missing: missing.map((field) => `\`${field}\``).join(' and ') } });
      }
    }
  },
});
