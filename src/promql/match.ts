import type { Matcher } from './ast.ts';
import { compileMatcherRegexp } from './regexp.ts';

/** True if a label of that value passes; the empty string stands for an absent label. Undefined: a placeholder decides. */
export function matcherAccepts(matcher: Matcher, value: string): boolean | undefined {
  if (matcher.value.holes.length > 0) return undefined;
  const { text } = matcher.value;
  switch (matcher.op) {
    case '=':
      return text === value;
    case '!=':
      return text !== value;
    case '=~':
      return compileMatcherRegexp(text)?.matches(value);
    case '!~': {
      const matches = compileMatcherRegexp(text)?.matches(value);
      return matches === undefined ? undefined : !matches;
    }
  }
}

/** True if series without the label pass. Undefined: a placeholder decides. */
export function matchesEmpty(matcher: Matcher): boolean | undefined {
  // The everyday patterns need no engine.
  if (matcher.value.holes.length === 0 && (matcher.op === '=~' || matcher.op === '!~')) {
    const { text } = matcher.value;
    if (text === '.+' || /^[\w-]+$/.test(text)) return matcher.op === '!~';
    if (text === '.*' || text === '') return matcher.op === '=~';
  }
  return matcherAccepts(matcher, '');
}
