import { existsSync } from 'node:fs';
import path from 'node:path';

/** What marks the root of a workspace: a configuration, or a git repository. */
const MARKERS = ['.rolloutlint.yaml', '.rolloutlint.yml', '.rolloutlint.json', '.git'];

/** Finds roots, each folder being looked at once. */
export class Roots {
  readonly #workspaceRoots = new Map<string, string | undefined>();
  readonly #gitRoots = new Map<string, string | undefined>();

  /** The nearest folder upwards, `folder` included, with a configuration or a `.git`. */
  of(folder: string): string | undefined {
    return nearest(folder, this.#workspaceRoots, (at) => MARKERS.some((name) => existsSync(path.join(at, name))));
  }

  /** The nearest folder upwards with a `.git`: where its ignore files begin. */
  gitRootOf(folder: string): string | undefined {
    return nearest(folder, this.#gitRoots, (at) => existsSync(path.join(at, '.git')));
  }
}

function nearest(
  folder: string,
  known: Map<string, string | undefined>,
  isRoot: (folder: string) => boolean,
): string | undefined {
  const passed: string[] = [];
  let found: string | undefined;
  for (let at = folder; ; at = path.dirname(at)) {
    if (known.has(at)) {
      found = known.get(at);
      break;
    }
    passed.push(at);
    if (isRoot(at)) {
      found = at;
      break;
    }
    if (path.dirname(at) === at) break;
  }
  for (const at of passed) known.set(at, found);
  return found;
}
