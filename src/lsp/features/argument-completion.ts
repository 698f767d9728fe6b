import type { Span } from '../../text/span.ts';
import { bindingsOf } from '../../workspace/bindings.ts';
import { type Cursor, manifestAt, placeAt } from './cursor.ts';
import { valuesOf } from './values.ts';

/** An argument that can be written at the cursor. */
export interface ArgumentProposal {
  readonly name: string;
  /** What its users pass, in one line. */
  readonly detail: string;
  /** What the proposal replaces: from behind `{{` to the end of the word. */
  readonly span: Span;
  readonly text: string;
}

/** Kinds whose metrics are filled in. */
const FILLED = new Set(['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun']);

/** The arguments that `{{args.` at the cursor may name, each with the values that its users pass. */
export function argumentProposals(cursor: Cursor): readonly ArgumentProposal[] {
  const { file, offset, workspace } = cursor;
  const before = /\{\{[ \t]*((?:[\w-]+\.?)?[\w-]*)$/.exec(lineBefore(file.text, offset));
  if (before === null) return [];
  const typed = before[1] ?? '';
  if (!'args.'.startsWith(typed) && !typed.startsWith('args.')) return [];
  const manifest = manifestAt(cursor);
  if (manifest === undefined || !FILLED.has(manifest.kind)) return [];
  const path = placeAt(manifest, offset)?.path;
  // While a tag is half written the text around it may not parse.
  if (path !== undefined && (path[0] !== 'spec' || path[1] !== 'metrics')) return [];

  const names = new Set<string>();
  for (const { args } of bindingsOf(workspace, manifest)) {
    for (const { name, declared } of args.values()) if (declared !== undefined) names.add(name);
  }
  const after = /^([\w.-]*)([ \t]*\}\})?/.exec(file.text.slice(offset, offset + 1000));
  const span = { start: offset - typed.length, end: offset + (after?.[1]?.length ?? 0) };
  const close = after?.[2] === undefined ? '}}' : '';
  return [...names].map((name) => ({
    name,
    detail: detailOf(valuesOf(workspace, manifest, name).map(({ value, note }) => value ?? note ?? '')),
    span,
    text: `args.${name}${close}`,
  }));
}

function lineBefore(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return text.slice(start, offset);
}

const MAX_SHOWN = 3;

function detailOf(values: readonly string[]): string {
  const different = [...new Set(values)];
  const shown = different.slice(0, MAX_SHOWN).join(', ');
  return different.length > MAX_SHOWN ? `${shown}, ...` : shown;
}
