import type { Chance } from './chance.ts';

/** When the recordings begin: five minutes before the releases, which the tests start at 10:05. */
export const BEGIN_SECONDS = Date.parse('2026-03-01T10:00:00Z') / 1000;
export const RELEASE_SECONDS = BEGIN_SECONDS + 300;
const SCRAPE_SECONDS = 15;

export type Labels = Readonly<Record<string, string>>;

/** Pods that are scraped together. */
export interface Traffic {
  readonly labels: Labels;
  readonly perSecond: number;
  /** Seconds since the epoch; the first scrape sees counters that have not counted yet. */
  readonly from: number;
  readonly until: number;
}

/** Samples of one metric, gathered series by series. */
export class Family {
  readonly #name: string;
  readonly #series = new Map<string, string[]>();

  constructor(name: string) {
    this.#name = name;
  }

  add(labels: Labels, seconds: number, value: number): void {
    const list = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    const key = `${this.#name}{${list.join(',')}}`;
    const samples = this.#series.get(key);
    const line = `${key} ${value} ${seconds}`;
    if (samples === undefined) this.#series.set(key, [line]);
    else samples.push(line);
  }

  toString(): string {
    // Prometheus 3 would rewrite the labels of what is called a histogram.
    return `# TYPE ${this.#name} unknown\n${[...this.#series.values()].flat().join('\n')}\n`;
  }
}

/** OpenMetrics text of these families. */
export const exposition = (...families: readonly Family[]): string => `${families.join('')}# EOF\n`;

/** The scrapes of a target, and how many requests it had between them. */
function* scrapes({ from, until, perSecond }: Traffic, chance: Chance): Generator<readonly [number, number]> {
  yield [from, 0];
  for (let at = from + SCRAPE_SECONDS; at <= until; at += SCRAPE_SECONDS)
    yield [at, chance.count(perSecond * SCRAPE_SECONDS)];
}

/** `http_requests_total` by code: of all requests a share fails, from the release on or always. */
export function requests(family: Family, traffic: Traffic, errorShare: number, chance: Chance): void {
  let good = 0;
  let bad = 0;
  for (const [at, count] of scrapes(traffic, chance)) {
    const failed = chance.hits(count, errorShare);
    bad += failed;
    good += count - failed;
    family.add({ ...traffic.labels, code: '200' }, at, good);
    family.add({ ...traffic.labels, code: '500' }, at, bad);
  }
}

/** client_golang's prometheus.DefBuckets. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** `http_request_duration_seconds_bucket`: lognormal latencies around `median(seconds)`, which may change with time. */
export function latencies(family: Family, traffic: Traffic, median: (seconds: number) => number, chance: Chance): void {
  const counts = BUCKETS.map(() => 0);
  let total = 0;
  for (const [at, count] of scrapes(traffic, chance)) {
    for (let i = 0; i < count; i++) {
      const latency = median(at) * Math.exp(0.45 * chance.normal());
      for (const [bucket, bound] of BUCKETS.entries()) if (latency <= bound) counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    total += count;
    for (const [bucket, bound] of BUCKETS.entries())
      family.add({ ...traffic.labels, le: String(bound) }, at, counts[bucket] ?? 0);
    family.add({ ...traffic.labels, le: '+Inf' }, at, total);
  }
}
