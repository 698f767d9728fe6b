import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf } from '../../src/manifest/controller/read.ts';

const web = (lines: string) =>
  template(
    `interval: 1m\nsuccessCondition: result == true\nprovider:\n  web:\n    url: https://checks.example.com/checkout\n${lines}\n    jsonPath: '{$.ok}'`,
    { args: '- name: password\n  valueFrom:\n    secretKeyRef: {name: checks, key: password}' },
  );

export const webBasicAuth = defineRule({
  id: 'provider/web-basic-auth',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A web metric has credentials that the web provider does not read.',
    details: `Web and Prometheus metrics share the fields of \`authentication\`, but the web provider reads \`oauth2\` only. With \`basicAuth\` or
\`sigv4\` the request goes out without credentials.`,
    references: ['argo-rollouts metricproviders/webmetric/webmetric.go NewWebMetricHttpClient'],
  },
  messages: {
    ignored: ({ field }: { field: string }) => ({
      message: `\`${field}\` is ignored: a web metric reads \`oauth2\` only`,
      why: 'the request goes out without credentials; where they are needed, every measurement is an Error ("received non 2xx response code: 401")',
      help:
        field === 'basicAuth'
          ? "send a header: `{key: Authorization, value: 'Basic {{args.token}}'}`, the token being base64 of `user:password`"
          : 'send what the service needs in `headers`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: web("    authentication:\n      basicAuth: {username: rollouts, password: '{{args.password}}'}"),
        finds: ['ignored@basicAuth'],
      },
    ],
    good: [{ yaml: web("    headers:\n      - key: Authorization\n        value: 'Basic {{args.password}}'") }],
  },
  check(ctx) {
    for (const { path, json } of providersOf(ctx.manifest, 'web')) {
      for (const field of ['basicAuth', 'sigv4']) {
        const block = objectOf(objectOf(json['authentication'])[field]);
        if (!Object.keys(block).some((key) => isGiven(block, key))) continue;
        ctx.report('ignored', { at: ctx.manifest.keySpan([...path, 'authentication', field]), data: { field } });
      }
    }
  },
});
