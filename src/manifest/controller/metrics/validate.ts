import { parseDuration } from '../../../go/duration.ts';
import type { JsonPath } from '../../../yaml/tree.ts';
import { isObject, isSet, objectOf, textOf, type Value } from '../read.ts';
import { intValue64 } from '../scalars/int-or-string.ts';
import type { Metric } from '../types.ts';

export type MetricViolationCode =
  | 'no-metrics'
  | 'duplicate-name'
  | 'consecutive-success-limit-negative'
  | 'failure-limit-negative'
  | 'limits-both-disabled'
  | 'inconclusive-limit-negative'
  | 'consecutive-error-limit-negative'
  | 'count-below-limits'
  | 'count-below-consecutive-success-limit'
  | 'count-below-inconclusive-limit'
  | 'interval-missing'
  | 'interval-invalid'
  | 'initial-delay-invalid'
  | 'provider-missing'
  | 'provider-multiple';

/** A check that a metric fails. */
export interface MetricViolation {
  readonly code: MetricViolationCode;
  /** The controller's text, without the `metrics[0]: ` before it. */
  readonly error: string;
  /** The culprits, from the metric; one that ought to be there may be missing. The decisive one first. */
  readonly paths: readonly JsonPath[];
}

export interface MetricsViolation extends MetricViolation {
  /** The index of the metric; undefined for a list without metrics. */
  readonly index: number | undefined;
  /** The controller's text: `metrics[0]: …`. */
  readonly text: string;
  /** True for the first one, the only one that the controller tells. */
  readonly surfaced: boolean;
}

/**
 * argo-rollouts utils/analysis/factory.go ValidateMetrics, on resolved metrics: everything that is wrong, in the order
 * in which the controller looks. It stops at the first, and the run ends in Error with `Analysis spec invalid: ` before
 * the text.
 */
export function validateMetrics(metrics: readonly Metric[]): readonly MetricsViolation[] {
  if (metrics.length === 0) {
    const error = 'no metrics specified';
    return [{ code: 'no-metrics', error, text: error, paths: [], index: undefined, surfaced: true }];
  }
  const names = new Set<string>();
  const violations = metrics.flatMap((metric, index) => {
    const name = textOf(metric.name);
    const found: MetricViolation[] = names.has(name)
      ? [{ code: 'duplicate-name', error: `duplicate name '${name}'`, paths: [['name']] }]
      : [];
    names.add(name);
    return [...found, ...validateMetric(metric)].map((violation) => ({ ...violation, index }));
  });
  return violations.map((violation, position) => ({
    ...violation,
    text: `metrics[${violation.index}]: ${violation.error}`,
    surfaced: position === 0,
  }));
}

/** factory.go ValidateMetric: all that fails, in its order. */
export function validateMetric(metric: Metric): readonly MetricViolation[] {
  return [...validateLimits(metric), ...validateTimes(metric), ...validateProvider(metric.provider)];
}

function validateLimits(metric: Metric): MetricViolation[] {
  const count = intValue64(metric.count);
  const failures = intValue64(metric.failureLimit);
  const successes = intValue64(metric.consecutiveSuccessLimit);
  const inconclusive = intValue64(metric.inconclusiveLimit);
  const violations: MetricViolation[] = [];
  const report = (code: MetricViolationCode, error: string, ...fields: readonly string[]): void => {
    violations.push({ code, error, paths: fields.map((field) => [field]) });
  };
  if (successes < 0n) {
    report('consecutive-success-limit-negative', 'consecutiveSuccessLimit must be >= 0', 'consecutiveSuccessLimit');
  }
  if (failures < -1n) {
    report('failure-limit-negative', 'failureLimit must be >= 0, or -1 to be disabled', 'failureLimit');
  }
  if (successes === 0n && failures === -1n) {
    const error = 'failureLimit and consecutiveSuccessLimit cannot both be disabled';
    report('limits-both-disabled', error, 'failureLimit', 'consecutiveSuccessLimit');
  }
  if (inconclusive < 0n) report('inconclusive-limit-negative', 'inconclusiveLimit must be >= 0', 'inconclusiveLimit');
  if (intValue64(metric.consecutiveErrorLimit) < 0n) {
    report('consecutive-error-limit-negative', 'consecutiveErrorLimit must be >= 0', 'consecutiveErrorLimit');
  }
  if (count <= 0n) return violations;
  // The sum wraps as the controller's 64 bits do.
  if (successes >= 0n && failures >= 0n && count < BigInt.asIntN(64, failures + successes)) {
    const error = `count (${count}) must be >= failureLimit + consecutiveSuccessLimit (${failures} + ${successes}) if both >= 0`;
    const causes = [failures > 0n ? 'failureLimit' : '', successes > 0n ? 'consecutiveSuccessLimit' : ''];
    report('count-below-limits', error, 'count', ...causes.filter((field) => field !== ''));
  }
  if (successes >= 0n && failures < 0n && count < successes) {
    const error = 'count must be >= consecutiveSuccessLimit';
    report('count-below-consecutive-success-limit', error, 'count', 'consecutiveSuccessLimit');
  }
  if (count < inconclusive) {
    const error = 'count must be >= inconclusiveLimit';
    report('count-below-inconclusive-limit', error, 'count', 'inconclusiveLimit');
  }
  return violations;
}

function validateTimes(metric: Metric): MetricViolation[] {
  const violations: MetricViolation[] = [];
  const interval = textOf(metric.interval);
  if (interval === '' && intValue64(metric.count) > 1n) {
    const error = 'interval must be specified when count > 1';
    violations.push({ code: 'interval-missing', error, paths: [['interval'], ['count']] });
  }
  violations.push(
    ...validateDuration(interval, 'interval', 'interval-invalid', 'invalid interval string'),
    ...validateDuration(
      textOf(metric.initialDelay),
      'initialDelay',
      'initial-delay-invalid',
      'invalid startDelay string',
    ),
  );
  return violations;
}

function validateDuration(text: string, field: string, code: MetricViolationCode, problem: string): MetricViolation[] {
  if (text === '') return [];
  const parsed = parseDuration(text);
  return parsed.ok ? [] : [{ code, error: `${problem}: ${parsed.error}`, paths: [[field]] }];
}

/** The providers of which a metric has exactly one, in the order in which they are counted. */
const PROVIDERS = [
  'prometheus',
  'job',
  'web',
  'wavefront',
  'kayenta',
  'datadog',
  'newRelic',
  'cloudWatch',
  'graphite',
  'influxdb',
  'skywalking',
];

function validateProvider(provider: Value): MetricViolation[] {
  const paths = providerPaths(provider);
  if (paths.length === 0) {
    return [{ code: 'provider-missing', error: 'no provider specified', paths: [['provider']] }];
  }
  return paths.length === 1 ? [] : [{ code: 'provider-multiple', error: 'multiple providers specified', paths }];
}

/** Where the providers of a metric stand, each plugin by itself; paths start at the metric. */
export function providerPaths(provider: Value): readonly JsonPath[] {
  const given = objectOf(provider);
  const plugins = isObject(given['plugin']) ? Object.keys(given['plugin']) : [];
  return [
    ...PROVIDERS.filter((name) => isSet(given[name])).map((name) => ['provider', name]),
    ...plugins.map((name) => ['provider', 'plugin', name]),
  ];
}
