import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver';
import { isApplicable } from '../../lint/fixes.ts';
import type { Finding } from '../../text/finding.ts';
import { diagnosticOf } from '../diagnostics.ts';
import type { Snapshot } from '../projects/snapshot.ts';
import { workspaceEditOf } from './edits.ts';
import { fixAllEdit } from './fix-all.ts';
import { suppressingEdit } from './suppress.ts';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.rolloutlint`;
export const ACTION_KINDS = [CodeActionKind.QuickFix, FIX_ALL];

/** More findings than this under a selection, and nobody means to silence them one by one. */
const MAX_SUPPRESSED = 20;

export interface ActionRequest {
  readonly file: string;
  readonly range: Range;
  /** The kinds that the editor asks for; all where absent. */
  readonly only: readonly string[] | undefined;
  /** True if the editor takes edits with versions. */
  readonly versioned: boolean;
}

/** What can be done about the findings that `range` touches: their fixes, and comments that silence them. */
export async function codeActionsOf(snapshot: Snapshot, request: ActionRequest): Promise<CodeAction[]> {
  const ranges = snapshot.ranges(request.file);
  if (ranges === undefined) return [];
  const from = ranges.offsetOf(request.range.start);
  const to = ranges.offsetOf(request.range.end);
  const touched = snapshot
    .findingsIn(request.file)
    .filter(({ at }) => at.span.start <= to && from <= Math.max(at.span.end, at.span.start));
  const actions: CodeAction[] = [];
  if (wants(request, CodeActionKind.QuickFix)) {
    actions.push(...touched.flatMap((finding) => fixAction(snapshot, finding, request.versioned)));
    if (touched.length <= MAX_SUPPRESSED) {
      actions.push(...touched.flatMap((finding) => suppressAction(snapshot, finding, request.versioned)));
    }
  }
  if (wants(request, FIX_ALL)) actions.push(...(await fixAllAction(snapshot, request)));
  return actions;
}

/** A kind stands for all that are below it: `source` for `source.fixAll.rolloutlint`. */
const wants = ({ only }: ActionRequest, kind: string): boolean =>
  only === undefined || only.some((one) => one === '' || one === kind || kind.startsWith(`${one}.`));

function fixAction(snapshot: Snapshot, finding: Finding, versioned: boolean): CodeAction[] {
  const { fix } = finding;
  if (fix === undefined || fix.edits.length === 0) return [];
  const edit = workspaceEditOf(fix.edits, snapshot, versioned);
  if (edit === undefined) return [];
  return [
    {
      title: sentence(fix.title),
      kind: CodeActionKind.QuickFix,
      isPreferred: fix.kind === 'safe',
      diagnostics: [diagnosticOf(finding, snapshot)],
      edit,
    },
  ];
}

function suppressAction(snapshot: Snapshot, finding: Finding, versioned: boolean): CodeAction[] {
  const file = snapshot.file(finding.at.file);
  if (file === undefined) return [];
  const suppressing = suppressingEdit(file, finding, snapshot.config.requireReason);
  const edit = suppressing && workspaceEditOf([suppressing.edit], snapshot, versioned);
  if (edit === undefined) return [];
  return [
    {
      title: `Ignore ${finding.rule} ${suppressing?.scope === 'file' ? 'in this file' : 'here'}`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(finding, snapshot)],
      edit,
    },
  ];
}

async function fixAllAction(snapshot: Snapshot, { file, versioned }: ActionRequest): Promise<CodeAction[]> {
  const isFixable = ({ fix }: Finding): boolean => fix !== undefined && isApplicable(fix, false, (one) => one === file);
  if (!snapshot.findingsIn(file).some(isFixable)) return [];
  const replaced = await fixAllEdit(snapshot, file);
  const edit = replaced && workspaceEditOf([replaced], snapshot, versioned);
  if (edit === undefined) return [];
  return [{ title: 'Fix all that rolloutlint can fix safely', kind: FIX_ALL, edit }];
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
