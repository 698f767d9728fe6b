import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import { UsageError } from '../../lint/usage-error.ts';

/** What a test file is called, where a folder is asked for. */
const TEST_NAME = /\.(rollout-)?test\.ya?ml$/;

/** A test file as it stands on the disk. */
export interface FoundFile {
  /** As reports show it. */
  readonly shown: string;
  readonly absolute: string;
  readonly text: string;
}

/**
 * The test files that arguments mean: files of any name, folders with all `*.test.yaml` and `*.rollout-test.yaml` below
 * them, and globs; each once, in the order of their paths within an argument.
 * @throws {UsageError} for an argument that means none
 */
export function findTestFiles(paths: readonly string[], cwd: string): readonly FoundFile[] {
  const found = new Set<string>();
  for (const argument of paths) {
    const absolute = path.resolve(cwd, argument);
    const stats = statSync(absolute, { throwIfNoEntry: false });
    if (stats?.isFile() === true) found.add(absolute);
    else {
      const before = found.size;
      for (const file of stats?.isDirectory() === true ? testsBelow(absolute) : globbed(argument, cwd)) found.add(file);
      const isKnown = stats !== undefined || picomatch.scan(argument).isGlob;
      if (found.size === before && !isKnown) throw new UsageError(`there is no file or folder ${argument}`);
      if (found.size === before)
        throw new UsageError(`there is no test in ${argument}: tests are in files *.test.yaml`);
    }
  }
  return [...found].map((absolute) => ({ shown: shownPath(absolute, cwd), absolute, text: read(absolute, cwd) }));
}

export const shownPath = (absolute: string, cwd: string): string =>
  path.relative(cwd, absolute).split(path.sep).join('/') || '.';

function testsBelow(folder: string): readonly string[] {
  return filesBelow(folder).filter((file) => TEST_NAME.test(file));
}

function globbed(pattern: string, cwd: string): readonly string[] {
  const { isGlob, base } = picomatch.scan(pattern);
  const folder = path.resolve(cwd, base);
  if (!isGlob || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const matches = picomatch(path.resolve(cwd, pattern).split(path.sep).join('/'));
  return filesBelow(folder).filter((file) => /\.ya?ml$/.test(file) && matches(file.split(path.sep).join('/')));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): readonly string[] => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory())
        return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : filesBelow(file);
      return entry.isFile() ? [file] : [];
    });
}

function read(file: string, cwd: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read ${shownPath(file, cwd)}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
