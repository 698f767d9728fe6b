/** What can be wrong with the form of a document; `explain` puts it into words. */
export type SyntaxFaultKind =
  | 'tab-indent'
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
  | 'sequence-as-key'
  | 'sequence-on-key-line'
  | 'start-line'
  | 'bad-start'
  | 'block-header'
  | 'escape'
  | 'json-escape'
  | 'properties'
  | 'alias'
  | 'tag'
  | 'extra-document'
  | 'template'
  | 'unexpected';

export interface SyntaxFault {
  readonly kind: SyntaxFaultKind;
  readonly start: number;
  readonly end: number;
}
