/** What client-go's JSONPath templates consist of. Actions stand in braces; everything else is text. */
export type JsonPathNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly nodes: readonly JsonPathNode[] }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'array'; readonly start: SlicePart; readonly end: SlicePart; readonly step: SlicePart }
  | { readonly kind: 'union'; readonly parts: readonly (readonly JsonPathNode[])[] }
  | {
      readonly kind: 'filter';
      readonly left: readonly JsonPathNode[];
      /** As written; `exists` where there is no comparison. */
      readonly operator: string;
      readonly right: readonly JsonPathNode[];
    }
  /** `1` is a Go int, `1.0` a float64: the two do not compare. */
  | { readonly kind: 'number'; readonly value: number; readonly isInteger: boolean }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** `range` and `end` mean something; any other one is an error when it is reached. */
  | { readonly kind: 'identifier'; readonly name: string };

/** A part of `[start:end:step]`. Of one number alone the end is derived. */
export interface SlicePart {
  readonly value: number;
  readonly known: boolean;
  readonly derived: boolean;
}

export type JsonPathResult =
  | { readonly ok: true; readonly nodes: readonly JsonPathNode[] }
  | { readonly ok: false; readonly error: string };
