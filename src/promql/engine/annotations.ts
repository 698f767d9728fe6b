import { formatFloat } from '../../go/float.ts';
import { byteLength } from '../../go/utf8.ts';

/** A remark on a result, of one of two kinds; `merge` takes in a later remark with the same raw text. */
interface Annotation {
  readonly kind: 'warning' | 'info';
  readonly position: number;
  /** The text without its position. */
  render(): string;
}

/** How the buckets of a classic histogram were made to rise. */
export interface ForcedMonotonicity {
  readonly timestampMs: number;
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDifference: number;
}

/** The warnings and infos of one query (util/annotations). Remarks with the same text are one; its position the last. */
export class Annotations {
  readonly #byText = new Map<string, Annotation>();
  readonly #forced = new Map<
    string,
    { -readonly [K in keyof ForcedMonotonicity]: number } & { firstMs: number; count: number }
  >();
  readonly #overlaps = new Map<string, number>();

  warn(text: string, position: number): void {
    this.#add('warning', text, position);
  }

  info(text: string, position: number): void {
    this.#add('info', text, position);
  }

  forcedMonotonicity(message: string, position: number, forced: ForcedMonotonicity): void {
    const text = `PromQL info: ${message}`;
    const known = this.#forced.get(text);
    if (known === undefined) {
      this.#forced.set(text, { ...forced, firstMs: forced.timestampMs, count: 1 });
    } else {
      known.firstMs = Math.min(known.firstMs, forced.timestampMs);
      known.timestampMs = Math.max(known.timestampMs, forced.timestampMs);
      known.minBucket = Math.min(known.minBucket, forced.minBucket);
      known.maxBucket = Math.max(known.maxBucket, forced.maxBucket);
      known.maxDifference = Math.max(known.maxDifference, forced.maxDifference);
      known.count++;
    }
    this.#byText.set(text, {
      kind: 'info',
      position,
      render: () => {
        const all = this.#forced.get(text);
        if (all === undefined) return text;
        const buckets = `from buckets ${general(all.minBucket)} to ${general(all.maxBucket)}`;
        const difference = `with a max diff of ${all.maxDifference === Infinity ? '+Inf' : formatFloat(all.maxDifference, 'g', 2)}`;
        const times = `over ${all.count} samples from ${rfc3339(all.firstMs)} to ${rfc3339(all.timestampMs)}`;
        return `${text}, ${buckets}, ${difference}, ${times}`;
      },
    });
  }

  startTimeOverlap(message: string, position: number): void {
    const text = `PromQL warning: ${message}`;
    const count = (this.#overlaps.get(text) ?? 0) + 1;
    this.#overlaps.set(text, count);
    const render = (): string => {
      const times = this.#overlaps.get(text) ?? 1;
      return times > 1 ? `${text} (${times} occurrences)` : text;
    };
    this.#byText.set(text, { kind: 'warning', position, render });
  }

  /** The texts as the API shows them, `PromQL info: … (1:5)`; `query` is the text that positions are offsets of. */
  texts(query: string): { readonly warnings: string[]; readonly infos: string[] } {
    const warnings: string[] = [];
    const infos: string[] = [];
    for (const annotation of this.#byText.values()) {
      const text = `${annotation.render()} (${lineAndColumn(query, annotation.position)})`;
      (annotation.kind === 'warning' ? warnings : infos).push(text);
    }
    return { warnings, infos };
  }

  #add(kind: 'warning' | 'info', message: string, position: number): void {
    const text = `PromQL ${kind}: ${message}`;
    if (this.#byText.get(text)?.position === position) return;
    this.#byText.set(text, { kind, position, render: () => text });
  }
}

/** fmt's `%g`. */
export function general(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return formatFloat(value, 'g', -1);
}

const rfc3339 = (milliseconds: number): string => {
  const seconds = Math.trunc(milliseconds / 1000);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
};

/** posrange StartPosInput: columns count bytes. */
function lineAndColumn(query: string, position: number): string {
  const before = query.slice(0, position);
  const lineBreak = before.lastIndexOf('\n');
  const line = before.split('\n').length;
  return `${line}:${byteLength(before.slice(lineBreak + 1)) + 1}`;
}
