import type { Span } from '../../text/span.ts';
import type { Json, YamlProblemCode } from '../../yaml/tree.ts';
import type { Manifest } from '../manifest.ts';

/** After these the tree is not the object that was meant: nothing can be said of its shape. */
const FATAL: ReadonlySet<YamlProblemCode> = new Set([
  'syntax',
  'too-deep',
  'too-large',
  'excessive-aliases',
  'bad-encoding',
]);

/** Of these the value has no shape of its own. */
const LOCAL: ReadonlySet<YamlProblemCode> = new Set(['key-not-scalar', 'unknown-anchor', 'cyclic-alias', 'not-json']);

/** True if the text of the document is too broken to judge it. */
export const isUnreadable = (manifest: Manifest): boolean =>
  manifest.document.problems.some(({ code }) => FATAL.has(code));

/** What another rule has said already: an unquoted `{{args.x}}` is a map of a map, not a count of the wrong type. */
export const unreadableSpans = (manifest: Manifest): readonly Span[] =>
  manifest.document.problems.filter(({ code }) => LOCAL.has(code)).map(({ span }) => span);

const FOREIGN = /\$\{|\$\(|<%|^\$[A-Za-z_]\w*$|\{\{-?(?!\s*args\.)/;

/** True for a text that another tool fills in before the object is applied: its type is not known. */
export const isForeignTemplate = (value: Json): boolean => typeof value === 'string' && FOREIGN.test(value);
