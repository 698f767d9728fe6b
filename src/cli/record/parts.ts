import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { UsageError } from '../../lint/usage-error.ts';
import { dataOf, readAnswer } from '../../prometheus/api.ts';
import { samplesWithin } from '../../prometheus/samples.ts';
import type { MatrixSeries } from '../../promql/engine/result.ts';
import type { SampleSeries } from '../../promql/engine/storage.ts';
import type { Wanted } from './queries.ts';

/** A piece of the work: the samples of a selector in a stretch of time, both ends inclusive. */
export interface Part {
  readonly selector: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const PART_MS = 2 * 3_600_000;

/** Parts begin at multiples of their length, so that another run with other times finds some of them done. */
export function partsOf(wanted: readonly Wanted[]): readonly Part[] {
  return wanted.flatMap(({ selector, spans }) =>
    spans.flatMap(({ fromMs, toMs }) => {
      const parts: Part[] = [];
      for (let from = fromMs; from <= toMs; ) {
        const to = Math.min(toMs, (Math.floor(from / PART_MS) + 1) * PART_MS - 1);
        parts.push({ selector, fromMs: from, toMs: to });
        from = to + 1;
      }
      return parts;
    }),
  );
}

/** The parts that are done, in a folder beside the output: what an interrupted run leaves for the next. */
export class PartFolder {
  readonly folder: string;
  readonly #server: string;

  /** `server`: what its answers depend on, without secrets. */
  constructor(output: string, server: string) {
    this.folder = `${output}.parts`;
    this.#server = server;
  }

  /** @throws {UsageError} where the folder cannot be written */
  prepare(fresh: boolean): void {
    this.#orRefuse(() => {
      if (fresh) this.remove();
      // Not those above it: a name misspelt would make folders.
      if (!statSync(this.folder, { throwIfNoEntry: false })?.isDirectory()) mkdirSync(this.folder);
      accessSync(this.folder, constants.W_OK);
    });
  }

  /** The samples of a part, or undefined where they are not here, or not whole. */
  read(part: Part): readonly SampleSeries[] | undefined {
    let json: unknown;
    try {
      json = JSON.parse(gunzipSync(readFileSync(this.#fileOf(part))).toString('utf8'));
    } catch {
      return undefined;
    }
    const { value } = readAnswer({ status: 'success', data: json });
    return value?.type === 'matrix'
      ? value.series.flatMap((series) => samplesWithin(series, part.fromMs, part.toMs) ?? [])
      : undefined;
  }

  /** @throws {UsageError} where it cannot be written; nothing of the part is left then */
  write(part: Part, series: readonly SampleSeries[]): void {
    const file = this.#fileOf(part);
    const temporary = `${file}.tmp`;
    const data = dataOf({ type: 'matrix', series: series.map(matrixOf) });
    this.#orRefuse(() => {
      try {
        writeFileSync(temporary, gzipSync(JSON.stringify(data)));
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    });
  }

  /** Takes the folder away if nothing is in it. */
  removeEmpty(): void {
    if (existsSync(this.folder) && readdirSync(this.folder).length === 0) this.remove();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #orRefuse(work: () => void): void {
    try {
      work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(`-o: cannot write ${this.folder}: ${reason}`);
    }
  }

  #fileOf({ selector, fromMs, toMs }: Part): string {
    const hash = createHash('sha256').update(JSON.stringify([this.#server, selector, fromMs, toMs]));
    return path.join(this.folder, `${hash.digest('hex').slice(0, 24)}.json.gz`);
  }
}

function matrixOf({ labels, timestampsMs, values, histograms }: SampleSeries): MatrixSeries {
  const isFloat = (_: number, i: number): boolean => histograms?.[i] === undefined;
  return {
    labels,
    timestampsMs: timestampsMs.filter(isFloat),
    values: values.filter(isFloat),
    histograms: (histograms ?? []).flatMap((histogram, i) =>
      histogram === undefined ? [] : [{ timestampMs: timestampsMs[i] ?? 0, histogram }],
    ),
  };
}
