import { COUNTER_SUFFIX, FUNCTION_EFFECTS, metricNameOf, type VectorSelector } from '../../../promql/index.ts';

/** Parts of histograms and summaries name their unit first; `…_entries_count` is a gauge as often as not. */
const PART = /_(?:seconds|milliseconds|microseconds|ms|bytes|duration|latency|size)_(?:count|sum)$/;
const BYTES_NOW = /_(?:usage|working_set|resident_memory|virtual_memory|heap|available|free|used|limit)_bytes$/;
const NOW =
  /_(?:in_?progress|in_flight(?:_requests)?|inflight(?:_requests)?|ratio|percent|percentage|celsius|utili[sz]ation|replicas|timestamp_seconds|connections_active)$/;

/** The name of a metric that is a counter by its name; recorded series (`job:x:rate5m`) are what their rule made of them. */
export function counterName(selector: VectorSelector): string | undefined {
  const name = metricNameOf(selector);
  if (name === undefined || name.includes(':') || !COUNTER_SUFFIX.test(name)) return undefined;
  return name.endsWith('_total') || name.endsWith('_bucket') || PART.test(name) ? name : undefined;
}

/** The name of a metric that goes up and down by its name. */
export function gaugeName(selector: VectorSelector): string | undefined {
  const name = metricNameOf(selector);
  if (name === undefined || name.includes(':') || COUNTER_SUFFIX.test(name)) return undefined;
  return name === 'up' || BYTES_NOW.test(name) || NOW.test(name) ? name : undefined;
}

/** Functions that make sense of a counter: `rate`, `increase`, `changes`, and those that only ask whether it is there. */
export const readsCounters = (func: string): boolean =>
  func === 'absent' || func === 'absent_over_time' || FUNCTION_EFFECTS.get(func)?.forCounters === true;
