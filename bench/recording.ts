// Loads recordings of OpenMetrics text: time, memory a sample, and how both grow with series and samples.
// node --expose-gc tools/run.mjs bench/recording.ts
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { RecordingBuilder } from '../src/recording/columns/builder.ts';
import { AnyFormat } from '../src/recording/formats/detect.ts';
import type { Recording } from '../src/recording/recording.ts';

export interface Shape {
  readonly series: number;
  readonly samplesEach: number;
  /** `series` after series as an export has it, or `scrape` after scrape as they were taken. */
  readonly order: 'series' | 'scrape';
}

export interface Load {
  readonly samples: number;
  readonly textBytes: number;
  readonly seconds: number;
  /** User and system time of the process: what a machine that is busy with other work spends, too. */
  readonly cpuSeconds: number;
  /** Heap and array buffers that the recording holds; undefined without `--expose-gc`. */
  readonly bytesPerSample: number | undefined;
}

/** Counters of a few targets, scraped every 15 s; the values have up to 17 digits. */
export function openMetricsBytes({ series, samplesEach, order }: Shape): Uint8Array {
  const names = Array.from(
    { length: series },
    (_, i) =>
      `http_requests_total{code="${200 + (i % 5)}",instance="10.0.0.${i % 250}:8080",job="checkout",namespace="shop",pod="checkout-b47d5f7c8-${i}"}`,
  );
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let text = '';
  const line = (name: number, sample: number): void => {
    const value = name % 4 === 0 ? (sample * 17 + name) / 7 : name + sample * 17;
    text += `${names[name]} ${value} ${1709294400 + sample * 15}.685\n`;
    if (text.length < 1 << 16) return;
    pieces.push(encoder.encode(text));
    text = '';
  };
  const [outer, inner] = order === 'series' ? [series, samplesEach] : [samplesEach, series];
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) line(order === 'series' ? i : j, order === 'series' ? j : i);
  }
  pieces.push(encoder.encode(`${text}# EOF\n`));
  return Buffer.concat(pieces);
}

export function readBytes(bytes: Uint8Array): Recording {
  const builder = new RecordingBuilder('bench');
  const reader = new AnyFormat('bench', builder, 0);
  for (let from = 0; from < bytes.length; from += 1 << 20) reader.push(bytes.subarray(from, from + (1 << 20)));
  reader.end();
  return builder.build();
}

/** The round that took the least time of the processor, and the most memory that any of them held. */
export async function measureLoad(shape: Shape, rounds = 3): Promise<Load> {
  const bytes = openMetricsBytes(shape);
  let best: Load | undefined;
  let held: number | undefined;
  for (let round = 0; round < rounds; round++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    let recording: Recording | undefined = readBytes(bytes);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const samples = recording.sampleCount;
    // What else comes and goes while it is read must not count.
    const withIt = await heldBytes();
    recording = undefined;
    const without = await heldBytes();
    if (withIt !== undefined && without !== undefined) held = Math.max(held ?? 0, (withIt - without) / samples);
    const load = { samples, textBytes: bytes.length, seconds, cpuSeconds: (user + system) / 1e6, bytesPerSample: held };
    if (best === undefined || load.cpuSeconds < best.cpuSeconds) best = load;
  }
  if (best === undefined) throw new Error('at least one round');
  return { ...best, bytesPerSample: held };
}

async function heldBytes(): Promise<number | undefined> {
  if (globalThis.gc === undefined) return undefined;
  // Array buffers are freed beside the collection, not in it.
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await setTimeout(10);
  }
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

const SHAPES: readonly Shape[] = [
  { series: 1000, samplesEach: 1000, order: 'series' },
  { series: 1000, samplesEach: 1000, order: 'scrape' },
  { series: 100, samplesEach: 1000, order: 'scrape' },
  { series: 1000, samplesEach: 100, order: 'scrape' },
  { series: 10_000, samplesEach: 100, order: 'scrape' },
  { series: 100_000, samplesEach: 10, order: 'scrape' },
];

async function printTable(): Promise<void> {
  console.log('  series  samples order   seconds    cpu s  M samples/cpu s  MB/cpu s  bytes/sample');
  // The first one is for the compiler.
  for (const shape of [...SHAPES.slice(0, 1), ...SHAPES]) {
    const { samples, textBytes, seconds, cpuSeconds, bytesPerSample } = await measureLoad(shape);
    console.log(
      [
        String(shape.series).padStart(8),
        String(samples).padStart(8),
        shape.order,
        seconds.toFixed(3).padStart(8),
        cpuSeconds.toFixed(3).padStart(8),
        (samples / cpuSeconds / 1e6).toFixed(2).padStart(16),
        (textBytes / cpuSeconds / 1e6).toFixed(0).padStart(9),
        (bytesPerSample?.toFixed(1) ?? '-').padStart(13),
      ].join(' '),
    );
  }
}

if (process.argv[1]?.endsWith('bench/recording.ts') === true) await printTable();
