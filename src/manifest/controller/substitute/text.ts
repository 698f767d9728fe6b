import { quote } from '../../../go/quote.ts';
import { findTags, replaceTags, type Tag, tagName, unclosedTagError, unresolvedTagError } from './tags.ts';

/** What substitution needs of an argument; without a value it cannot be substituted. */
export interface NamedValue {
  readonly name: string;
  readonly value?: string | undefined;
}

export type SubstitutionCode = 'tag-unclosed' | 'argument-not-supplied' | 'tag-unresolved' | 'value-not-json';

export type TextResolution =
  | { readonly ok: true; readonly value: string }
  | {
      readonly ok: false;
      readonly code: SubstitutionCode;
      /** The controller's text. */
      readonly error: string;
      /** The argument without a value. */
      readonly argument?: string;
      /** All tags that name nothing; the controller's text speaks of the last one. */
      readonly unresolved?: readonly Tag[];
    };

/**
 * argo-rollouts utils/template/template.go ResolveArgs: every `{{args.NAME}}` of a text becomes the argument's value.
 * An argument without a value fails even if nothing uses it; of two with the same name the last counts.
 */
export function resolveText(text: string, args: readonly NamedValue[]): TextResolution {
  const { tags, unclosed } = findTags(text);
  if (unclosed !== undefined) return { ok: false, code: 'tag-unclosed', error: unclosedTagError(text, unclosed) };
  const values = new Map<string, string>();
  for (const { name, value } of args) {
    if (value === undefined) return notSupplied(name);
    values.set(`args.${name}`, value);
  }
  return resolveTags(text, tags, values);
}

/** template.go ResolveQuotedArgs: the same for a text that is JSON; values are escaped as Go quotes strings. */
export const resolveQuotedText = (text: string, args: readonly NamedValue[]): TextResolution =>
  resolveText(text, args.map(quoted));

/** strconv.Quote without the quotes: what is pasted into JSON. Not all of it is JSON (`\a`, `\x7f`). */
export const quoted = ({ name, value }: NamedValue): NamedValue => ({
  name,
  value: value === undefined ? undefined : quote(value).slice(1, -1),
});

/** template.go resolve. */
export function resolveTags(text: string, tags: readonly Tag[], values: ReadonlyMap<string, string>): TextResolution {
  const unresolved = tags.filter(({ inner }) => !values.has(tagName(inner)));
  const last = unresolved.at(-1);
  if (last === undefined) return { ok: true, value: replaceTags(text, tags, values) };
  return { ok: false, code: 'tag-unresolved', error: unresolvedTagError(last.inner), unresolved };
}

export const notSupplied = (
  name: string,
): {
  readonly ok: false;
  readonly code: 'argument-not-supplied';
  readonly error: string;
  readonly argument: string;
} => ({
  ok: false,
  code: 'argument-not-supplied',
  error: `argument "${name}" was not supplied`,
  argument: name,
});
