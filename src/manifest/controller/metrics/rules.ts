import { RE2JS } from 're2js';
import { optionalInteger, textOf } from '../read.ts';
import type { Metric, MetricRule } from '../types.ts';

/** What the rules of a list (`dryRun`, `measurementRetention`) say about the metrics. */
export interface RuleMatches<T> {
  /** By metric name, up to the first rule that matches nothing. */
  readonly matched: ReadonlyMap<string, T>;
  /** The controller's text for the first rule that matches nothing. */
  readonly error: string | undefined;
  /** All rules that match nothing. */
  readonly unmatched: readonly { readonly index: number; readonly isValidPattern: boolean }[];
}

/** argo-rollouts utils/analysis/helpers.go GetDryRunMetrics. */
export const matchDryRun = (rules: readonly MetricRule[], metrics: readonly Metric[]): RuleMatches<true> =>
  matchRules('dryRun', rules, metrics, () => true);

/**
 * helpers.go GetMeasurementRetentionMetrics: how many measurements each metric keeps, as written; of several rules
 * the last counts. 0 and less mean the default, see `retentionLimit`.
 */
export const matchRetention = (rules: readonly MetricRule[], metrics: readonly Metric[]): RuleMatches<number> =>
  matchRules('measurementRetention', rules, metrics, ({ limit }) => optionalInteger(limit) ?? 0);

/** analysis/analysis.go DefaultMeasurementHistoryLimit. */
export const DEFAULT_RETENTION_LIMIT = 10;

export const retentionLimit = (matched: number | undefined): number =>
  matched === undefined || matched <= 0 ? DEFAULT_RETENTION_LIMIT : matched;

function matchRules<T>(
  field: string,
  rules: readonly MetricRule[],
  metrics: readonly Metric[],
  valueFor: (rule: MetricRule) => T,
): RuleMatches<T> {
  const matched = new Map<string, T>();
  const unmatched: { readonly index: number; readonly isValidPattern: boolean }[] = [];
  const names = metrics.map(({ name }) => textOf(name));
  for (const [index, rule] of rules.entries()) {
    const matches = compilePattern(textOf(rule.metricName));
    const hits = matches === undefined ? [] : names.filter(matches);
    if (hits.length === 0) unmatched.push({ index, isValidPattern: matches !== undefined });
    if (unmatched.length > 0) continue;
    for (const name of hits) matched.set(name, valueFor(rule));
  }
  const [first] = unmatched;
  const error = first === undefined ? undefined : `${field}[${first.index}]: Rule didn't match any metric name(s)`;
  return { matched, error, unmatched };
}

/** regexp.MatchString with its error dropped: unanchored, and an invalid pattern (undefined here) matches nothing. */
function compilePattern(pattern: string): ((name: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(pattern);
    return (name) => compiled.matcher(name).find();
  } catch {
    return undefined;
  }
}
