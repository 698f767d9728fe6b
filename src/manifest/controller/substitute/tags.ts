import { quote } from '../../../go/quote.ts';
import { type Span, spanOf } from '../../../text/span.ts';

/** `{{…}}` in a text. */
export interface Tag {
  /** Between the brackets, spaces included: what error texts repeat. */
  readonly inner: string;
  /** Brackets included. */
  readonly span: Span;
  readonly innerSpan: Span;
}

/** All tags of a text, in order; `unclosed` is the offset of a `{{` that no `}}` follows. */
export interface TagScan {
  readonly tags: readonly Tag[];
  readonly unclosed: number | undefined;
}

/**
 * fasttemplate Template.Reset with `{{` and `}}`: a tag ends at the first `}}` whatever stands between, and the
 * search goes on after it. After an unclosed `{{` nothing is substituted at all.
 */
export function findTags(text: string): TagScan {
  const tags: Tag[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('{{', from);
    if (open < 0) return { tags, unclosed: undefined };
    const close = text.indexOf('}}', open + 2);
    if (close < 0) return { tags, unclosed: open };
    from = close + 2;
    tags.push({
      inner: text.slice(open + 2, close),
      span: spanOf(open, from),
      innerSpan: spanOf(open + 2, close),
    });
  }
}

/** fasttemplate's error for a `{{` at `open` that nothing closes. */
export const unclosedTagError = (text: string, open: number): string =>
  `Cannot find end tag="}}" in the template=${quote(text)} starting from ${quote(text.slice(open + 2))}`;

/** argo-rollouts utils/template/template.go resolve: the text for a tag that names nothing. */
export const unresolvedTagError = (inner: string): string => `failed to resolve {{${inner}}}`;

/** The name a tag asks for: strings.TrimSpace of what stands between the brackets. */
export const tagName = (inner: string): string => inner.replaceAll(OUTER_SPACE, '');

// unicode.IsSpace, which is not JavaScript's trim: U+0085 is a space, U+FEFF is none.
const OUTER_SPACE =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

const ARGUMENT_PREFIX = 'args.';

/** The argument that a tag names (`{{ args.x }}` names `x`), or undefined if it is no tag of that kind. */
export function tagArgument(inner: string): string | undefined {
  const name = tagName(inner);
  return name.startsWith(ARGUMENT_PREFIX) ? name.slice(ARGUMENT_PREFIX.length) : undefined;
}

/** The text with every tag replaced by what its name stands for; unknown names give nothing. */
export function replaceTags(text: string, tags: readonly Tag[], values: ReadonlyMap<string, string>): string {
  let replaced = '';
  let from = 0;
  for (const { inner, span } of tags) {
    replaced += text.slice(from, span.start) + (values.get(tagName(inner)) ?? '');
    from = span.end;
  }
  return replaced + text.slice(from);
}
