import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { FloatHistogram } from '../../../src/promql/engine/index.ts';
import { readTsdb, type TsdbOptions } from '../../../src/recording/tsdb/read.node.ts';

export const BLOCKS = path.join(import.meta.dirname, 'blocks');

/** A series as `blocks/generate.go dump` writes it: numbers as the hexadecimal of their bits. */
export interface DumpedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [timeMs: number, startMs: number, value: unknown])[];
}

export interface Dump {
  readonly series: readonly DumpedSeries[];
  readonly notes: readonly string[];
}

/** What a folder holds, or the message of the error that it gives. */
export async function dump(folder: string, options: TsdbOptions = {}): Promise<Dump> {
  const series: DumpedSeries[] = [];
  const notes: string[] = [];
  await readTsdb(
    folder,
    {
      note: (sentence) => notes.push(sentence),
      addColumns(labels, timestampsMs, values, extras) {
        const bits = new DataView(values.buffer, values.byteOffset, values.byteLength);
        const samples = Array.from(timestampsMs, (timeMs, i) => {
          const histogram = extras?.histograms?.[i];
          const value = histogram === undefined ? hexAt(bits, i) : dumpHistogram(histogram);
          return [timeMs, extras?.startTimestampsMs?.[i] ?? 0, value] as const;
        });
        series.push({ labels: labels.toObject(), samples });
      },
    },
    options,
  );
  return { series, notes };
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

const hexAt = (bits: DataView, index: number): string =>
  bits
    .getBigUint64(8 * index, LITTLE_ENDIAN)
    .toString(16)
    .padStart(16, '0');

const hex = (value: number): string => hexAt(new DataView(Float64Array.of(value).buffer), 0);

const dumpSide = ({ indexes, counts }: FloatHistogram['positive']): unknown => ({ i: indexes, c: counts.map(hex) });

const dumpHistogram = (h: FloatHistogram): unknown => ({
  hint: h.hint,
  schema: h.schema,
  zt: hex(h.zeroThreshold),
  zc: hex(h.zeroCount),
  count: hex(h.count),
  sum: hex(h.sum),
  pos: dumpSide(h.positive),
  neg: dumpSide(h.negative),
  custom: h.customValues.map(hex),
});

/** What Prometheus's own reader found in one of the folders of `blocks`. */
export function expectedOf(name: string): readonly DumpedSeries[] {
  const text = gunzipSync(readFileSync(path.join(BLOCKS, `${name}.jsonl.gz`))).toString();
  return text
    .trim()
    .split('\n')
    .map((line): DumpedSeries => JSON.parse(line));
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tsdb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The name of the first block in a folder. */
export const blockIn = (folder: string): string => readdirSync(folder).find((name) => name.length === 26) ?? '';

/** A copy of the single block of one of the folders of `blocks`. */
export function copyOfBlock(name: string): string {
  const folder = path.join(temporaryFolder(), 'block');
  cpSync(path.join(BLOCKS, name, blockIn(path.join(BLOCKS, name))), folder, { recursive: true });
  return folder;
}
