import type { ScalarStyle } from '../tree.ts';

/** What is needed to decode a scalar out of the file again. */
export interface ScalarSource {
  /** The text of the whole file. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly style: ScalarStyle;
  /** Of a block scalar only: where the first line after the header starts. */
  readonly bodyStart: number;
  /** Of a block scalar only: the indentation of the collection that holds it. */
  readonly parentIndent: number;
}

export type TextErrorKind = 'escape' | 'json-escape' | 'block-indent' | 'block-tab';

export interface TextError {
  readonly kind: TextErrorKind;
  readonly start: number;
  readonly end: number;
}
