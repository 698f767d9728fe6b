import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, isGiven, providersOf, textsAt } from '../../src/lint/kit/metrics/provider.ts';
import { insertBefore } from '../../src/lint/kit/text/insert.ts';
import { defineRule } from '../../src/lint/rule.ts';

const TEXT = 'Body/JSONBody can only be used with POST or PUT WebMetric Method types';
const web = (lines: string) =>
  template(
    `interval: 1m\nsuccessCondition: result == true\nprovider:\n  web:\n    url: http://checkout.shop.svc/verdict\n${lines}\n    jsonPath: '{$.ok}'`,
  );

export const webBodyWithGet = defineRule({
  id: 'provider/web-body-with-get',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A web metric has a body, but its method is GET.',
    details:
      'GET is the method where none is written, and the controller sends no body with it. All other methods are let pass.',
    references: ['argo-rollouts metricproviders/webmetric/webmetric.go Run'],
  },
  messages: {
    get: ({ field, isWritten }: { field: string; isWritten: boolean }) => ({
      message: `\`${field}\` cannot be sent: the method is GET${isWritten ? '' : ' where none is written'}`,
      why: errorsAlways(TEXT),
      help: 'write `method: POST`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: web('    jsonBody: {service: checkout}'),
        finds: ['get@jsonBody'],
        fixed: web('    method: POST\n    jsonBody: {service: checkout}'),
      },
      {
        yaml: web("    method: GET\n    body: '{}'"),
        finds: ['get@body'],
        fixed: web("    method: POST\n    body: '{}'"),
      },
    ],
    good: [{ yaml: web('    method: POST\n    jsonBody: {service: checkout}') }],
  },
  check(ctx) {
    for (const { path, json } of providersOf(ctx.manifest, 'web')) {
      const field = ['jsonBody', 'body'].find((name) => isGiven(json, name));
      // With both: provider/web-two-bodies.
      if (field === undefined || (isGiven(json, 'jsonBody') && isGiven(json, 'body'))) continue;
      const at = [...path, 'method'];
      const isWritten = isGiven(json, 'method');
      if (ctx.manifest.partial && !isWritten) continue;
      const texts = textsAt(ctx.manifest, at, ctx.bindings);
      const isGet = texts.some(({ text, open }) => open.length === 0 && (text.value === 'GET' || text.value === ''));
      if (isWritten && !isGet) continue;
      const node = ctx.manifest.node(at);
      const insert = node === undefined ? insertBefore(ctx.manifest, [...path, field], 'method: POST') : undefined;
      const replace = node?.kind === 'scalar' && node.text === 'GET' ? { span: node.span, text: 'POST' } : undefined;
      const edit = insert ?? replace;
      ctx.report('get', {
        at: ctx.manifest.keySpan([...path, field]),
        data: { field, isWritten },
        related: isWritten
          ? [{ at: { file: ctx.file.path, span: ctx.manifest.valueSpan(at) }, label: 'the method' }]
          : [],
        ...(edit === undefined ? {} : { fix: { kind: 'unsafe', title: 'Write method: POST', edits: [edit] } }),
      });
    }
  },
});
