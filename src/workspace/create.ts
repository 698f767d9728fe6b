import { LoadedFile } from './lookup/file.ts';
import { IndexedWorkspace } from './lookup/index.ts';
import { type KustomizeFacts, readKustomizations } from './lookup/kustomize.ts';
import { compareText, folderOf, foldersUpwards } from './lookup/paths.ts';
import { SourceText } from './lookup/source.ts';
import type { Surroundings } from './recognise/classify.ts';
import { isChartName } from './recognise/classify.ts';
import type { SkippedFile, Workspace } from './workspace.ts';

/** A file of a workspace to be. */
export interface SourceFile {
  /** As reports show it: relative to where the user stands, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly asked: boolean;
}

export interface WorkspaceOptions {
  readonly skipped?: readonly SkippedFile[];
  /** True if the files are all there is: an object that is not among them does not exist. */
  readonly complete?: boolean;
  /** Says which templates are provided elsewhere, by name. */
  readonly isExternalTemplate?: (name: string) => boolean;
  /** What an earlier workspace learned of texts that are still the same. */
  readonly cache?: WorkspaceCache;
}

/** What is known of texts, from one workspace to the next: after an edit, one file is read anew. */
export class WorkspaceCache {
  #sources: ReadonlyMap<string, SourceText> = new Map();

  /** The sources of `files`, those with the same path and text as last time unchanged; all others are forgotten. */
  update(files: readonly SourceFile[]): ReadonlyMap<string, SourceText> {
    const sources = new Map<string, SourceText>();
    for (const { path, text } of files) {
      const known = this.#sources.get(path);
      sources.set(path, known?.text === text ? known : new SourceText(path, text));
    }
    this.#sources = sources;
    return sources;
  }
}

/**
 * Builds a workspace of texts: pure, and cheap until somebody asks. The order of `files` does not matter; of two with
 * the same path the last one counts. A file that only gives context (a chart, a kustomization) belongs among them.
 */
export function createWorkspace(files: readonly SourceFile[], options: WorkspaceOptions = {}): Workspace {
  const sources = (options.cache ?? new WorkspaceCache()).update(files);
  const asked = new Set(files.filter((file) => file.asked).map(({ path }) => path));
  const charts = new Set([...sources.keys()].filter(isChartName).map(folderOf));
  let facts: KustomizeFacts | undefined;
  const kustomize = (): KustomizeFacts => {
    facts ??= readKustomizations(sources);
    return facts;
  };
  const loaded = [...sources.values()]
    .sort((a, b) => compareText(a.path, b.path))
    .map((source) => new LoadedFile(source, asked.has(source.path), surroundingsOf(source.path, charts), kustomize));
  return new IndexedWorkspace(loaded, kustomize, options);
}

function surroundingsOf(path: string, charts: ReadonlySet<string>): Surroundings {
  if (charts.size > 0) {
    for (const folder of foldersUpwards(folderOf(path))) {
      if (!charts.has(folder)) continue;
      const inner = folder === '' ? path : path.slice(folder.length + 1);
      return { chart: folder, inChartTemplates: inner.startsWith('templates/') };
    }
  }
  return path.endsWith('.tpl') ? { chart: undefined, inChartTemplates: true } : NO_CHART;
}

const NO_CHART: Surroundings = { chart: undefined, inChartTemplates: false };
