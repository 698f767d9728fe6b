import { loadedRe2 } from './prepare.ts';

/** A regular expression of a matcher: RE2, the dot matches line ends, anchored at both ends. */
export interface MatcherRegexp {
  matches(value: string): boolean;
}

type Compiled =
  | { readonly regexp: MatcherRegexp; readonly error: undefined }
  | { readonly regexp: undefined; readonly error: string };

const cache = new Map<string, Compiled>();
/** Enough for a repository's queries; past it the memory starts afresh. */
const CACHE_SIZE = 2_000;

/** What the server says about a pattern that it cannot compile (`error parsing regexp: …`), or undefined. */
export const regexpError = (pattern: string): string | undefined =>
  CERTAINLY_VALID.test(pattern) ? undefined : compile(pattern).error;

/** The compiled pattern, or undefined where RE2 refuses it. */
export function compileMatcherRegexp(pattern: string): MatcherRegexp | undefined {
  return compile(pattern).regexp;
}

/** Words, blanks, escaped dots, `.`, `.*`, `.+` and `|`: most patterns are nothing else and need no engine. */
const CERTAINLY_VALID = /^(?:[\w :/@%,;=~<>!"'#&-]|\\\.|\.[*+]?|\|)*$/;

function compile(pattern: string): Compiled {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  if (cache.size >= CACHE_SIZE) cache.clear();
  const compiled = compileWithRe2(pattern);
  cache.set(pattern, compiled);
  return compiled;
}

function compileWithRe2(pattern: string): Compiled {
  const { RE2JS } = loadedRe2();
  try {
    const regexp = RE2JS.compile(pattern, RE2JS.DOTALL);
    return { regexp: { matches: (value) => regexp.testExact(value) }, error: undefined };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The server's engine lets two groups share a name; nothing depends on names here.
    const unnamed = pattern.replaceAll(/\(\?P?<\w+>/g, '(');
    if (message.includes('duplicate capture group name') && unnamed !== pattern) return compileWithRe2(unnamed);
    // The engine turns the flag into a prefix of the pattern, which the user did not write.
    return { regexp: undefined, error: message.replace('`(?s)', '`') };
  }
}
