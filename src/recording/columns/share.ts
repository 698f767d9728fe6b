import type { SampleSeries } from '../../promql/engine/storage.ts';

/**
 * The same series, with one column for those that have the same timestamps, as the series of one target do.
 * @param placesHeld How many numbers the array behind the timestamps has room for.
 */
export function shareTimes(series: readonly SampleSeries[], placesHeld: number): SampleSeries[] {
  const byHash = new Map<number, Float64Array[]>();
  let needed = 0;
  const shared = series.map(({ timestampsMs: times }) => {
    const hash = hashOf(times);
    const same = byHash.get(hash);
    const known = same?.find((one) => equalTimes(one, times));
    if (known !== undefined) return known;
    needed += times.length;
    if (same === undefined) byHash.set(hash, [times]);
    else same.push(times);
    return times;
  });
  // Views into one array keep all of it.
  const made = needed === placesHeld ? undefined : compacted(byHash, needed);
  return series.map((one, i) => {
    const times = shared[i] ?? one.timestampsMs;
    const timestampsMs = made?.get(times) ?? times;
    return timestampsMs === one.timestampsMs ? one : { ...one, timestampsMs };
  });
}

function compacted(
  byHash: ReadonlyMap<number, readonly Float64Array[]>,
  needed: number,
): Map<Float64Array, Float64Array> {
  const arena = new Float64Array(needed);
  const made = new Map<Float64Array, Float64Array>();
  let at = 0;
  for (const columns of byHash.values()) {
    for (const column of columns) {
      arena.set(column, at);
      made.set(column, arena.subarray(at, at + column.length));
      at += column.length;
    }
  }
  return made;
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

function hashOf(times: Float64Array): number {
  let hash = times.length;
  for (let i = 0; i < times.length; i++) {
    number[0] = times[i] ?? 0;
    hash = Math.imul(hash ^ (words[0] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (words[1] ?? 0) ^ (hash >>> 15), 0x85ebca6b);
  }
  return hash;
}

function equalTimes(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
