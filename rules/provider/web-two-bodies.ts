import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { optionalObject } from '../../src/manifest/controller/read.ts';

const web = (lines: string) =>
  template(
    `interval: 1m\nsuccessCondition: result == true\nprovider:\n  web:\n    url: http://checkout.shop.svc/verdict\n    method: POST\n${lines}\n    jsonPath: '{$.ok}'`,
  );

export const webTwoBodies = defineRule({
  id: 'provider/web-two-bodies',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A web metric has both `body` and `jsonBody`.',
    details: 'The controller sends one of them; with both it sends nothing.',
    references: ['argo-rollouts metricproviders/webmetric/webmetric.go Run'],
  },
  messages: {
    both: () => ({
      message: '`body` and `jsonBody` stand side by side',
      why: errorsAlways('use either Body or JSONBody; both cannot exists for WebMetric payload'),
      help: 'keep one of them',
    }),
  },
  examples: {
    bad: [{ yaml: web("    body: '{}'\n    jsonBody: {service: checkout}"), finds: ['both@jsonBody'] }],
    good: [{ yaml: web('    jsonBody: {service: checkout}') }],
  },
  check(ctx) {
    for (const { path, json } of providersOf(ctx.manifest, 'web')) {
      // Of another type: the schema has said so.
      if (typeof json['body'] !== 'string' || json['body'] === '' || optionalObject(json['jsonBody']) === undefined)
        continue;
      ctx.report('both', {
        at: ctx.manifest.keySpan([...path, 'jsonBody']),
        data: undefined,
        related: [
          { at: { file: ctx.file.path, span: ctx.manifest.keySpan([...path, 'body']) }, label: 'the other one' },
        ],
      });
    }
  },
});
