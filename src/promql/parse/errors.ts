import type { Span } from '../../text/span.ts';

/** Why a query is refused. Programs switch on it; the text of the message is for people. */
export type PromqlErrorCode =
  | 'empty'
  | 'unexpected-character'
  | 'unexpected-token'
  | 'unterminated-string'
  | 'bad-escape'
  | 'bad-utf8'
  | 'bad-number'
  | 'bad-duration'
  | 'duration-out-of-range'
  | 'unclosed-bracket'
  | 'unopened-bracket'
  | 'missing-operand'
  | 'missing-operator'
  | 'bad-matcher'
  | 'bad-label-list'
  | 'bad-regexp'
  | 'bad-modifier'
  | 'bad-range'
  | 'bad-timestamp'
  | 'trailing-comma'
  | 'aggregation-arguments'
  | 'unknown-function'
  | 'not-enabled'
  | 'not-in-version'
  | 'foreign-placeholder'
  | 'foreign-operator'
  | 'not-a-query'
  | 'too-deep'
  | 'type';

export interface PromqlError {
  /** What to underline. */
  readonly span: Span;
  readonly code: PromqlErrorCode;
  /** One sentence without a full stop; upstream's own text for type errors. */
  readonly message: string;
  /** What to write instead, where that can be said. */
  readonly help?: string;
  /** What the server answers, where it is known exactly. */
  readonly upstream?: string;
  /** The span that the server names, where it is not `span`. */
  readonly upstreamSpan?: Span;
}

/** An error and when upstream's parser finds it: after reading up to this offset. */
interface Entry {
  readonly at: number;
  readonly error: PromqlError;
}

/** The errors of one query, in upstream's order: that of the text read when a construct is complete. */
export class ErrorList {
  readonly #entries: Entry[] = [];

  add(at: number, error: PromqlError): void {
    // A text of a megabyte can hold as many errors; nobody reads beyond the first few.
    if (this.#entries.length < MAX_ERRORS) this.#entries.push({ at, error });
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  sorted(): PromqlError[] {
    return this.#entries.sort((a, b) => a.at - b.at).map(({ error }) => error);
  }
}

export const MAX_ERRORS = 20_000;
