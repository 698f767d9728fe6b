import path from 'node:path';
import { type Connection, DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver';
import type { ClientTraits } from './capabilities.ts';
import type { Project } from './projects/project.ts';
import { isConfigName } from './projects/project-config.ts';
import type { Projects } from './projects/projects.ts';
import { pathOfUri } from './uris.ts';

const WATCHED = ['**/*.{yaml,yml,json}', '**/[Kk]ustomization', '**/.gitignore'];

/** What is done about changes. */
export interface Consequences {
  readonly relint: (project: Project) => void;
  /** Documents may belong to other projects now. */
  readonly regrouped: () => void;
}

/** Keeps the projects in step with the disk: by what the editor says of it, or by reading it again where it says nothing. */
export class FileWatch {
  readonly #connection: Connection;
  readonly #projects: Projects;
  readonly #then: Consequences;
  #isTold = false;

  constructor(connection: Connection, projects: Projects, then: Consequences) {
    this.#connection = connection;
    this.#projects = projects;
    this.#then = then;
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri, type } of changes) this.#changed(pathOfUri(uri), type !== FileChangeType.Changed);
    });
  }

  /** Asks the editor for what it can tell. */
  async start({ watchesFiles, workspaceFolders }: ClientTraits): Promise<void> {
    if (workspaceFolders) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(async () => {
        const folders = (await this.#connection.workspace.getWorkspaceFolders()) ?? [];
        this.#projects.setFolders(folders.flatMap(({ uri }) => pathOfUri(uri) ?? []));
        this.#relintAll();
      });
    }
    if (!watchesFiles) return;
    const watchers = WATCHED.map((globPattern) => ({ globPattern }));
    await this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    this.#isTold = true;
  }

  documentOpened(project: Project): void {
    if (!this.#isTold) project.rereadDisk();
  }

  documentSaved(uri: string): void {
    const absolute = pathOfUri(uri);
    if (!this.#isTold) for (const project of this.#projects.all) project.rereadDisk();
    // A configuration that nobody knows is a new one.
    this.#changed(absolute, absolute !== undefined && !this.#projects.all.some((one) => one.isConfiguredBy(absolute)));
  }

  #changed(absolute: string | undefined, cameOrWent: boolean): void {
    if (absolute === undefined) return;
    if (cameOrWent && isConfigName(path.basename(absolute))) {
      this.#projects.reset();
      this.#relintAll();
      return;
    }
    for (const project of this.#projects.all) {
      if (project.fileChanged(absolute)) this.#then.relint(project);
    }
  }

  #relintAll(): void {
    this.#then.regrouped();
    for (const project of this.#projects.all) this.#then.relint(project);
  }
}
