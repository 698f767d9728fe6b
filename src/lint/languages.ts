import { prepareExpr } from '../expr/prepare.ts';
import { preparePromql } from '../promql/prepare.ts';
import type { WorkspaceFile } from '../workspace/workspace.ts';
import type { AnyRule } from './rule.ts';

export type Language = 'promql' | 'expr';

// A key may be spelled with escapes; then nothing can be said without parsing.
const ESCAPES = ['\\x', '\\u', '\\U'];

/** Text that stands in every file with something in the language to check. */
const SIGNS: Readonly<Record<Language, readonly string[]>> = {
  promql: ['prometheus', 'expr', ...ESCAPES],
  expr: ['Condition', ...ESCAPES],
};

const LOADERS: Readonly<Record<Language, () => Promise<unknown>>> = { promql: preparePromql, expr: prepareExpr };

/**
 * Loads the languages that `rules` will ask when they look at the asked files. All files count: a Rollout is judged
 * by the templates that it names, in whatever file they are.
 */
export async function prepareLanguages(rules: readonly AnyRule[], files: readonly WorkspaceFile[]): Promise<void> {
  const wanted = new Set(rules.flatMap((rule) => rule.languages ?? []));
  if (wanted.size === 0 || !files.some((file) => file.asked && isOurs(file))) return;
  const needed = [...wanted].filter((language) =>
    files.some((file) => isOurs(file) && SIGNS[language].some((sign) => file.text.includes(sign))),
  );
  await Promise.all(needed.map((language) => LOADERS[language]()));
}

/** True if the file may hold a query for Prometheus. */
export const mentionsQueries = (file: WorkspaceFile): boolean =>
  isOurs(file) && SIGNS.promql.some((sign) => file.text.includes(sign));

const isOurs = (file: WorkspaceFile): boolean => file.role === 'manifests' || file.role === 'prometheus-rules';
