import { type EmptyReason, type NanReason, postOrder, unparen } from '../../../promql/index.ts';
import type { Span } from '../../../text/span.ts';
import { PROMETHEUS, template } from '../examples/example-yaml.ts';
import type { ConditionName, ConditionSet } from './sets.ts';

/** What follows from an error that every measurement has. */
export const alwaysError = (name: ConditionName, message: string): string =>
  `every measurement is an Error ("could not evaluate ${name} …: ${message.trim()}"); it is repeated every 10 s, and the fifth in a row, after about 40 s, aborts the rollout`;

/** What follows from an error that a measurement has now and then. */
export const ERROR_PATH =
  'the measurement is an Error, not Failed: it is repeated after 10 s, and the fifth in a row, after about 40 s, aborts the rollout whatever `failureLimit` says';

/** A part of the query as messages quote it: one line, not too long. */
export function quoted({ query }: ConditionSet, span: Span): string {
  const text = (query?.text.text.value.slice(span.start, span.end) ?? '').replaceAll(/\s+/g, ' ').trim();
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 1)}…` : text;
}

const MAX_QUOTED = 80;

const ERROR_STATUS =
  /\b\w*(?:code|status)\w*\s*=~?\s*["'`][^"'`]*(?:5(?:\.\.|xx|\d\d|\.\*|\[|\\d)|4(?:\.\.|\d\d)|error|fail)/i;

/** True if the expression selects only errors, of which a healthy service has none. */
export const selectsErrors = (set: ConditionSet, span: Span): boolean =>
  ERROR_STATUS.test(set.query?.text.text.value.slice(span.start, span.end) ?? '');

/** Why there may be no element, as half a sentence; and the place in the query. */
export function emptyReason(set: ConditionSet): { readonly words: string; readonly reason: EmptyReason } | undefined {
  const { mayBeEmpty } = set.shape;
  const errors = mayBeEmpty.find(({ kind, span }) => kind === 'selector' && selectsErrors(set, span));
  const reason = errors ?? mayBeEmpty.find(({ kind }) => kind !== 'unknown');
  if (reason === undefined) return undefined;
  const text = quoted(set, reason.span);
  if (errors !== undefined) return { words: `there is no series for \`${text}\` before the first such error`, reason };
  return { words: REASONS[reason.kind](text), reason };
}

const REASONS: Readonly<Record<EmptyReason['kind'], (text: string) => string>> = {
  selector: (text) => `no series may match \`${text}\``,
  samples: (text) => `\`${text}\` needs more samples than a young pod has`,
  filter: (text) => `\`${text}\` drops what compares false`,
  'no-match': (text) => `nothing on one side of \`${text}\` may match the other`,
  set: (text) => `\`${text}\` may leave nothing`,
  absent: (text) => `\`${text}\` gives nothing while the series is there`,
  histogram: (text) => `\`${text}\` may find no histogram`,
  limit: (text) => `\`${text}\` may leave nothing`,
  unknown: (text) => `\`${text}\` may give nothing`,
};

/** Why the value may be NaN, as half a sentence. */
export function nanReason(set: ConditionSet, { kind, span }: NanReason): string {
  const text = quoted(set, span);
  if (kind === 'quantile') return `\`${text}\` is NaN where nothing was observed`;
  if (kind === 'scalar') return `\`${text}\` is NaN without exactly one element`;
  const divisor = divisorAt(set, span);
  return divisor === undefined
    ? `\`${text}\` may be 0/0`
    : `\`${quoted(set, divisor)}\` is 0 without traffic, and 0/0 is NaN`;
}

function divisorAt({ query }: ConditionSet, span: Span): Span | undefined {
  if (query?.parsed.expr === undefined) return undefined;
  for (const node of postOrder(query.parsed.expr)) {
    if (node.kind !== 'BinaryExpr' || node.span.start !== span.start || node.span.end !== span.end) continue;
    return node.op === '/' ? unparen(node.rhs).span : undefined;
  }
  return undefined;
}

/** A template for examples: a Prometheus metric of this query and these lines of conditions. */
export const prometheusExample = (conditions: string, query?: string, args?: string): string =>
  template(
    query === undefined
      ? `${conditions}\n${PROMETHEUS.trim()}`
      : `${conditions}\nprovider:\n  prometheus:\n    address: http://prometheus.monitoring:9090\n    query: ${query}`,
    args === undefined ? {} : { args },
  );

/** A template for examples: a web metric. */
export const webExample = (conditions: string, jsonPath?: string): string =>
  template(
    `${conditions}\nprovider:\n  web:\n    url: https://checkout.example.com/verdict${jsonPath === undefined ? '' : `\n    jsonPath: '${jsonPath}'`}`,
  );

/** A template for examples: a Datadog metric. */
export const datadogExample = (conditions: string): string =>
  template(
    `${conditions}\nprovider:\n  datadog:\n    interval: 5m\n    query: sum:requests.errors{service:checkout}.as_count()`,
  );

/** A query that always has an answer, one that may have none, and one that may be NaN, for examples. */
export const ALWAYS_ANSWERS = 'sum(rate(http_requests_total{app="checkout",code=~"5.."}[2m])) or vector(0)';
export const MAY_BE_EMPTY = 'sum(rate(http_requests_total{app="checkout"}[2m]))';
export const MAY_BE_NAN =
  '(sum(rate(errors_total{app="checkout"}[2m])) or vector(0)) / (sum(rate(http_requests_total{app="checkout"}[2m])) or vector(0))';
