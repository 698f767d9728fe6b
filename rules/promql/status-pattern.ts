import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { fitsNoStatus, isStatusLabel } from '../../src/lint/kit/queries/selectors.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { selectorsOf } from '../../src/promql/index.ts';

export const statusPattern = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/status-pattern',
  severity: 'warning',
  docs: {
    summary: 'A pattern for status codes matches none of them.',
    details: `Regular expressions in selectors are anchored at both ends: \`code=~"5"\` is the code 5, not those that begin with 5, and in
\`"2xx"\` the x is a letter. All server errors are \`code=~"5.."\`.`,
    references: ['prometheus model/labels/regexp.go NewFastRegexMatcher'],
  },
  messages: {
    none: ({ matcher, negative, better, users }: PatternData) => ({
      message: `\`${matcher}\` matches no status code from 100 to 599${users}`,
      why: negative
        ? 'the condition leaves nothing out: errors count as successes'
        : 'no series is selected, and the answer is empty',
      help:
        better === undefined
          ? 'patterns match the whole value: all server errors are `"5.."`'
          : `patterns match the whole value: write \`"${better}"\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(rate(requests_total{app="checkout",code=~"5xx"}[5m])) or vector(0)'),
        finds: ['none@code=~"5xx"'],
        fixed: asking('sum(rate(requests_total{app="checkout",code=~"5.."}[5m])) or vector(0)'),
      },
      {
        yaml: asking('sum(rate(requests_total{app="checkout",status!~"5"}[5m]))'),
        finds: ['none@status!~"5"'],
        fixed: asking('sum(rate(requests_total{app="checkout",status!~"5.."}[5m]))'),
      },
    ],
    good: [
      { yaml: asking('sum(rate(requests_total{app="checkout",code=~"5.."}[5m])) or vector(0)') },
      { yaml: asking('sum(rate(requests_total{app="checkout",code!~"[45].*"}[5m]))') },
      { title: 'A class of codes.', yaml: asking('sum(rate(envoy_rq_xx{envoy_response_code_class!~"5"}[5m]))') },
      {
        title: 'gRPC has other codes.',
        yaml: asking('sum(rate(grpc_server_handled_total{code=~"Internal|Unknown"}[5m]))'),
      },
    ],
  },
  check(ctx) {
    for (const { at, data, query } of placesIn(ctx, hopeless)) {
      const { better, inner } = data;
      const edits = better === undefined ? [] : [{ span: query.toFile(inner), text: better }];
      ctx.report('none', {
        at,
        data,
        ...(better === undefined ? {} : { fix: { kind: 'unsafe', title: `write \`"${better}"\``, edits } }),
      });
    }
  },
});

interface PatternData {
  readonly matcher: string;
  readonly negative: boolean;
  readonly better: string | undefined;
  readonly users: string;
}

/** Digits and what patterns are made of; the x stands for a digit in people's minds. */
const MEANT_AS_CODES = /^[\dxX^$.*+?()[\]|\\-]*\d[\dxX^$.*+?()[\]|\\-]*$/;

function* hopeless(query: SoundQuery) {
  for (const matcher of selectorsOf(query.expr).flatMap(({ matchers }) => matchers)) {
    const { label, op, value } = matcher;
    if (!isStatusLabel(label.text) || (op !== '=~' && op !== '!~') || value.holes.length > 0) continue;
    if (!MEANT_AS_CODES.test(value.text) || !fitsNoStatus(matcher)) continue;
    // gRPC's codes go from 0 to 16.
    if (/^[\d|]*$/.test(value.text) && value.text.split('|').some((code) => code === '0')) continue;
    const inner = { start: value.span.start + 1, end: value.span.end - 1 };
    yield {
      span: matcher.span,
      data: { matcher: shownText(query, matcher.span), negative: op === '!~', better: meant(value.text), inner },
    };
  }
}

function meant(pattern: string): string | undefined {
  const [, digit] = /^\^?([1-5])(?:[xX]{2}|\*)?\$?$/.exec(pattern) ?? [];
  return digit === undefined ? undefined : `${digit}..`;
}
