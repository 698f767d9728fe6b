import { evalTime } from '../../src/expr/index.ts';
import { parseDuration } from '../../src/go/duration.ts';
import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { closedTextsAt, errorsAlways, givenAt, isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { optionalObject } from '../../src/manifest/controller/read.ts';

const range = (query: string) =>
  template(
    `successCondition: 'len(result) > 0 && all(result, # < 0.05)'\nprovider:\n  prometheus:\n    address: http://prometheus.monitoring:9090\n    query: sum(rate(http_requests_total{code=~"5.."}[2m])) or vector(0)\n    rangeQuery: ${query}`,
  );
const GOOD = `{start: 'now() - duration("10m")', end: 'now()', step: 1m}`;

/** Any moment does: what is judged is the distance. */
const NOON = Date.UTC(2026, 0, 1, 12);
/** prometheus web/api/v1/api.go parseQueryRangeParams. */
const MAX_POINTS = 11_000n;

export const rangeQuery = defineRule({
  id: 'provider/range-query',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr'],
  docs: {
    summary: '`start` or `end` of a range query is no expression that gives a time, or the range is empty.',
    details: `They are expressions of the condition language, without \`result\`: \`now()\`, \`now() - duration("1h")\`, \`date("2026-01-01")\`.
\`-1h\` and \`now\` are none. \`step\` is a duration. All three are needed. (Durations that are none: provider/bad-duration.)`,
    references: [
      'argo-rollouts metricproviders/prometheus/prometheus.go executeQuery',
      'argo-rollouts utils/evaluate/evaluate.go EvalTime',
      'prometheus web/api/v1/api.go parseQueryRangeParams',
    ],
  },
  messages: {
    absent: ({ field, text }: { field: string; text: string }) => ({
      message: `\`rangeQuery\` has no \`${field}\``,
      why: errorsAlways(text),
      help: 'write all three: `start: now() - duration("10m")`, `end: now()`, `step: 1m`',
    }),
    notTime: ({
      field,
      value,
      text,
      meant,
    }: {
      field: string;
      value: string;
      text: string;
      meant: string | undefined;
    }) => ({
      message: `\`${field}: ${value}\` gives no time`,
      why: errorsAlways(`failed to parse rangeQuery.${field} as time: ${text}`),
      help: `write ${meant === undefined ? 'an expression: `now()`, `now() - duration("1h")`' : `\`${meant}\``}`,
    }),
    backwards: () => ({
      message: '`end` is before `start`',
      why: errorsAlways('bad_data: invalid parameter "end": end timestamp must not be before start time'),
      help: 'swap them',
    }),
    points: ({ points }: { points: string }) => ({
      message: `this range has ${points} points for each series`,
      why: errorsAlways('bad_data: exceeded maximum resolution of 11,000 points per timeseries'),
      help: 'write a longer `step`, or a later `start`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: range('{start: -1h, end: now, step: 1m}'),
        finds: ['notTime@-1h', 'notTime@now'],
        fixed: range(`{start: 'now() - duration("1h")', end: 'now()', step: 1m}`),
      },
      { yaml: range(`{start: 'now() - duration("10m")', end: 'now()'}`), finds: ['absent@rangeQuery'] },
      { yaml: range(`{start: 'now()', end: 'now() - duration("10m")', step: 1m}`), finds: ['backwards@end'] },
      { yaml: range(`{start: 'now() - duration("24h")', end: 'now()', step: 1s}`), finds: ['points@1s'] },
    ],
    good: [{ yaml: range(GOOD) }],
  },
  check(ctx) {
    for (const part of providersOf(ctx.manifest, 'prometheus')) {
      const json = optionalObject(part.json['rangeQuery']);
      if (json === undefined) continue;
      const path = [...part.path, 'rangeQuery'];
      const times: bigint[] = [];
      for (const field of ['start', 'end']) {
        if (!isGiven(json, field)) {
          const empty = evalTime('', () => NOON);
          const text = `failed to parse rangeQuery.${field} as time: ${empty.ok ? '' : empty.error.message}`;
          if (!ctx.manifest.partial) ctx.report('absent', { at: ctx.manifest.keySpan(path), data: { field, text } });
          continue;
        }
        const [bound] = closedTextsAt(ctx.manifest, [...path, field], ctx.bindings);
        if (bound === undefined) continue;
        const { value } = bound.text;
        const time = evalTime(value, () => NOON);
        if (time.ok) {
          times.push(time.unixNanoseconds);
          continue;
        }
        const meant = meantTime(value);
        const node = ctx.manifest.node([...path, field]);
        const canFix = meant !== undefined && node !== undefined && bound.field.text.value === value;
        ctx.report('notTime', {
          at: ctx.manifest.valueSpan([...path, field]),
          data: { field, value, text: time.error.message, meant },
          related: givenAt(bound),
          ...(canFix
            ? { fix: { kind: 'unsafe', title: `Write ${meant}`, edits: [{ span: node.span, text: `'${meant}'` }] } }
            : {}),
        });
      }
      if (!isGiven(json, 'step')) {
        const text = 'failed to parse rangeQuery.step as duration: time: invalid duration ""';
        if (!ctx.manifest.partial)
          ctx.report('absent', { at: ctx.manifest.keySpan(path), data: { field: 'step', text } });
        continue;
      }
      const [start, end] = times;
      const [step] = closedTextsAt(ctx.manifest, [...path, 'step'], ctx.bindings);
      if (start === undefined || end === undefined || step === undefined) continue;
      const length = parseDuration(step.text.value);
      if (end < start) ctx.report('backwards', { at: ctx.manifest.keySpan([...path, 'end']), data: undefined });
      else if (length.ok && length.nanoseconds > 0n && (end - start) / length.nanoseconds > MAX_POINTS) {
        const points = String((end - start) / length.nanoseconds);
        // Other servers than Prometheus have other limits.
        ctx.report('points', { at: ctx.manifest.valueSpan([...path, 'step']), data: { points }, severity: 'warning' });
      }
    }
  },
});

/** The expression that a text most likely stands for: `-1h`, `now-1h` and `1h ago` go back from now. */
function meantTime(text: string): string | undefined {
  if (/^\s*now\s*$/i.test(text)) return 'now()';
  const back = /^\s*(?:now(?:\(\))?\s*)?-?\s*(\d+(?:h|m|s)(?:\d+[ms])*)(?:\s+ago)?\s*$/i.exec(text)?.[1];
  if (back !== undefined) return `now() - duration("${back}")`;
  return /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?$/.test(text) ? `date("${text}")` : undefined;
}
