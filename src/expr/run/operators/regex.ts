import { RE2JS } from 're2js';
import { isValidUtf8 } from '../../../go/utf8.ts';

/** Compiled patterns; a condition is evaluated once a measurement with the same few patterns. */
const compiled = new Map<string, RE2JS | { readonly error: string }>();
const MAX_COMPILED = 200;

function compile(pattern: string): RE2JS | { readonly error: string } {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const made = compileNew(pattern);
  compiled.set(pattern, made);
  return made;
}

function compileNew(pattern: string): RE2JS | { readonly error: string } {
  if (!isValidUtf8(pattern)) return { error: `error parsing regexp: invalid UTF-8: \`${pattern}\`` };
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('duplicate capture group name')) {
      // Go lets groups share a name; nothing here asks for groups by name.
      const nameless = pattern.replaceAll(/\(\?P?<\w+>/g, '(');
      const result = compileNew(nameless);
      return 'error' in result ? { error: result.error.replace(nameless, () => pattern) } : result;
    }
    const named = canonicalNames(pattern);
    if (named !== pattern && message.includes('`\\p')) return compileNew(named);
    return { error: message.endsWith('at end of expression') ? `${message}: \`\`` : message };
  }
}

/** `\p{greek}` and `\pn`: Go looks up Unicode names whatever their case, RE2JS wants `Greek` and `N`. */
function canonicalNames(pattern: string): string {
  return pattern
    .replaceAll(/(\\[pP]\{\^?)([A-Za-z_]+)\}/g, (_all, open: string, name: string) => {
      const canonical = name.toLowerCase().replaceAll(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase());
      return `${open}${canonical}}`;
    })
    .replaceAll(/(\\[pP])([a-z])/g, (_all, open: string, name: string) => open + name.toUpperCase());
}

/** Go's text for a pattern that regexp.Compile refuses, else undefined. */
export function patternError(pattern: string): string | undefined {
  const result = compile(pattern);
  return 'error' in result ? result.error : undefined;
}

/** regexp.MatchString; the pattern must be valid. Bytes that are no UTF-8 count as U+FFFD. */
export function matchesPattern(pattern: string, text: string): boolean {
  const result = compile(pattern);
  if ('error' in result) return false;
  return result.test(isValidUtf8(text) ? text : text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}
