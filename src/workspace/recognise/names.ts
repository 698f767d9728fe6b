/**
 * Names that are computed when the manifest is rendered: by Helm (`{{ include "app.name" . }}-success`), Flux or
 * envsubst (`${APP}-success`), Argo CD, sed. No Kubernetes name holds these characters, so nothing real is lost.
 */
const COMPUTED = /[{}$<>%()@#\s]/;

/** A hole in a computed name. */
const HOLE = /\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|<[^>]*>|%[\w.]*%|\$\w+|[{}$<>%()@#\s]+/g;

export const isComputedName = (name: string): boolean => COMPUTED.test(name);

/** True if `name` can be what `computed` renders to: every hole stands for any text. Linear in both. */
export function canRenderTo(computed: string, name: string): boolean {
  const parts = computed.split(HOLE);
  const first = parts[0] ?? '';
  if (parts.length === 1) return first === name;
  const last = parts.at(-1) ?? '';
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  const limit = name.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > limit) return false;
    at = found + part.length;
  }
  return true;
}
