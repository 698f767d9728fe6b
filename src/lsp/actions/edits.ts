import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { Edit } from '../../text/finding.ts';
import type { Snapshot } from '../projects/snapshot.ts';

/**
 * Edits as the protocol carries them; `versioned` ones are refused by the editor where the text has changed meanwhile.
 * Undefined if one of them is for a text that is not known.
 */
export function workspaceEditOf(
  edits: readonly Edit[],
  snapshot: Snapshot,
  versioned: boolean,
): WorkspaceEdit | undefined {
  const changes = new Map<string, TextEdit[]>();
  for (const { file, span, text } of edits) {
    const ranges = snapshot.ranges(file);
    if (ranges === undefined) return undefined;
    const uri = snapshot.uri(file);
    changes.set(uri, [...(changes.get(uri) ?? []), { range: ranges.rangeOf(span), newText: text }]);
  }
  if (!versioned) return { changes: Object.fromEntries(changes) };
  const documentChanges = [...changes].map(
    ([uri, textEdits]): TextDocumentEdit => ({
      textDocument: { uri, version: snapshot.openText(uri)?.version ?? null },
      edits: textEdits,
    }),
  );
  return { documentChanges };
}
