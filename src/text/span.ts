/** A half-open range of UTF-16 offsets, `start <= end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span in a named file. Offsets count UTF-16 code units from the first character of the file (after a BOM too: the BOM is offset 0). */
export interface Location {
  /** The path as reports show it: relative to where the user stands, with `/`. */
  readonly file: string;
  readonly span: Span;
}

export const spanOf = (start: number, end: number): Span => ({ start, end });

/** True if `inner` lies within `outer`, touching edges included. */
export const spanContains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
