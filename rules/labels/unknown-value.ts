import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { type LabelDoubt, type Names, namesOf } from '../../src/lint/names/ask.ts';
import { askedIn, listed, placeOf } from '../../src/lint/names/words.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { selectorsOf } from '../../src/promql/index.ts';

const CATALOGUE = {
  files: {
    'metrics.yaml': `labels:
  job: [checkout, search]
metrics:
  http_requests_total:
    type: counter
    labels:
      method: [GET, POST]
      code: any
`,
  },
  config: 'names:\n  catalogue: metrics.yaml\n',
};

const EXPOSITION = {
  files: {
    'metrics/checkout.txt': '# TYPE http_requests_total counter\nhttp_requests_total{route="/checkout",code="200"} 9\n',
  },
  config: 'names:\n  expositions:\n    - path: metrics/checkout.txt\n      labels: {job: checkout}\n',
};

export const unknownValue = defineRule({
  ...ABOUT_QUERIES,
  asksNames: true,
  id: 'labels/unknown-value',
  severity: 'warning',
  docs: {
    summary: 'A query selects a metric by a value that its label never has.',
    details: `A catalogue, and a recording rule whose expression fixes a label, list all values; no other one selects anything. An exposition or
a recording holds the values that were there when it was taken: there, only a slip of the pen is told (\`chekcout\` for \`checkout\`, \`get\` for
\`GET\`), because a status that did not occur yet is no mistake. \`=~\` is told where none of its alternatives matches. Arguments are judged by
their values, as each user gives them.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/basics'],
  },
  messages: {
    unknown: ({ name, label, op, value, known, near, titles, users }: ValueData) => ({
      message: `no \`${name}\` has \`${label}${op}"${value}"\` in ${titles}${users}`,
      why: `if that is so where the query runs, no series meets the condition, and the answer is empty; known values are ${known}`,
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(rate(http_requests_total{job="checkout",method="get"}[5m])) or vector(0)'),
        ...CATALOGUE,
        finds: ['unknown@"get"'],
        fixed: asking('sum(rate(http_requests_total{job="checkout",method="GET"}[5m])) or vector(0)'),
      },
      {
        title: 'With the value of an argument.',
        yaml: asking('sum(rate(http_requests_total{job="{{args.service}}"}[5m])) or vector(0)', {
          args: '- name: service\n  value: billing',
        }),
        ...CATALOGUE,
        finds: ['unknown@"{{args.service}}"'],
      },
      {
        title: 'None of the alternatives.',
        yaml: asking('sum(rate(http_requests_total{job="checkout",method=~"PUT|PATCH"}[5m])) or vector(0)'),
        ...CATALOGUE,
        finds: ['unknown@"PUT|PATCH"'],
      },
      {
        yaml: asking('sum(rate(http_requests_total{route="/chekcout"}[5m])) or vector(0)'),
        ...EXPOSITION,
        finds: ['unknown@"/chekcout"'],
        fixed: asking('sum(rate(http_requests_total{route="/checkout"}[5m])) or vector(0)'),
      },
    ],
    good: [
      {
        yaml: asking('sum(rate(http_requests_total{job="{{args.service}}",method="GET"}[5m])) or vector(0)', {
          args: '- name: service',
        }),
        ...CATALOGUE,
      },
      {
        title: 'What has not occurred yet.',
        yaml: asking('sum(rate(http_requests_total{code="500"}[5m])) or vector(0)'),
        ...EXPOSITION,
      },
    ],
  },
  check(ctx) {
    const names = namesOf(ctx.workspace, ctx.settings.names);
    if (names.isEmpty) return;
    const isFile = (file: string): boolean => ctx.workspace.files.some(({ path }) => path === file);
    for (const { at, data } of placesIn(ctx, (query) => unknown(query, names))) {
      const { near, value } = data;
      // With an argument in it, what stands in the file is not the value.
      const inner = { start: at.start + 1, end: at.end - 1 };
      const isWritten = ctx.file.text.slice(inner.start, inner.end) === value;
      const related = placeOf(
        data.doubt.said,
        (kind) => (kind === 'rules' ? 'recorded here' : 'known from here'),
        isFile,
      );
      const fix =
        near === undefined || !isWritten
          ? {}
          : ({ fix: { kind: 'unsafe', title: `write \`${near}\``, edits: [{ span: inner, text: near }] } } as const);
      ctx.report('unknown', { at, data, related, ...fix });
    }
  },
});

interface ValueData {
  readonly name: string;
  readonly label: string;
  readonly op: string;
  readonly value: string;
  readonly known: string;
  readonly near: string | undefined;
  readonly titles: string;
  readonly users: string;
}

function* unknown({ expr }: SoundQuery, names: Names) {
  for (const selector of selectorsOf(expr)) {
    for (const doubt of names.unknownValues(selector)) {
      yield { span: doubt.matcher.value.span, data: { doubt, ...wordsOf(doubt) } };
    }
  }
}

const wordsOf = (doubt: LabelDoubt) => ({
  name: doubt.metric,
  label: doubt.matcher.label.text,
  op: doubt.matcher.op,
  value: doubt.matcher.value.text,
  known: listed(doubt.known),
  near: doubt.near,
  titles: askedIn(doubt),
});
