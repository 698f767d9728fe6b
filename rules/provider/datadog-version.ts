import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { insertBefore } from '../../src/lint/kit/text/insert.ts';
import { defineRule } from '../../src/lint/rule.ts';

const datadog = (lines: string) =>
  template(`interval: 1m\nsuccessCondition: default(result, 0) < 5\nprovider:\n  datadog:\n${lines}`);

export const datadogVersion = defineRule({
  id: 'provider/datadog-version',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A Datadog metric uses what only version 2 of the API has, with version 1.',
    details: `Version 1 is the one where \`apiVersion\` is not written. It knows one \`query\`; \`queries\`, \`formula\` and \`aggregator\` belong to
version 2.`,
    references: ['argo-rollouts metricproviders/datadog/datadog.go validateIncomingProps'],
  },
  messages: {
    needsV2: ({ field, isWritten, text }: { field: string; isWritten: boolean; text: string }) => ({
      message: `\`${field}\` needs \`apiVersion: v2\`, and it is ${isWritten ? '`v1`' : '`v1` where nothing is written'}`,
      why: errorsAlways(text),
      help: 'write `apiVersion: v2`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: datadog('    aggregator: max\n    query: max:trace.http.request.errors{service:checkout}'),
        finds: ['needsV2@aggregator'],
        fixed: datadog(
          '    apiVersion: v2\n    aggregator: max\n    query: max:trace.http.request.errors{service:checkout}',
        ),
      },
      {
        yaml: datadog('    apiVersion: v1\n    queries:\n      a: sum:errors{service:checkout}'),
        finds: ['needsV2@queries'],
        fixed: datadog('    apiVersion: v2\n    queries:\n      a: sum:errors{service:checkout}'),
      },
    ],
    good: [{ yaml: datadog('    apiVersion: v2\n    aggregator: max\n    query: max:errors{service:checkout}') }],
  },
  check(ctx) {
    for (const { path, json } of providersOf(ctx.manifest, 'datadog')) {
      const isWritten = isGiven(json, 'apiVersion');
      if (isWritten ? json['apiVersion'] !== 'v1' : ctx.manifest.partial) continue;
      const fault = faultOf(json);
      if (fault === undefined) continue;
      const version = ctx.manifest.node([...path, 'apiVersion']);
      const edit = isWritten
        ? version === undefined
          ? undefined
          : { span: version.span, text: 'v2' }
        : insertBefore(ctx.manifest, [...path, fault.field], 'apiVersion: v2');
      ctx.report('needsV2', {
        at: ctx.manifest.keySpan([...path, fault.field]),
        data: { ...fault, isWritten },
        ...(edit === undefined ? {} : { fix: { kind: 'unsafe', title: 'Write apiVersion: v2', edits: [edit] } }),
      });
    }
  },
});

/** datadog.go validateIncomingProps, as far as the version is the mistake; the rest is provider/datadog-query. */
function faultOf(json: Parameters<typeof isGiven>[0]): { readonly field: string; readonly text: string } | undefined {
  const hasQuery = isGiven(json, 'query');
  if (!hasQuery && isGiven(json, 'queries')) {
    const text = 'Query is empty. API Version v1 only supports using the query parameter in your Analysis Template.';
    return { field: 'queries', text };
  }
  if (!hasQuery || isGiven(json, 'queries') || isGiven(json, 'formula') || !isGiven(json, 'aggregator'))
    return undefined;
  return { field: 'aggregator', text: 'Aggregator is not supported in v1. Please review the Analysis Template.' };
}
