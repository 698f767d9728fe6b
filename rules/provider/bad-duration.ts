import { parseDuration } from '../../src/go/duration.ts';
import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { meantDuration } from '../../src/lint/kit/metrics/durations.ts';
import { asUsedBy } from '../../src/lint/kit/metrics/metrics.ts';
import { closedTextsAt, errorsAlways, givenAt, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { ProviderName } from '../../src/manifest/metric.ts';

const datadog = (lines: string) =>
  template(
    `interval: 1m\nsuccessCondition: default(result, 0) < 5\nprovider:\n  datadog:\n${lines}\n    query: sum:errors{service:checkout}`,
  );

const FIELDS: readonly (readonly [ProviderName, readonly string[]])[] = [
  ['datadog', ['interval']],
  ['datadog', ['requestTimeout']],
  ['cloudWatch', ['interval']],
  ['skywalking', ['interval']],
  ['prometheus', ['rangeQuery', 'step']],
];

export const badDuration = defineRule({
  id: 'provider/bad-duration',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A window, step or timeout of a provider is no duration of Go, or not above zero.',
    details: `Go knows the units \`h\`, \`m\`, \`s\`, \`ms\`, \`us\` and \`ns\`; a number needs one, and there are no days and no spaces. This is about
\`datadog.interval\` and \`requestTimeout\`, \`cloudWatch.interval\`, \`skywalking.interval\` and \`prometheus.rangeQuery.step\`.`,
    references: [
      'argo-rollouts metricproviders/datadog/datadog.go Run',
      'argo-rollouts metricproviders/cloudwatch/cloudwatch.go Run',
      'argo-rollouts metricproviders/skywalking/skywalking.go NewSkyWalkingClient',
      'argo-rollouts metricproviders/prometheus/prometheus.go executeQuery',
      'Go time.ParseDuration',
    ],
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
      why: errorsAlways(text),
      help: meant === undefined ? 'write a number with a unit: `30s`, `5m`, `1h30m`' : `write \`${field}: ${meant}\``,
    }),
    notPositive: ({ field, value, users, text }: { field: string; value: string; users: string; text: string }) => ({
      message: `\`${field}: ${value}\`${users} is not above zero`,
      why: errorsAlways(text),
      help: 'write a longer one: `30s`',
    }),
  },
  examples: {
    bad: [
      { yaml: datadog('    interval: 1d'), finds: ['bad@1d'], fixed: datadog('    interval: 24h') },
      { yaml: datadog('    requestTimeout: 0s'), finds: ['notPositive@0s'] },
    ],
    good: [{ yaml: datadog('    interval: 10m\n    requestTimeout: 30s') }],
  },
  check(ctx) {
    for (const [name, field] of FIELDS) {
      for (const part of providersOf(ctx.manifest, name)) {
        const path = [...part.path, ...field];
        const faults = closedTextsAt(ctx.manifest, path, ctx.bindings).flatMap((bound) => {
          const fault = faultOf(name, field.at(-1) ?? '', bound.text.value);
          return fault === undefined ? [] : [{ bound, ...fault }];
        });
        const [first] = faults;
        if (first === undefined) continue;
        const { bound, id, text } = first;
        const { value } = bound.text;
        const node = ctx.manifest.node(path);
        const meant = id === 'bad' ? meantDuration(value) : undefined;
        const users = asUsedBy(bound.bindings, bound.bindings.length === ctx.bindings.length);
        const related = faults.flatMap((each) => givenAt(each.bound));
        const at = ctx.manifest.valueSpan(path);
        const data = { field: field.at(-1) ?? '', value, users, text };
        if (id === 'notPositive') ctx.report(id, { at, data, related });
        else
          ctx.report(id, {
            at,
            data: { ...data, meant },
            related,
            ...(meant === undefined || node === undefined || bound.field.text.value !== value
              ? {}
              : { fix: { kind: 'safe', title: `Write ${meant}`, edits: [{ span: node.span, text: meant }] } }),
          });
      }
    }
  },
});

function faultOf(name: ProviderName, field: string, value: string) {
  const parsed = parseDuration(value);
  if (!parsed.ok) {
    // An empty one is how nothing is written; SkyWalking needs one (provider/skywalking-interval), range queries too.
    if (value === '') return undefined;
    const text =
      field === 'requestTimeout'
        ? `Could not parse the request timeout: ${parsed.error}. Please review the Analysis Template.`
        : field === 'step'
          ? `failed to parse rangeQuery.step as duration: ${parsed.error}`
          : parsed.error;
    return { id: 'bad' as const, text };
  }
  if (parsed.nanoseconds > 0n) return undefined;
  if (field === 'requestTimeout') {
    const text = 'Request timeout must be a positive duration (e.g. 30s). Please review the Analysis Template.';
    return { id: 'notPositive' as const, text };
  }
  if (name !== 'prometheus') return undefined;
  const text =
    'bad_data: invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer';
  return { id: 'notPositive' as const, text };
}
