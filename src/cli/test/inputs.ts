import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type RuleGroup, readRuleFiles } from '../../evaluation/rules/read.ts';
import { RecordingError } from '../../recording/error.ts';
import { readRecordings } from '../../recording/read.node.ts';
import type { Recording } from '../../recording/recording.ts';
import type { TestCase, TestProblem, WrittenPath } from '../../replay/test/case.ts';
import type { TestInputs } from '../../replay/test/run.ts';
import { createWorkspace } from '../../workspace/create.ts';
import { discover } from '../../workspace/discover.node.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { shownPath } from './files.ts';

export type LoadedInputs =
  | { readonly ok: true; readonly inputs: TestInputs }
  | { readonly ok: false; readonly problem: TestProblem };

/** Reads what tests name by path, once for all tests that name the same. */
export class InputLoader {
  readonly #cwd: string;
  readonly #workspaces = new Map<string, Workspace>();
  readonly #recordings = new Map<string, Promise<Recording>>();

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** @param file the test file, absolute: paths are relative to it */
  async load({ manifests, rules, recordings }: TestCase, file: string): Promise<LoadedInputs> {
    const place = (written: WrittenPath): string => path.resolve(path.dirname(file), written.path);
    const absent = [...manifests, ...rules, ...recordings].find((written) => !existsSync(place(written)));
    if (absent !== undefined) {
      const near = shownPath(place(absent), this.#cwd);
      return problem(absent, `there is no file or folder \`${absent.path}\` here (${near})`);
    }
    const folder = rules.find((written) => statSync(place(written)).isDirectory());
    if (folder !== undefined) return problem(folder, `\`${folder.path}\` is a folder; name the rule files`);
    const groups: RuleGroup[] = [];
    for (const written of rules) {
      const shown = shownPath(place(written), this.#cwd);
      const read = readRuleFiles([{ path: shown, text: readFileSync(place(written), 'utf8') }]);
      const [fault] = read.problems;
      if (fault !== undefined) return problem(written, `${fault.place}: ${fault.message}`);
      groups.push(...read.groups);
    }
    try {
      const recording = recordings.length === 0 ? undefined : await this.#recording(recordings.map(place));
      return { ok: true, inputs: { workspace: this.#workspace(manifests.map(place)), recording, groups } };
    } catch (error) {
      const [written] = recordings;
      if (!(error instanceof RecordingError) || written === undefined) throw error;
      return problem(written, error.message.replaceAll(`${this.#cwd}${path.sep}`, ''));
    }
  }

  #workspace(paths: readonly string[]): Workspace {
    const key = paths.join('\0');
    const known = this.#workspaces.get(key);
    if (known !== undefined) return known;
    const { files, skipped } = discover({ paths, cwd: this.#cwd, alone: true });
    const workspace = createWorkspace(files, { skipped, complete: true });
    this.#workspaces.set(key, workspace);
    return workspace;
  }

  #recording(paths: readonly string[]): Promise<Recording> {
    const key = paths.join('\0');
    const known = this.#recordings.get(key) ?? readRecordings(paths);
    this.#recordings.set(key, known);
    return known;
  }
}

const problem = ({ span }: WrittenPath, text: string): LoadedInputs => ({ ok: false, problem: { span, text } });
