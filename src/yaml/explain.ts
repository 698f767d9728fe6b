import type { Span } from '../text/span.ts';
import type { SyntaxFault, SyntaxFaultKind } from './syntax.ts';
import type { YamlProblem } from './tree.ts';

/** Puts the syntax errors of one document into words; errors that follow from an earlier one are left out. */
export function explain(_file: string, _document: Span, errors: readonly SyntaxFault[]): YamlProblem[] {
  return errors.map(({ kind, start, end }) => ({ code: 'syntax', span: { start, end }, message: WORDS[kind] }));
}

const WORDS: { readonly [kind in SyntaxFaultKind]: string } = {
  'tab-indent': 'a tab stands where YAML wants spaces',
  'bad-indent': 'this line is indented less or more than its neighbours',
  'unclosed-quote': 'the quote that opens here is never closed',
  'unclosed-flow': 'the bracket that opens here is never closed',
  'missing-comma': 'a comma is missing before this',
  'missing-colon': 'a colon is missing after this key',
  'missing-colon-space': 'a space is missing after the colon',
  'missing-dash': 'a `-` is missing before this',
  'missing-space': 'a space is missing before this',
  'missing-comment-space': 'a space is missing before the comment',
  'nested-map': 'a second `: ` on this line makes a map where none can be',
  'multiline-key': 'a key must stand on one line',
  'long-key': 'a key is longer than 1024 characters',
  'block-in-flow': 'inside of brackets a map or list needs brackets too',
  'sequence-as-key': 'a list cannot be a key',
  'sequence-on-key-line': 'a list must start on the line after its key',
  'start-line': 'a map or list cannot start on the line of `---`',
  'bad-start': 'unquoted text cannot start with this character',
  'block-header': 'after `|` or `>` only `+`, `-` and one digit may stand',
  escape: 'unknown escape in double quotes',
  'json-escape': 'this escape is JSON and not YAML',
  properties: 'an anchor or tag cannot stand here',
  alias: 'an alias needs a name',
  tag: 'the value does not fit its tag',
  'extra-document': 'a second document without `---`',
  template: 'braces without quotes',
  unexpected: 'this does not belong here',
};
