import type { HoleSpan } from '../ast.ts';

/**
 * The placeholders of a text, in order: `{{args.x}}`, blanks inside the braces permitted, as Argo Rollouts fills them
 * in (argo-rollouts utils/template). Other `{{…}}` are not placeholders of an argument and are left alone.
 */
export function findHoles(text: string): HoleSpan[] {
  const holes: HoleSpan[] = [];
  if (!text.includes('{{')) return holes;
  for (const match of text.matchAll(/\{\{\s*(args\.[^\s{}]{1,200})\s*\}\}/g)) {
    const tag = match[1] ?? '';
    holes.push({
      tag,
      name: tag.slice('args.'.length),
      span: { start: match.index, end: match.index + match[0].length },
    });
  }
  return holes;
}
