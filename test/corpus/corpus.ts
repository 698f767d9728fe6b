import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Where the public manifests lie; they are not part of the repository. */
export const CORPUS = path.resolve(process.env['ROLLOUTLINT_CORPUS'] ?? '../shared/corpus');

export const hasCorpus = (): boolean => existsSync(path.join(CORPUS, 'SURVEY.md'));

export interface CorpusFile {
  /** Below the corpus folder, with `/`. */
  readonly path: string;
  /** Where it stood in its repository. */
  readonly original: string;
  /** The repository, `owner__name`; files of its history and of `negative/` have a workspace of their own. */
  readonly workspace: string;
  readonly text: string;
}

/** Every manifest of the corpus, by path. */
export function readCorpus(): readonly CorpusFile[] {
  return readdirSync(CORPUS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(CORPUS, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => file.includes('/'))
    .sort()
    .map((file) => ({
      path: file,
      ...standing(file),
      text: readFileSync(path.join(CORPUS, file), 'utf8'),
    }));
}

/** `helm/` holds the templated files of repositories whose other files stand beside it; `history/` single old versions. */
function standing(file: string): { readonly workspace: string; readonly original: string } {
  const parts = file.split('/');
  const [first = '', second = ''] = parts;
  if (first === 'history') {
    return {
      workspace: file,
      original: parts
        .slice(2)
        .join('/')
        .replace(/@[0-9a-f]+(?:\.(?:before|after))?(?=\.)/, ''),
    };
  }
  if (first === 'negative') return { workspace: `negative/${second}`, original: parts.slice(2).join('/') };
  if (first === 'helm') return { workspace: second, original: parts.slice(2).join('/') };
  return { workspace: first, original: parts.slice(1).join('/') };
}

/** The files of each workspace. */
export function byWorkspace(files: readonly CorpusFile[]): ReadonlyMap<string, readonly CorpusFile[]> {
  const groups = new Map<string, CorpusFile[]>();
  for (const file of files) {
    const group = groups.get(file.workspace);
    if (group === undefined) groups.set(file.workspace, [file]);
    else group.push(file);
  }
  return groups;
}
