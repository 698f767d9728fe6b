import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { ancestorsOf, branchesOfKind, isCallOf } from '../../src/lint/kit/queries/query-tree.ts';
import { unknownMetric as doubtAbout, type MetricDoubt, type Names, namesOf } from '../../src/lint/names/ask.ts';
import { placeOf, titlesOf } from '../../src/lint/names/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

const RULES = `groups:
  - name: checkout
    rules:
      - record: job:request_errors:ratio_5m
        expr: sum by (job) (rate(errors_total[5m])) / sum by (job) (rate(requests_total[5m]))
`;

const EXPOSITION = `# TYPE http_requests_total counter
http_requests_total{code="200"} 1027
http_requests_total{code="500"} 3
# TYPE http_request_duration_seconds summary
http_request_duration_seconds{quantile="0.95"} 0.21
http_request_duration_seconds_sum 93.7
http_request_duration_seconds_count 1030
`;

const FROM_EXPOSITION = {
  files: { 'metrics/checkout.txt': EXPOSITION },
  config: 'names:\n  expositions:\n    - path: metrics/checkout.txt\n      labels: {job: checkout, namespace: "*"}\n',
};

const COMPLETE = {
  files: {
    'metrics.yaml': 'metrics:\n  http_requests_total: {type: counter}\n  http_latency_seconds: {type: histogram}\n',
  },
  config: 'names:\n  catalogue: metrics.yaml\n  complete: true\n',
};

export const unknownMetric = defineRule({
  ...ABOUT_QUERIES,
  asksNames: true,
  id: 'labels/unknown-metric',
  severity: 'error',
  docs: {
    summary: 'A query reads a metric that no source of names has.',
    details: `Asked are the recording rules of the workspace (rule files, and PrometheusRule objects) and the sources that the configuration
gives under \`names\`: expositions (saved answers of \`/metrics\`), recordings and catalogue files. They are asked together: what one of them has
is known. Where \`complete: true\` says that they are all there is, any other name is an error. Otherwise a name is told, as a warning, where it
differs from a known one by a slip of the pen (\`http_request_total\`), and where buckets are asked of what has a sum and a count but no
buckets: a summary. Other names may be another program's, and are left alone; so is all that stands under \`absent\`, and a query whose labels
select another service than the source is about.`,
    references: [
      'prometheus.io/docs/instrumenting/exposition_formats',
      'prometheus.io/docs/prometheus/latest/configuration/recording_rules',
    ],
  },
  messages: {
    absent: ({ name, near, titles, users }: MetricData) => ({
      message: `there is no metric \`${name}\` in ${titles}${users}`,
      why: 'the configuration says that these sources are complete, so the answer is empty',
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    }),
    near: ({ name, near, titles, users }: MetricData) => ({
      message: `there is no metric \`${name}\` in ${titles}, but there is \`${near}\`${users}`,
      why: 'if no other program exposes it, the answer is empty',
      help: `did you mean \`${near}\`?`,
    }),
    recorded: ({ name, near, users }: MetricData) => ({
      message: `no rule here records \`${name}\`, but one records \`${near}\`${users}`,
      why: 'a series that nothing records is empty',
      help: `did you mean \`${near}\`?`,
    }),
    parts: ({ name, near, titles, users }: MetricData) => ({
      message: `there are no buckets \`${name}\` in ${titles}, only \`${near}\`${users}`,
      why: 'a summary has no buckets, so the answer is empty',
      help: 'expose a histogram, or read the quantiles that the summary has',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('max(job:request_error:ratio_5m{job="checkout"}) or vector(0)'),
        files: { 'rules.yaml': RULES },
        finds: ['recorded@job:request_error:ratio_5m'],
        fixed: asking('max(job:request_errors:ratio_5m{job="checkout"}) or vector(0)'),
      },
      {
        yaml: asking('sum(rate(http_request_total{job="checkout"}[5m])) or vector(0)'),
        ...FROM_EXPOSITION,
        finds: ['near@http_request_total'],
        fixed: asking('sum(rate(http_requests_total{job="checkout"}[5m])) or vector(0)'),
      },
      {
        yaml: asking(
          'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) or vector(0)',
        ),
        ...FROM_EXPOSITION,
        finds: ['parts@http_request_duration_seconds_bucket'],
      },
      {
        yaml: asking('sum(rate(grpc_server_handled_total{job="checkout"}[5m])) or vector(0)'),
        ...COMPLETE,
        finds: ['absent@grpc_server_handled_total'],
      },
    ],
    good: [
      {
        yaml: asking('max(job:request_errors:ratio_5m{job="checkout"}) or vector(0)'),
        files: { 'rules.yaml': RULES },
      },
      {
        title: 'Another window, recorded elsewhere.',
        yaml: asking('max(job:request_errors:ratio_1h{job="checkout"}) or vector(0)'),
        files: { 'rules.yaml': RULES },
      },
      {
        title: 'Another service may expose anything.',
        yaml: asking('sum(rate(http_request_total{job="search"}[5m])) or vector(0)'),
        ...FROM_EXPOSITION,
      },
      {
        yaml: asking('histogram_quantile(0.95, sum by (le) (rate(http_latency_seconds_bucket[5m]))) or vector(0)'),
        ...COMPLETE,
      },
    ],
  },
  check(ctx) {
    const names = namesOf(ctx.workspace, ctx.settings.names);
    if (names.isEmpty) return;
    const isFile = (file: string): boolean => ctx.workspace.files.some(({ path }) => path === file);
    for (const { at, data } of placesIn(ctx, (query) => doubtful(query, names))) {
      const { doubt, near } = data;
      const said = near === undefined ? [] : names.of(near);
      const isRecorded = said.length > 0 && said.every(({ source }) => source.kind === 'rules');
      const related = placeOf(said, (kind) => (kind === 'rules' ? 'recorded here' : 'known from here'), isFile);
      const fix =
        near === undefined || doubt.kind === 'parts' || doubt.matcher.op !== '='
          ? undefined
          : ({ kind: 'unsafe', title: `write \`${near}\``, edits: [{ span: at, text: near }] } as const);
      ctx.report(doubt.kind === 'slip' ? (isRecorded ? 'recorded' : 'near') : doubt.kind, {
        at,
        data,
        related,
        ...(doubt.kind === 'absent' ? {} : { severity: 'warning' as const }),
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

interface MetricData {
  readonly name: string;
  readonly near: string | undefined;
  readonly titles: string;
  readonly users: string;
}

const ABSENT = new Set(['absent', 'absent_over_time']);

function* doubtful({ expr }: SoundQuery, names: Names) {
  for (const branch of branchesOfKind(expr, 'VectorSelector')) {
    // Whoever asks for absence expects it.
    if ([...ancestorsOf(branch)].some(({ node }) => isCallOf(node, ABSENT))) continue;
    const doubt: MetricDoubt | undefined = doubtAbout(branch.node, names);
    if (doubt === undefined) continue;
    const { value } = doubt.matcher;
    const asked =
      doubt.near === undefined || names.complete ? names.sources : names.of(doubt.near).map((said) => said.source);
    yield { span: value.span, data: { doubt, name: value.text, near: doubt.near, titles: titlesOf(asked) } };
  }
}
