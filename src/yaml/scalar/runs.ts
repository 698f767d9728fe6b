import type { Segment } from '../../text/embedded.ts';

/** Gathers the decoded text and, if `keep` is set, where each run of it stands in the file. */
export class Runs {
  value = '';
  readonly segments: Segment[] = [];
  readonly #file: string;
  readonly #keep: boolean;

  constructor(file: string, keep: boolean) {
    this.#file = file;
    this.#keep = keep;
  }

  verbatim(from: number, to: number): void {
    if (to <= from) return;
    if (this.#keep) {
      const last = this.segments.at(-1);
      if (last?.verbatim === true && last.file + last.fileLength === from) {
        const length = last.length + to - from;
        this.segments[this.segments.length - 1] = { ...last, length, fileLength: length };
      } else {
        this.segments.push({
          value: this.value.length,
          length: to - from,
          file: from,
          fileLength: to - from,
          verbatim: true,
        });
      }
    }
    this.value += this.#file.slice(from, to);
  }

  other(text: string, from: number, to: number): void {
    if (text === '') return;
    if (this.#keep) {
      this.segments.push({
        value: this.value.length,
        length: text.length,
        file: from,
        fileLength: to - from,
        verbatim: false,
      });
    }
    this.value += text;
  }

  /** A line break as `\n`; where the file ends without one, nothing. */
  lineBreak(from: number, to: number): void {
    if (to === from) return;
    if (to - from === 1 && this.#file.charCodeAt(from) === 10) this.verbatim(from, to);
    else this.other('\n', from, to);
  }
}

/** The end of the line break at `at`, or `at` where there is none. */
export function breakEnd(file: string, at: number, end: number): number {
  if (at >= end) return at;
  const code = file.charCodeAt(at);
  if (code === 10) return at + 1;
  if (code === 13) return at + 1 < end && file.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
  return at;
}
