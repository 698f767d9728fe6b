import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy } from '../../src/lint/kit/metrics/metrics.ts';
import { closedTextsAt, errorsAlways, givenAt, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const wavefront = (address: string) =>
  template(
    `interval: 1m\nsuccessCondition: result < 5\nprovider:\n  wavefront:\n    address: ${address}\n    query: ts("errors", service=checkout)`,
  );

export const wavefrontAddress = defineRule({
  id: 'provider/wavefront-address',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The address of a Wavefront metric is more than a host, so no token can be found for it.',
    details: `The controller looks for a key of the secret \`wavefront-api-tokens\` that equals the address, letter by letter. Keys of secrets hold
letters, digits, \`-\`, \`_\` and \`.\` only: neither a scheme nor a path.`,
    references: ['argo-rollouts metricproviders/wavefront/wavefront.go NewWavefrontAPI'],
  },
  messages: {
    notHost: ({ value, users, meant }: { value: string; users: string; meant: string | undefined }) => ({
      message: `\`${value}\`${users} can be no key of the secret \`wavefront-api-tokens\``,
      why: errorsAlways('API token not found'),
      help: `write the host alone${meant === undefined ? '' : `: \`${meant}\``}`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: wavefront('https://example.wavefront.com'),
        finds: ['notHost@https://example.wavefront.com'],
        fixed: wavefront('example.wavefront.com'),
      },
    ],
    good: [{ yaml: wavefront('example.wavefront.com') }],
  },
  check(ctx) {
    for (const part of providersOf(ctx.manifest, 'wavefront')) {
      const path = [...part.path, 'address'];
      const found = closedTextsAt(ctx.manifest, path, ctx.bindings).find(
        ({ text }) => !/^[\w.-]*$/.test(text.value) && !/[$<]/.test(text.value),
      );
      if (found === undefined) continue;
      const { value } = found.text;
      const meant = /^https?:\/\/([\w.-]+)\/?$/.exec(value)?.[1];
      const node = ctx.manifest.node(path);
      ctx.report('notHost', {
        at: ctx.manifest.valueSpan(path),
        data: { value, users: asUsedBy(found.bindings, found.bindings.length === ctx.bindings.length), meant },
        related: givenAt(found),
        ...(meant === undefined || node === undefined || found.field.text.value !== value
          ? {}
          : { fix: { kind: 'safe', title: `Write ${meant}`, edits: [{ span: node.span, text: meant }] } }),
      });
    }
  },
});
