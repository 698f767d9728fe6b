import { type Suppression, suppressionsOf } from '../../lint/suppression/suppression.ts';
import type { Edit, Finding } from '../../text/finding.ts';
import { createWorkspace } from '../../workspace/create.ts';
import type { WorkspaceFile } from '../../workspace/workspace.ts';
import type { YamlNode } from '../../yaml/tree.ts';

/** A comment that silences a finding, and how much it silences. */
export interface SuppressingEdit {
  readonly scope: 'here' | 'file';
  readonly edit: Edit;
}

/**
 * The comment that suppresses `finding`: in the line above, with its indentation. Inside a text over several lines there
 * is no room for comments, so it stands above the line in which the text begins. Where no such comment can be written,
 * one at the top that counts for the whole file; undefined for JSON, which has no comments.
 * @param asksReason leaves room for a reason, because the configuration asks for one
 */
export function suppressingEdit(
  file: WorkspaceFile,
  finding: Finding,
  asksReason: boolean,
): SuppressingEdit | undefined {
  if (/\.json$/i.test(file.path) || finding.rule.startsWith('internal/')) return undefined;
  const offset = finding.at.span.start;
  const end = file.text.includes('\r\n') ? '\r\n' : '\n';
  const reason = asksReason ? ' -- ' : '';
  const comment = (directive: string): string => `# rolloutlint-${directive} ${finding.rule}${reason}${end}`;

  const line = lineStart(file.text, anchorOf(file, offset));
  const indentation = /^[ \t]*/.exec(file.text.slice(line))?.[0] ?? '';
  const above = insertion(file.path, line, `${indentation}${comment('disable-next-line')}`);
  if (suppresses(file, above, finding, 'disable-next-line')) return { scope: 'here', edit: above };

  const top = insertion(file.path, file.text.startsWith('\uFEFF') ? 1 : 0, comment('disable-file'));
  return suppresses(file, top, finding, 'disable-file') ? { scope: 'file', edit: top } : undefined;
}

const insertion = (file: string, at: number, text: string): Edit => ({ file, span: { start: at, end: at }, text });

/** Where the scalar begins in which `offset` stands. */
function anchorOf(file: WorkspaceFile, offset: number): number {
  let anchor = offset;
  const seen = new Set<YamlNode>();
  const waiting: YamlNode[] = file.documents.flatMap(({ root }) => root ?? []);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'map') waiting.push(...node.entries.flatMap(({ key, value }) => [key, value]));
    else if (node.kind === 'sequence') waiting.push(...node.items);
    else if (node.span.start <= offset && offset <= node.span.end) anchor = Math.min(anchor, node.span.start);
  }
  return anchor;
}

function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at--;
  return at === 0 && text.startsWith('\uFEFF') ? 1 : at;
}

/** True if the comment is one to whoever reads the changed text, and covers the finding there. */
function suppresses(file: WorkspaceFile, edit: Edit, finding: Finding, scope: Suppression['scope']): boolean {
  const at = edit.span.start;
  const text = file.text.slice(0, at) + edit.text + file.text.slice(at);
  const changed = createWorkspace([{ path: file.path, text, asked: true }]).files[0];
  const start = finding.at.span.start;
  const moved = start < at ? start : start + edit.text.length;
  return (
    changed !== undefined &&
    suppressionsOf(changed).some(
      ({ scope: own, comment, covers }) =>
        own === scope &&
        comment.start >= at &&
        comment.end <= at + edit.text.length &&
        covers.start <= moved &&
        moved < covers.end,
    )
  );
}
