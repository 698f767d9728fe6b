import type { JsonPathNode } from '../../../manifest/jsonpath/ast.ts';
import { parseJsonPath } from '../../../manifest/jsonpath/parse.ts';

/** The nodes of a path's only action; undefined where it is more than that, or does not parse. */
function actionOf(path: string): readonly JsonPathNode[] | undefined {
  const parsed = parseJsonPath(path);
  if (!parsed.ok) return undefined;
  const [first, ...rest] = parsed.nodes;
  return first?.kind === 'action' && rest.length === 0 ? first.nodes : undefined;
}

/** The field whose value a path selects (`{$.a.b}`: `b`); undefined where it ends otherwise. */
export function lastFieldOf(path: string): string | undefined {
  const last = actionOf(path)?.at(-1);
  return last?.kind === 'field' && last.name !== '' ? last.name : undefined;
}

/** True if a path may match several values, of which the controller takes the first. */
export const mayMatchSeveral = (path: string): boolean =>
  actionOf(path)?.some(
    (node) =>
      node.kind === 'wildcard' ||
      node.kind === 'recursive' ||
      node.kind === 'filter' ||
      node.kind === 'union' ||
      (node.kind === 'array' && !node.end.derived),
  ) === true;

/** True if a metric without this path, or with it, looks at the whole body. */
export const isWholeBody = (path: string | undefined): boolean =>
  path === undefined || path === '' || /^\{\s*[$.@]?\s*\}$/.test(path);
