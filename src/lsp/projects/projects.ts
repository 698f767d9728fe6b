import path from 'node:path';
import { Roots } from '../../workspace/disk/roots.node.ts';
import type { Host } from '../host.ts';
import { pathOfUri } from '../uris.ts';
import { isWithin, type OpenDocuments, Project, type ProjectScope } from './project.ts';

/**
 * Which open documents are linted together: those with the same nearest folder upwards that holds a configuration or a
 * git repository, as on the command line in that folder; without one, those of the same workspace folder; and without
 * that, too, those of the same folder.
 */
export class Projects {
  readonly #host: Host;
  readonly #documents: OpenDocuments;
  readonly #projects = new Map<string, Project>();
  readonly #ofDocument = new Map<string, Project>();
  #folders: readonly string[] = [];
  #roots = new Roots();

  constructor(host: Host, documents: OpenDocuments) {
    this.#host = host;
    this.#documents = documents;
  }

  get all(): readonly Project[] {
    return [...this.#projects.values()];
  }

  of(uri: string): Project | undefined {
    return this.#ofDocument.get(uri);
  }

  open(uri: string): Project {
    const absolute = pathOfUri(uri);
    const [key, scope] = this.#scopeOf(uri, absolute);
    let project = this.#projects.get(key);
    if (project === undefined) {
      project = new Project(scope, this.#host, this.#documents, this.#roots);
      this.#projects.set(key, project);
    }
    this.#ofDocument.set(uri, project);
    project.open(uri, absolute);
    return project;
  }

  /** Gives the project that the document belonged to. */
  close(uri: string): Project | undefined {
    const project = this.#ofDocument.get(uri);
    this.#ofDocument.delete(uri);
    project?.close(uri);
    // Folders are kept: the next file of it is opened soon.
    if (project?.isEmpty && project.scope.kind === 'document') {
      for (const [key, one] of this.#projects) if (one === project) this.#projects.delete(key);
    }
    return project;
  }

  /** The folders that the editor shows, absolute. */
  setFolders(folders: readonly string[]): void {
    this.#folders = [...folders].sort((a, b) => b.length - a.length);
    this.reset();
  }

  /** Configurations or repositories came or went: every document looks for its place again. */
  reset(): void {
    const uris = [...this.#ofDocument.keys()];
    this.#roots = new Roots();
    this.#projects.clear();
    this.#ofDocument.clear();
    for (const uri of uris) this.open(uri);
  }

  #scopeOf(uri: string, absolute: string | undefined): [key: string, scope: ProjectScope] {
    if (absolute === undefined) return [uri, { kind: 'document' }];
    const folder = path.dirname(absolute);
    const root = this.#roots.of(folder);
    if (root !== undefined) return [`root ${root}`, { kind: 'folder', cwd: root, isRoot: true }];
    const shown = this.#folders.find((one) => isWithin(one, folder));
    if (shown !== undefined) return [`folder ${shown}`, { kind: 'folder', cwd: shown, isRoot: false }];
    return [`files ${folder}`, { kind: 'files', cwd: folder }];
  }
}
