import { isSet, textOf } from '../manifest/controller/read.ts';
import { effectiveCount, intValue64 } from '../manifest/controller/scalars/int-or-string.ts';
import type { Metric } from '../manifest/controller/types.ts';

/** utils/defaults/defaults.go DefaultConsecutiveErrorLimit. */
const DEFAULT_ERROR_LIMIT = 4;

/** What the counters of a metric are held against. */
export interface Limits {
  readonly name: string;
  readonly errorLimit: number;
  readonly inconclusiveLimit: number;
  readonly failureLimit: number;
  /** True if failed measurements are limited at all. */
  readonly canFail: boolean;
  /** consecutiveSuccessLimit; undefined where it is off. */
  readonly goal: number | undefined;
  /** Undefined if the metric measures without end. */
  readonly count: number | undefined;
}

const known = new WeakMap<Metric, Limits>();

/** The limits of a metric as numbers. Specs do not change, and are looked at thousands of times. */
export function limitsOf(metric: Metric): Limits {
  let limits = known.get(metric);
  if (limits === undefined) {
    const count = effectiveCount(metric);
    limits = {
      name: textOf(metric.name),
      errorLimit: isSet(metric.consecutiveErrorLimit) ? int32(metric.consecutiveErrorLimit) : DEFAULT_ERROR_LIMIT,
      inconclusiveLimit: int32(metric.inconclusiveLimit),
      failureLimit: int32(metric.failureLimit),
      canFail: intValue64(metric.failureLimit) >= 0n,
      goal: intValue64(metric.consecutiveSuccessLimit) > 0n ? int32(metric.consecutiveSuccessLimit) : undefined,
      count: count === undefined || count === 1 ? count : int32(metric.count),
    };
    known.set(metric, limits);
  }
  return limits;
}

/** The controller asks whether a number is set in 64 bits, and compares it with its counters in 32. */
const int32 = (value: Metric['count']): number => Number(BigInt.asIntN(32, intValue64(value)));
