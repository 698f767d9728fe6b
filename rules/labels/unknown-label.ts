import { asking } from '../../src/lint/kit/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/query-places.ts';
import { type RecordedSeries, recordedSeries } from '../../src/lint/kit/recorded-series.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { METRIC_NAME, matchesEmpty, presenceOf, selectorsOf } from '../../src/promql/index.ts';

const RULES = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: checkout
spec:
  groups:
    - name: checkout
      rules:
        - record: job:request_errors:ratio_5m
          expr: sum by (job) (rate(errors_total[5m])) / sum by (job) (rate(requests_total[5m]))
`;

export const unknownLabel = defineRule({
  ...ABOUT_QUERIES,
  id: 'labels/unknown-label',
  severity: 'warning',
  docs: {
    summary: 'A recorded series is selected by a label that its rule does not leave.',
    details: `A recorded series has the labels that are left of its expression, and those that the rule adds. \`sum by (job) (…)\` leaves \`job\` only,
so a condition on the hash of the canary selects nothing. Judged are series that a rule of the workspace records. (Servers that put others
together, Thanos or Mimir, add labels such as \`cluster\`; it is a warning.)`,
    references: ['prometheus rules/recording.go Eval'],
  },
  messages: {
    dropped: ({ name, label, left, users }: DroppedData) => ({
      message: `\`${name}\` has no label \`${label}\`: its rule leaves ${left}${users}`,
      why: 'no series meets the condition, so the answer is empty',
      help: `add \`${label}\` to the \`by\` of the recording rule`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking(
          'max(job:request_errors:ratio_5m{job="checkout",rollouts_pod_template_hash="{{args.hash}}"}) or vector(0)',
          {
            args: '- name: hash',
          },
        ),
        files: { 'rules.yaml': RULES },
        finds: ['dropped@rollouts_pod_template_hash'],
      },
    ],
    good: [
      {
        yaml: asking('max(job:request_errors:ratio_5m{job="checkout"}) or vector(0)'),
        files: { 'rules.yaml': RULES },
      },
    ],
  },
  check(ctx) {
    const recorded = recordedSeries(ctx.workspace);
    if (recorded.size === 0) return;
    for (const { at, data } of placesIn(ctx, (query) => dropped(query, recorded))) {
      const related = (recorded.get(data.name) ?? [])
        .slice(0, 1)
        .map((rule) => ({ at: rule.at, label: 'recorded here' }));
      ctx.report('dropped', { at, data, related });
    }
  },
});

interface DroppedData {
  readonly name: string;
  readonly label: string;
  readonly left: string;
  readonly users: string;
}

function* dropped({ expr }: SoundQuery, recorded: ReadonlyMap<string, readonly RecordedSeries[]>) {
  for (const { name, matchers } of selectorsOf(expr)) {
    const rules = name === undefined ? undefined : recorded.get(name.text);
    if (name === undefined || rules === undefined) continue;
    for (const matcher of matchers) {
      const { label, op, value } = matcher;
      if (label.holes.length > 0 || label.text === METRIC_NAME || op === '!=' || op === '!~') continue;
      // An argument is a value, unless it is empty.
      if (value.holes.length === 0 && matchesEmpty(matcher) !== false) continue;
      if (!rules.every((rule) => lacks(rule, label.text))) continue;
      yield { span: label.span, data: { name: name.text, label: label.text, left: labelsLeft(rules) } };
    }
  }
}

const lacks = ({ facts, labels }: RecordedSeries, label: string): boolean =>
  facts !== undefined && !labels.has(label) && presenceOf(facts.labels, label) === 'impossible';

function labelsLeft(rules: readonly RecordedSeries[]): string {
  const left = new Set(
    rules.flatMap(({ facts, labels }) => [
      ...labels,
      ...[...(facts?.labels.known ?? [])].filter(([, presence]) => presence !== 'impossible').map(([label]) => label),
    ]),
  );
  return left.size === 0 ? 'no labels' : [...left].map((label) => `\`${label}\``).join(', ');
}
