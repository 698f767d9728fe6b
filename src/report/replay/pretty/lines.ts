import { displayWidth } from '../../pretty/width.ts';
import { wrap } from '../../pretty/wrap.ts';

const NARROWEST = 60;
const WIDEST = 120;
const TIME_WIDTH = 10;

/** `10:06:30`, in UTC. */
export const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);

/** `2026-03-01`, in UTC. */
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** `2m30s`, `1h`, `0s`: whole seconds. */
export function span(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const parts = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'm'],
    [total % 60, 's'],
  ] as const;
  const text = parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('');
  return text === '' ? '0s' : text;
}

/** Collects the lines of a report, each with its time in front, broken where the terminal ends. */
export class Lines {
  readonly #width: number;
  readonly #style: (text: string) => string;
  readonly #lines: string[] = [];
  #day: string;

  /**
   * @param firstDay what the header has said already
   * @param style how times look
   */
  constructor(width: number | undefined, firstDay: string, style: (text: string) => string) {
    this.#width = Math.min(WIDEST, Math.max(NARROWEST, width ?? 80));
    this.#day = firstDay;
    this.#style = style;
  }

  /** A line with its time; the date stands above where it is another one than before. */
  at(ms: number, text: string, indent = 0): void {
    const today = day(ms);
    if (today !== this.#day) this.#lines.push(this.#style(today));
    this.#day = today;
    this.#add(' '.repeat(indent) + this.#style(clock(ms)), indent + TIME_WIDTH, text);
  }

  /** A line below, without a time; what does not fit stands `hang` further in. */
  below(text: string, indent = TIME_WIDTH, hang = 0): void {
    this.#add('', indent, text, hang);
  }

  /** `word  text`, the text in a column of its own. */
  told(word: string, text: string, indent: number, column: number): void {
    this.#add(' '.repeat(indent) + this.#style(word), indent + column, text);
  }

  /** A line of a table, which is never broken. */
  row(text: string): void {
    this.#lines.push(text.trimEnd());
  }

  /** Never two in a row. */
  blank(): void {
    if (this.#lines.at(-1) !== '') this.#lines.push('');
  }

  #add(head: string, column: number, text: string, hang = 0): void {
    const [first = '', ...rest] = wrap(text.trim(), this.#width - column);
    const more = rest.length === 0 ? [] : wrap(rest.join(' '), this.#width - column - hang);
    this.#lines.push(`${head}${' '.repeat(Math.max(0, column - displayWidth(head)))}${first}`.trimEnd());
    for (const line of more) this.#lines.push(`${' '.repeat(column + hang)}${line}`.trimEnd());
  }

  toString(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }
}
