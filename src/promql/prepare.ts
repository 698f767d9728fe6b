let grammar: typeof import('./parse/tree/grammar.ts') | undefined;
let re2: typeof import('./re2.ts') | undefined;

/**
 * Loads the PromQL grammar and the RE2 engine, once. Parsing, checking and inference are synchronous after it; they
 * throw before it, which is a mistake of the program, not of its input.
 */
export async function preparePromql(): Promise<void> {
  if (grammar !== undefined) return;
  const [loadedGrammar, loadedRe2] = await Promise.all([import('./parse/tree/grammar.ts'), import('./re2.ts')]);
  grammar = loadedGrammar;
  re2 = loadedRe2;
}

/** The grammar, once `preparePromql` is through. */
export function loadedGrammar(): typeof import('./parse/tree/grammar.ts') {
  if (grammar === undefined) throw new Error('preparePromql() must be awaited before PromQL is parsed');
  return grammar;
}

/** The RE2 engine, once `preparePromql` is through. */
export function loadedRe2(): typeof import('./re2.ts') {
  if (re2 === undefined) throw new Error('preparePromql() must be awaited before regular expressions are compiled');
  return re2;
}
