import path from 'node:path';
import { rules as allRules } from '../../../rules/index.ts';
import { findConfigFile, loadConfig } from '../../lint/config/load.node.ts';
import { lintWorkspace } from '../../lint/linter.ts';
import { UsageError } from '../../lint/usage-error.ts';
import type { PlayedObject } from '../../replay/model.ts';
import type { ReplayFinding } from '../../report/replay/report.ts';
import { LineIndex } from '../../text/line-index.ts';
import { createWorkspace } from '../../workspace/create.ts';
import { discover } from '../../workspace/discover.node.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Io } from '../io.ts';

export interface Loaded {
  readonly workspace: Workspace;
  /** The errors that lint finds in these objects. */
  lint(objects: readonly PlayedObject[]): Promise<readonly ReplayFinding[]>;
}

/** @throws {UsageError} for paths that name nothing, and for mistakes of the configuration */
export async function loadWorkspace(
  {
    paths,
    config: named,
    noConfig,
  }: { readonly paths: readonly string[]; readonly config: string | undefined; readonly noConfig: boolean },
  io: Io,
): Promise<Loaded> {
  const file = named === undefined ? findConfigFile(io.cwd) : path.resolve(io.cwd, named);
  const { config } = await loadConfig(noConfig ? undefined : file, io.cwd, allRules);
  if (paths.includes('-') && paths.length > 1) throw new UsageError('`-` reads standard input and stands alone');
  const stdin = paths.includes('-') ? { stdin: { text: await io.readStdin() } } : {};
  const { files, skipped, complete, unmatched } = discover({
    paths,
    cwd: io.cwd,
    ...stdin,
    isExcluded: config.isExcluded,
  });
  if (unmatched.length > 0) throw new UsageError(`there is no file or folder ${unmatched.join(', ')}`);
  const options = { skipped, complete, isExternalTemplate: config.externalTemplates };
  return {
    workspace: createWorkspace(files, options),
    async lint(objects) {
      // Templates may stand in files that were read for references only.
      const played = new Set(objects.map((object) => object.file));
      const asked = files.map((one) => ({ ...one, asked: played.has(one.path) }));
      const { findings } = await lintWorkspace(createWorkspace(asked, options), allRules, config, {
        today: io.today(),
      });
      const texts = new Map(files.map((one) => [one.path, new LineIndex(one.text)]));
      return findings.flatMap(({ rule, severity, message, at }): ReplayFinding[] => {
        const isPlayed = objects.some(
          (object) => object.file === at.file && object.span.start <= at.span.start && at.span.start < object.span.end,
        );
        const place = texts.get(at.file)?.positionAt(at.span.start);
        if (severity !== 'error' || !isPlayed || place === undefined) return [];
        return [{ rule, severity, message, file: at.file, line: place.line, column: place.column }];
      });
    },
  };
}
