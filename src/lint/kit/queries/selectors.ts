import {
  type AggregateExpr,
  allMatchers,
  type Expr,
  type Matcher,
  type MatrixSelector,
  METRIC_NAME,
  matcherAccepts,
  unparen,
} from '../../../promql/index.ts';

/** Labels that carry the pod template hash, whatever the configuration adds. */
export const isHashLabel = (label: string, more: readonly string[] = []): boolean =>
  /(?:^|_)(?:rs_|template_|canary_|stable_)?hash$/.test(label) || more.includes(label);

const STATUS_LABEL =
  /^(?:(?:http_|response_|http_response_)?(?:status|code|status_code|statuscode)|http_status|upstream_status)$/i;

/** True for a label that holds the status code of a response. `…_code_class` and gRPC's codes are other things. */
export const isStatusLabel = (label: string): boolean => STATUS_LABEL.test(label);

const CODES: readonly string[] = Array.from({ length: 500 }, (_, index) => String(index + 100));

/** True if no status code from 100 to 599 passes the value of a condition, whichever way round it is used. */
export function fitsNoStatus(matcher: Matcher): boolean {
  const positive = { ...matcher, op: matcher.op === '!~' ? '=~' : matcher.op === '!=' ? '=' : matcher.op } as const;
  return CODES.every((code) => matcherAccepts(positive, code) === false);
}

/** Which responses a condition on a status label lets through. */
export function outcomeOf(matchers: readonly Matcher[]): 'success' | 'errors' | undefined {
  const status = matchers.filter(({ label }) => isStatusLabel(label.text));
  if (status.length === 0) return undefined;
  const passes = (code: string): boolean | undefined => {
    const each = status.map((matcher) => matcherAccepts(matcher, code));
    return each.includes(undefined) ? undefined : each.every((accepted) => accepted === true);
  };
  const good = passes('200');
  const bad = passes('500');
  if (good === true && bad === false) return 'success';
  return good === false && bad === true ? 'errors' : undefined;
}

/** `sum(rate(x{…}[5m]))` taken apart. */
export interface SummedRange {
  readonly aggregate: AggregateExpr;
  readonly func: string;
  readonly matrix: MatrixSelector;
}

/** An aggregation right above a function of a range; undefined for everything else. */
export function summedRange(expr: Expr): SummedRange | undefined {
  const aggregate = unparen(expr);
  if (aggregate.kind !== 'AggregateExpr') return undefined;
  const call = unparen(aggregate.expr);
  if (call.kind !== 'Call') return undefined;
  const matrix = call.args[0] === undefined ? undefined : unparen(call.args[0]);
  return matrix?.kind === 'MatrixSelector' ? { aggregate, func: call.name.text, matrix } : undefined;
}

const textOf = ({ label, op, value }: Matcher): string => `${label.text}\0${op}\0${value.text}`;

/** The conditions of the first that the second does not have, the metric's name aside. */
export function furtherMatchers(of: MatrixSelector, than: MatrixSelector): readonly Matcher[] {
  const known = new Set(allMatchers(than.selector).map(textOf));
  return allMatchers(of.selector).filter(
    (matcher) => matcher.label.text !== METRIC_NAME && !known.has(textOf(matcher)),
  );
}
