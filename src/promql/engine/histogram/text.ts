import { general } from '../annotations.ts';
import { bucketsOf, type FloatHistogram, usesCustomBuckets } from './histogram.ts';

/** `{count:3, sum:5, (1,2]:3}`, with which `count_values` labels a histogram (FloatHistogram.String). */
export function histogramText(h: FloatHistogram): string {
  const texts = [`count:${general(h.count)}`, `sum:${general(h.sum)}`];
  for (const { lower, upper, count } of bucketsOf(h, 'negative').reverse()) {
    if (count !== 0) texts.push(bucketText(lower, upper, count, lower < 0, upper > 0));
  }
  if (h.zeroCount !== 0) texts.push(bucketText(-h.zeroThreshold, h.zeroThreshold, h.zeroCount, true, true));
  const custom = usesCustomBuckets(h);
  for (const [i, { lower, upper, count }] of bucketsOf(h, 'positive').entries()) {
    if (count === 0) continue;
    const lowerInclusive = custom ? h.positive.indexes[i] === 0 : lower < 0;
    texts.push(bucketText(lower, upper, count, lowerInclusive, custom || upper > 0));
  }
  return `{${texts.join(', ')}}`;
}

function bucketText(
  lower: number,
  upper: number,
  count: number,
  lowerInclusive: boolean,
  upperInclusive: boolean,
): string {
  const bounds = `${lowerInclusive ? '[' : '('}${general(lower)},${general(upper)}${upperInclusive ? ']' : ')'}`;
  return `${bounds}:${general(count)}`;
}
