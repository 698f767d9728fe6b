import { allMatchers, type Matcher, METRIC_NAME, type VectorSelector } from '../ast.ts';
import { matcherAccepts, matchesEmpty } from '../match.ts';
import type { LabelFacts, Presence } from './labels.ts';
import type { DeadReason } from './model.ts';

/** The longest alternation that is taken apart; longer ones say no more than that the label is there. */
const MAX_VALUES = 50;
const LITERAL_ALTERNATION = /^\(?(?:[\w :/@%,;=~<>!"'#&-]|\\[.\-+])*(?:\|(?:[\w :/@%,;=~<>!"'#&-]|\\[.\-+])*)*\)?$/;

/** The texts that a regular expression of literals matches (`a|b\.c`), or undefined for any other. */
export function literalAlternatives(pattern: string): readonly string[] | undefined {
  if (!LITERAL_ALTERNATION.test(pattern)) return undefined;
  const bracketed = pattern.startsWith('(') && pattern.endsWith(')');
  if (!bracketed && (pattern.startsWith('(') || pattern.endsWith(')'))) return undefined;
  const inner = bracketed ? pattern.slice(1, -1) : pattern;
  const parts = inner.split('|').map((part) => part.replaceAll(/\\(.)/g, '$1'));
  return parts.length > MAX_VALUES ? undefined : parts;
}

/** The few values that a condition permits by itself, the empty one for an absent label included. */
function valuesOf(matcher: Matcher): readonly string[] | undefined {
  if (matcher.value.holes.length > 0) return undefined;
  if (matcher.op === '=') return [matcher.value.text];
  return matcher.op === '=~' ? literalAlternatives(matcher.value.text) : undefined;
}

/** `l!~".+"`, `l=~"^$"`: only elements without the label. */
function acceptsOnlyEmpty(matcher: Matcher): boolean {
  if (matcher.value.holes.length > 0) return false;
  const { text } = matcher.value;
  if (matcher.op === '!~') return text === '.+' || text === '(.+)' || text === '.+.*';
  return matcher.op === '=~' && (text === '^$' || text === '()');
}

interface LabelConditions {
  readonly presence: Presence;
  readonly values: ReadonlySet<string> | undefined;
  readonly contradiction: boolean;
}

/** All conditions on one label together. */
function combine(matchers: readonly Matcher[]): LabelConditions {
  const lists = matchers.map(valuesOf).filter((list) => list !== undefined);
  const first = lists[0];
  const onlyEmpty = matchers.some(acceptsOnlyEmpty);
  const refusesEmpty = matchers.some((matcher) => matchesEmpty(matcher) === false);
  if (onlyEmpty || first !== undefined) {
    const candidates = onlyEmpty ? [''] : (first ?? []);
    // Placeholders leave a candidate standing: nobody can tell.
    const left = candidates.filter((value) => matchers.every((matcher) => matcherAccepts(matcher, value) !== false));
    const values = new Set(left.filter((value) => value !== ''));
    if (left.length === 0) return { presence: 'guaranteed', values, contradiction: true };
    if (values.size === 0) return { presence: 'impossible', values: undefined, contradiction: false };
    return { presence: left.includes('') ? 'possible' : 'guaranteed', values, contradiction: false };
  }
  return { presence: refusesEmpty ? 'guaranteed' : 'possible', values: undefined, contradiction: false };
}

/** What the conditions of a selector say of the labels of its series. Any other label may be there. */
export function selectorFacts(selector: VectorSelector): {
  readonly labels: LabelFacts;
  readonly dead: DeadReason | undefined;
} {
  const byLabel = new Map<string, Matcher[]>();
  for (const matcher of allMatchers(selector)) {
    // A name with a placeholder may turn out to be any.
    if (matcher.label.holes.length > 0) continue;
    const of = byLabel.get(matcher.label.text);
    if (of === undefined) byLabel.set(matcher.label.text, [matcher]);
    else of.push(matcher);
  }
  const known = new Map<string, Presence>();
  const values = new Map<string, ReadonlySet<string>>();
  let dead: DeadReason | undefined;
  for (const [label, matchers] of byLabel) {
    const combined = combine(matchers);
    if (combined.presence !== 'possible') known.set(label, combined.presence);
    if (combined.values !== undefined) values.set(label, combined.values);
    if (combined.contradiction) dead ??= { kind: 'contradiction', span: selector.span, label };
  }
  // Every series has a name, whatever is asked of it.
  if (!known.has(METRIC_NAME)) known.set(METRIC_NAME, 'guaranteed');
  return { labels: { known, rest: 'possible', values }, dead };
}
