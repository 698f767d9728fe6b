import { asking } from '../../src/lint/kit/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/query-places.ts';
import { type RecordedSeries, recordedSeries } from '../../src/lint/kit/recorded-series.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { selectorsOf } from '../../src/promql/index.ts';
import { nearest } from '../../src/text/nearest.ts';

const RULES = `groups:
  - name: checkout
    rules:
      - record: job:request_errors:ratio_5m
        expr: sum by (job) (rate(errors_total[5m])) / sum by (job) (rate(requests_total[5m]))
`;

export const unknownMetric = defineRule({
  ...ABOUT_QUERIES,
  id: 'labels/unknown-metric',
  severity: 'warning',
  docs: {
    summary: 'A query reads a recorded series that no rule records, but another of nearly that name is.',
    details: `Recording rules in the workspace (rule files, and PrometheusRule objects) say which series with a colon in their names exist. A name
that is nearly one of them is most likely meant to be it. Other names are left alone: their rules may be elsewhere.`,
    references: ['prometheus.io/docs/prometheus/latest/configuration/recording_rules'],
  },
  messages: {
    recorded: ({ name, near, users }: { name: string; near: string; users: string }) => ({
      message: `no rule here records \`${name}\`, but one records \`${near}\`${users}`,
      why: 'a series that nothing records is empty',
      help: `did you mean \`${near}\`?`,
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
    ],
  },
  check(ctx) {
    const recorded = recordedSeries(ctx.workspace);
    if (recorded.size === 0) return;
    for (const { at, data } of placesIn(ctx, (query) => misspelt(query, recorded))) {
      const edits = [{ span: at, text: data.near }];
      const related = (recorded.get(data.near) ?? [])
        .slice(0, 1)
        .map((rule) => ({ at: rule.at, label: 'recorded here' }));
      ctx.report('recorded', {
        at,
        data,
        related,
        fix: { kind: 'unsafe', title: `write \`${data.near}\``, edits },
      });
    }
  },
});

const digits = (name: string): string => name.replaceAll(/\D+/g, ' ');

function* misspelt({ expr }: SoundQuery, recorded: ReadonlyMap<string, readonly RecordedSeries[]>) {
  for (const { name } of selectorsOf(expr)) {
    if (name === undefined || name.holes.length > 0 || !name.text.includes(':') || recorded.has(name.text)) continue;
    const near = nearest(name.text, recorded.keys());
    // Two windows of one ratio are two series.
    if (near === undefined || digits(near) !== digits(name.text) || Math.abs(near.length - name.text.length) > 3)
      continue;
    yield { span: name.span, data: { name: name.text, near } };
  }
}
