import { Random } from './random.ts';

const SCRAPE_MS = 15_000;

/** What a scraped target says of itself over time. */
interface Invented {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The value at scrape `i`; undefined where the target is not there. */
  value(i: number): number | undefined;
}

interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly series: readonly Invented[];
}

export interface InventedData {
  /** OpenMetrics, timestamps in seconds. */
  readonly text: string;
  readonly seriesCount: number;
  readonly sampleCount: number;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Shape {
  readonly seed: number;
  readonly scrapes: number;
  /** How many instances each service has. */
  readonly instances: number;
}

const START_MS = Date.UTC(2025, 5, 2, 8);
const SERVICES = ['checkout', 'search', 'cart'];
const BOUNDS = ['0.005', '0.01', '0.05', '0.1', '0.5', '1', '5', '+Inf'];

/**
 * Counters with resets, gauges, classic histograms; targets that come late, go early or are away for a while. Scrapes
 * lie off whole seconds, so that no window of whole seconds begins or ends at one.
 */
export function inventData({ seed, scrapes, instances }: Shape): InventedData {
  const random = new Random(seed);
  const families = familiesOf(random, scrapes, instances);
  const lines: string[] = [];
  const phases = new Map<string, number>();
  let sampleCount = 0;
  for (const { name, type, series } of families) {
    lines.push(`# TYPE ${type === 'counter' ? name.replace(/_total$/, '') : name} ${type}`);
    for (const one of series) {
      const target = one.labels['instance'] ?? '';
      // Every target has a time of its own within the interval, and is never quite on time.
      const phase = phases.get(target) ?? 1_000 * random.below(14) + 100 + random.below(800);
      phases.set(target, phase);
      const jitter = new Random(phase);
      const inside = Object.entries(one.labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
      for (let i = 0; i < scrapes; i++) {
        const late = jitter.below(80);
        const value = one.value(i);
        if (value === undefined) continue;
        const seconds = (START_MS + i * SCRAPE_MS + phase + late) / 1000;
        lines.push(`${one.name}{${inside.join(',')}} ${text(value)} ${seconds.toFixed(3)}`);
        sampleCount++;
      }
    }
  }
  return {
    text: `${lines.join('\n')}\n# EOF\n`,
    seriesCount: families.reduce((sum, { series }) => sum + series.length, 0),
    sampleCount,
    startMs: START_MS,
    endMs: START_MS + scrapes * SCRAPE_MS,
  };
}

const text = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);

type Presence = (i: number) => boolean;

function familiesOf(random: Random, scrapes: number, instances: number): Family[] {
  const targets = SERVICES.flatMap((service, s) =>
    Array.from({ length: instances }, (_, i) => ({
      service,
      instance: `10.0.${s}.${i + 1}:8080`,
      version: i % 2 === 0 ? 'v1' : 'v2',
      isThere: presence(random, scrapes),
    })),
  );
  const requests: Invented[] = [];
  const buckets: Invented[] = [];
  const queues: Invented[] = [];
  const temperatures: Invented[] = [];
  const ratios: Invented[] = [];
  const ups: Invented[] = [];
  const infos: Invented[] = [];
  for (const { service, instance, version, isThere } of targets) {
    const labels = { service, instance };
    for (const code of ['200', '404', '500']) {
      const values = counter(random, scrapes, code === '200' ? 300 : 20);
      requests.push({ name: 'http_requests_total', labels: { ...labels, code }, value: at(values, isThere) });
    }
    const { counts, sums } = histogram(random, scrapes);
    for (const [b, le] of BOUNDS.entries()) {
      buckets.push({ name: 'latency_seconds_bucket', labels: { ...labels, le }, value: at(counts[b] ?? [], isThere) });
    }
    buckets.push({ name: 'latency_seconds_count', labels, value: at(counts.at(-1) ?? [], isThere) });
    buckets.push({ name: 'latency_seconds_sum', labels, value: at(sums, isThere) });
    const walk = gauge(random, scrapes, 50, 8);
    queues.push({
      name: 'queue_length',
      labels: { ...labels, queue: 'mail "a\\b' },
      value: at(walk.map(Math.abs), isThere),
    });
    temperatures.push({ name: 'temperature', labels, value: at(gauge(random, scrapes, -3, 1), isThere) });
    const odd = gauge(random, scrapes, 0.9, 0.02).map((value, i) =>
      i % 37 === 5 ? NaN : i % 91 === 9 ? Infinity : i % 173 === 11 ? -Infinity : value,
    );
    ratios.push({ name: 'sli_ratio', labels, value: at(odd, isThere) });
    ups.push({ name: 'up', labels: { job: service, instance }, value: (i) => (isThere(i) ? 1 : 0) });
    infos.push({ name: 'build_info', labels: { ...labels, version }, value: (i) => (isThere(i) ? 1 : undefined) });
  }
  return [
    { name: 'http_requests_total', type: 'counter', series: requests },
    { name: 'latency_seconds', type: 'histogram', series: buckets },
    { name: 'queue_length', type: 'gauge', series: queues },
    { name: 'temperature', type: 'gauge', series: temperatures },
    { name: 'sli_ratio', type: 'gauge', series: ratios },
    { name: 'up', type: 'gauge', series: ups },
    { name: 'build_info', type: 'gauge', series: infos },
  ];
}

const at =
  (values: readonly number[], isThere: Presence): Invented['value'] =>
  (i) =>
    isThere(i) ? values[i] : undefined;

function presence(random: Random, scrapes: number): Presence {
  const from = random.chance(0.3) ? random.below(scrapes * 0.3) : 0;
  const to = random.chance(0.3) ? scrapes - random.below(scrapes * 0.3) : scrapes;
  const away = random.chance(0.5) ? random.below(scrapes) : -1_000;
  const length = 2 + random.below(40);
  return (i) => i >= from && i < to && !(i >= away && i < away + length);
}

/** Begins high: rates extrapolate towards zero in another way since 3.0, where a series that is new is small. */
function counter(random: Random, scrapes: number, perScrape: number): number[] {
  const values: number[] = [];
  let value = Math.floor(random.between(50, 100) * perScrape * 10);
  for (let i = 0; i < scrapes; i++) {
    if (random.chance(0.004)) value = 0;
    if (!random.chance(0.1)) value += random.below(perScrape * 2);
    values.push(value);
  }
  return values;
}

function gauge(random: Random, scrapes: number, start: number, spread: number): number[] {
  const values: number[] = [];
  let value = start + random.between(-spread, spread);
  for (let i = 0; i < scrapes; i++) {
    value += random.between(-spread, spread);
    values.push(Number(value.toFixed(random.below(6))));
  }
  return values;
}

function histogram(random: Random, scrapes: number): { readonly counts: number[][]; readonly sums: number[] } {
  const counts: number[][] = BOUNDS.map(() => []);
  const sums: number[] = [];
  const state = BOUNDS.map((_, b) => 50_000 * (b + 1));
  let sum = 12_345.5;
  for (let i = 0; i < scrapes; i++) {
    if (random.chance(0.003)) {
      state.fill(0);
      sum = 0;
    }
    let below = 0;
    for (let b = 0; b < BOUNDS.length; b++) {
      below += random.below(20);
      state[b] = (state[b] ?? 0) + below;
      counts[b]?.push(state[b] ?? 0);
    }
    sum = Number((sum + random.between(0, 40)).toFixed(4));
    sums.push(sum);
  }
  return { counts, sums };
}
