/** What can be wrong with the form of a document; `explain` puts it into words. */
export type SyntaxFaultKind =
  | 'tab-indent'
  | 'blank-tab'
  | 'bad-indent'
  | 'unclosed-quote'
  | 'unclosed-flow'
  | 'missing-comma'
  | 'missing-colon'
  | 'missing-colon-space'
  | 'missing-dash'
  | 'missing-space'
  | 'missing-comment-space'
  | 'nested-map'
  | 'multiline-key'
  | 'long-key'
  | 'block-in-flow'
  | 'flow-question'
  | 'sequence-as-key'
  | 'start-line'
  | 'bad-start'
  | 'block-header'
  | 'block-indent'
  | 'block-tab'
  | 'escape'
  | 'json-escape'
  | 'properties'
  | 'name'
  | 'tag'
  | 'extra-document'
  | 'template'
  | 'unexpected';

export interface SyntaxFault {
  readonly kind: SyntaxFaultKind;
  readonly start: number;
  readonly end: number;
  /** Of wrong indentation: the spaces before the collection that the line was taken for. */
  readonly indent?: number | undefined;
}
