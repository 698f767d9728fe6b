import type { Location, Span } from './span.ts';

export type Severity = 'error' | 'warning' | 'info';

/** One replacement in a file; edits of a fix do not overlap. */
export interface Edit {
  readonly file: string;
  readonly span: Span;
  readonly text: string;
}

/** A change that mends a finding. `safe` ones mean the same to the controller, or repair what it refuses. */
export interface Fix {
  readonly kind: 'safe' | 'unsafe';
  /** What the editor offers: an imperative phrase. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Another place that belongs to the mistake. */
export interface Related {
  readonly at: Location;
  readonly label: string;
}

/** One mistake. The text of message, why and help is for people; programs switch on `rule` and `messageId`. */
export interface Finding {
  readonly rule: string;
  readonly messageId: string;
  readonly severity: Severity;
  readonly at: Location;
  /** What is wrong, with the actual values; one line, no full stop, user text in backticks. */
  readonly message: string;
  /** What the controller does about it. */
  readonly why?: string;
  /** What to write instead. */
  readonly help?: string;
  readonly related?: readonly Related[];
  /** Who runs into it: the places that use the template in which the finding stands. */
  readonly usedBy?: readonly Related[];
  readonly fix?: Fix;
}
