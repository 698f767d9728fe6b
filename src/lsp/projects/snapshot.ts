import path from 'node:path';
import type { Config } from '../../lint/config/config.ts';
import type { LintResult } from '../../lint/result.ts';
import type { Finding } from '../../text/finding.ts';
import type { Workspace, WorkspaceFile } from '../../workspace/workspace.ts';
import type { Texts } from '../diagnostics.ts';
import { TextRanges } from '../text-ranges.ts';
import { uriOfPath } from '../uris.ts';
import type { ConfigProblems } from './project-config.ts';

/** An open document, as a project had it when it was linted. */
export interface OpenText {
  /** As the editor writes it. */
  readonly uri: string;
  readonly version: number;
  /** Absolute; undefined for a document that is no file. */
  readonly absolute: string | undefined;
  /** As findings name it. */
  readonly path: string;
  readonly text: string;
  /** False where the configuration or git leaves the file out: nothing is said about it. */
  readonly asked: boolean;
}

export interface SnapshotParts {
  readonly cwd: string;
  readonly config: Config;
  readonly configProblems: readonly ConfigProblems[];
  readonly workspace: Workspace;
  readonly result: LintResult;
  readonly open: readonly OpenText[];
  /** The findings with other texts for some files. */
  readonly relint: (changed: ReadonlyMap<string, string>) => Promise<readonly Finding[]>;
}

/** Everything that is known of a project at one moment: its texts, and what the rules say about the open ones. */
export class Snapshot implements Texts {
  readonly config: Config;
  readonly configProblems: readonly ConfigProblems[];
  readonly workspace: Workspace;
  readonly result: LintResult;
  readonly open: readonly OpenText[];
  readonly relint: SnapshotParts['relint'];
  readonly #cwd: string;
  readonly #files: ReadonlyMap<string, WorkspaceFile>;
  readonly #uris: ReadonlyMap<string, string>;
  readonly #ranges = new Map<string, TextRanges>();

  constructor({ cwd, config, configProblems, workspace, result, open, relint }: SnapshotParts) {
    this.#cwd = cwd;
    this.config = config;
    this.configProblems = configProblems;
    this.workspace = workspace;
    this.result = result;
    this.open = open;
    this.relint = relint;
    this.#files = new Map(workspace.files.map((file) => [file.path, file]));
    this.#uris = new Map(open.map((one) => [one.path, one.uri]));
  }

  openText(uri: string): OpenText | undefined {
    return this.open.find((one) => one.uri === uri);
  }

  file(shown: string): WorkspaceFile | undefined {
    return this.#files.get(shown);
  }

  findingsIn(shown: string): readonly Finding[] {
    return this.result.findings.filter(({ at }) => at.file === shown);
  }

  uri(shown: string): string {
    return this.#uris.get(shown) ?? uriOfPath(path.resolve(this.#cwd, shown));
  }

  ranges(shown: string): TextRanges | undefined {
    const known = this.#ranges.get(shown);
    if (known !== undefined) return known;
    const text = this.#files.get(shown)?.text;
    if (text === undefined) return undefined;
    const ranges = new TextRanges(text);
    this.#ranges.set(shown, ranges);
    return ranges;
  }
}
