/** What a text says, and where in it that ends. */
export interface Read<T> {
  readonly value: T;
  readonly end: number;
}

/** A text that is not in the notation; the message says what is wrong. */
export class NotationError extends Error {
  /** Where in the text, if that is known. */
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

/** A number as it is written in a series: decimal, `Inf` or `NaN` in any case. */
export function numberOf(text: string): number {
  const word = /^([+-]?)(inf|nan)$/i.exec(text);
  if (word === null) return Number(text);
  if (word[2]?.toLowerCase() === 'nan') return NaN;
  return word[1] === '-' ? -Infinity : Infinity;
}
