import type { Finding } from '../../src/text/finding.ts';
import { createWorkspace } from '../../src/workspace/create.ts';
import { byWorkspace, type CorpusFile } from './corpus.ts';
import { lineOf, lintTexts } from './lint-texts.ts';

/** A finding with where it stands in the corpus. */
export interface CorpusFinding {
  readonly finding: Finding;
  /** Below the corpus folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Lines of other places of the same file that the finding names. */
  readonly relatedLines: readonly number[];
}

/** Lints each repository as one workspace, in which absent objects may exist elsewhere unless `complete`. */
export async function lintCorpus(
  files: readonly CorpusFile[],
  options: { readonly complete: boolean },
): Promise<readonly CorpusFinding[]> {
  const found: CorpusFinding[] = [];
  for (const group of byWorkspace(files).values()) {
    const byPath = new Map(group.map((file) => [file.original, file]));
    const result = await lintTexts(
      group.map(({ original, text }) => ({ path: original, text })),
      options,
    );
    for (const finding of result.findings) {
      const file = byPath.get(finding.at.file);
      if (file === undefined) continue;
      found.push({
        finding,
        file: file.path,
        line: lineOf(finding, file.text),
        relatedLines: (finding.related ?? [])
          .filter(({ at }) => at.file === finding.at.file)
          .map(({ at }) => lineOf({ ...finding, at }, file.text)),
      });
    }
  }
  return found;
}

/** The files, by their path in the corpus, that Helm has to render before they are YAML: only their text is looked at. */
export function helmTemplates(files: readonly CorpusFile[]): ReadonlySet<string> {
  const templates = new Set<string>();
  for (const group of byWorkspace(files).values()) {
    const byPath = new Map(group.map((file) => [file.original, file.path]));
    const sources = group.map(({ original, text }) => ({ path: original, text, asked: true }));
    for (const { path, role } of createWorkspace(sources).files) {
      if (role === 'helm-template') templates.add(byPath.get(path) ?? path);
    }
  }
  return templates;
}
