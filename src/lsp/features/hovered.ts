import type { Span } from '../../text/span.ts';

/** What to show about a piece of text. */
export interface Hovered {
  readonly span: Span;
  readonly markdown: string;
}
