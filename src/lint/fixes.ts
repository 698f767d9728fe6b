import type { Edit, Finding, Fix } from '../text/finding.ts';
import { compareText } from './order.ts';

export interface FixRound {
  /** New texts of the files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  /** The findings that were mended. */
  readonly mended: readonly Finding[];
  /** True if a fix had to wait because it touches what another one changes: lint and fix again. */
  readonly again: boolean;
}

/** True for fixes that change nothing but asked files, and are safe unless `unsafe` is wanted. */
export const isApplicable = (fix: Fix, unsafe: boolean, asked: (file: string) => boolean): boolean =>
  (unsafe || fix.kind === 'safe') && fix.edits.length > 0 && fix.edits.every((edit) => asked(edit.file));

/**
 * Applies the fixes of `findings`, each as a whole or not at all. Of fixes that overlap or touch, the first by place
 * wins; the same edit wanted twice is done once.
 */
export function applyFixes(
  findings: readonly Finding[],
  text: (file: string) => string | undefined,
  options: { readonly unsafe: boolean },
): FixRound {
  const chosen = new Map<string, Edit[]>();
  const mended: Finding[] = [];
  let again = false;
  for (const finding of findings) {
    const { fix } = finding;
    if (fix === undefined || !isApplicable(fix, options.unsafe, (file) => text(file) !== undefined)) continue;
    const fresh = fix.edits.filter((edit) => !(chosen.get(edit.file) ?? []).some((other) => isSame(edit, other)));
    if (fresh.some((edit) => (chosen.get(edit.file) ?? []).some((other) => collide(edit, other)))) {
      again = true;
      continue;
    }
    for (const edit of fresh) chosen.set(edit.file, [...(chosen.get(edit.file) ?? []), edit]);
    mended.push(finding);
  }
  const texts = new Map<string, string>();
  for (const [file, edits] of [...chosen].sort(([a], [b]) => compareText(a, b))) {
    texts.set(file, applyEdits(text(file) ?? '', edits));
  }
  return { texts, mended, again };
}

/** `text` with edits that do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    result += text.slice(from, edit.span.start) + edit.text;
    from = edit.span.end;
  }
  return result + text.slice(from);
}

const isSame = (a: Edit, b: Edit): boolean =>
  a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;

const collide = (a: Edit, b: Edit): boolean =>
  a.file === b.file && a.span.start <= b.span.end && b.span.start <= a.span.end;
