import { type CodeAction, CodeActionKind, type Range, type TextEdit } from 'vscode-languageserver';
import type { Finding } from '../text/finding.ts';
import { diagnosticOf, type RangeMaker, type Texts } from './diagnostics.ts';

/** What can be done about the findings that touch `range`: their fixes, and a comment that silences them. */
export function codeActionsOf(
  findings: readonly Finding[],
  file: string,
  range: Range,
  texts: Texts,
  ruleUrl: (id: string) => string | undefined,
): CodeAction[] {
  const ranges = texts.ranges(file);
  if (ranges === undefined) return [];
  const from = ranges.offsetOf(range.start);
  const to = ranges.offsetOf(range.end);
  return findings
    .filter(({ at }) => at.file === file && at.span.start <= to && from <= at.span.end)
    .flatMap((finding) => {
      const diagnostics = [diagnosticOf(finding, texts, ruleUrl)];
      const actions: CodeAction[] = [];
      if (finding.fix !== undefined) {
        actions.push({
          title: finding.fix.title,
          kind: CodeActionKind.QuickFix,
          isPreferred: finding.fix.kind === 'safe',
          diagnostics,
          edit: { changes: changesOf(finding, texts) },
        });
      }
      actions.push({
        title: `Ignore ${finding.rule} here`,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        edit: { changes: { [texts.uri(file)]: [suppressionEdit(finding, ranges)] } },
      });
      return actions;
    });
}

function changesOf(finding: Finding, texts: Texts): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of finding.fix?.edits ?? []) {
    const ranges = texts.ranges(edit.file);
    if (ranges === undefined) continue;
    const uri = texts.uri(edit.file);
    changes[uri] ??= [];
    changes[uri].push({ range: ranges.rangeOf(edit.span), newText: edit.text });
  }
  return changes;
}

/** A comment line above; the cursor's indentation does not matter to YAML comments, so it starts the line. */
function suppressionEdit(finding: Finding, ranges: RangeMaker): TextEdit {
  const { line } = ranges.rangeOf(finding.at.span).start;
  const at = { line, character: 0 };
  return {
    range: { start: at, end: at },
    newText: `# rolloutlint-disable-next-line ${finding.rule} -- \n`,
  };
}
