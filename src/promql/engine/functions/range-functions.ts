import { FLOAT } from '../eval/series.ts';
import {
  countOverTime,
  firstOverTime,
  lastOverTime,
  madOverTime,
  maxOverTime,
  minOverTime,
  quantileOverTime,
  stddevOverTime,
  stdvarOverTime,
  timeOfFirst,
  timeOfLast,
  timeOfMax,
  timeOfMin,
} from './over-time/over-time.ts';
import { avgOverTime, sumOverTime } from './over-time/sums.ts';
import { deriv, doubleExponentialSmoothing, predictLinear } from './over-time/trends.ts';
import type { RangeFunction } from './range-call.ts';
import { changes, resets } from './rate/changes.ts';
import { idelta, irate } from './rate/instant-rate.ts';
import { delta, increase, rate } from './rate/rate.ts';

/** A window that is there at all; `absent_over_time` turns it around in the end. */
const present: RangeFunction = (window) => {
  window.value = 1;
  return FLOAT;
};

export const RANGE_FUNCTIONS: ReadonlyMap<string, RangeFunction> = new Map([
  ['absent_over_time', present],
  ['avg_over_time', avgOverTime],
  ['changes', changes],
  ['count_over_time', countOverTime],
  ['delta', delta],
  ['deriv', deriv],
  ['double_exponential_smoothing', doubleExponentialSmoothing],
  ['first_over_time', firstOverTime],
  ['idelta', idelta],
  ['increase', increase],
  ['irate', irate],
  ['last_over_time', lastOverTime],
  ['mad_over_time', madOverTime],
  ['max_over_time', maxOverTime],
  ['min_over_time', minOverTime],
  ['predict_linear', predictLinear],
  ['present_over_time', present],
  ['quantile_over_time', quantileOverTime],
  ['rate', rate],
  ['resets', resets],
  ['stddev_over_time', stddevOverTime],
  ['stdvar_over_time', stdvarOverTime],
  ['sum_over_time', sumOverTime],
  ['ts_of_first_over_time', timeOfFirst],
  ['ts_of_last_over_time', timeOfLast],
  ['ts_of_max_over_time', timeOfMax],
  ['ts_of_min_over_time', timeOfMin],
]);
