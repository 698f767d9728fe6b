/** A stretch of samples that stand on one line after the other, or all on one. */
interface Stretch {
  readonly firstSample: number;
  readonly path: string;
  /** 0 where it has no lines. */
  readonly line: number;
  readonly linesPerSample: 0 | 1;
}

/** More would take more memory than they are worth; what comes after them is named by its file. */
const MAX_STRETCHES = 200_000;

/** Remembers where the samples came from, by their numbers. */
export class Inputs {
  readonly #stretches: Stretch[] = [];
  #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get path(): string {
    return this.#path;
  }

  /** Names the input of the samples from `firstSample` on. */
  reading(path: string, firstSample: number): void {
    this.#path = path;
    this.#stretches.push({ firstSample, path, line: 0, linesPerSample: 0 });
  }

  standsAt(line: number, linesPerSample: 0 | 1, firstSample: number): void {
    if (this.#stretches.length > MAX_STRETCHES) return;
    const full = this.#stretches.length === MAX_STRETCHES;
    this.#stretches.push({ firstSample, path: this.#path, line: full ? 0 : line, linesPerSample });
  }

  placeOf(sample: number): { readonly path: string; readonly line: number | undefined } {
    const stretch = this.#stretches.findLast(({ firstSample }) => firstSample <= sample);
    if (stretch === undefined) return { path: this.#path, line: undefined };
    const { firstSample, path, line, linesPerSample } = stretch;
    return { path, line: line === 0 ? undefined : line + linesPerSample * (sample - firstSample) };
  }
}
