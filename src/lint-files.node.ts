import path from 'node:path';
import process from 'node:process';
import { rules } from '../rules/index.ts';
import { findConfigFile, loadConfig, nameReader } from './lint/config/load.node.ts';
import { lintWorkspace } from './lint/linter.ts';
import { UsageError } from './lint/usage-error.ts';
import { reportOf } from './report/from-result.ts';
import type { Report } from './report/report.ts';
import { createWorkspace } from './workspace/create.ts';
import { discover } from './workspace/discover.node.ts';

interface Options {
  readonly cwd?: string;
  readonly config?: string | false;
  readonly today: string;
}

/** Reads and lints what `paths` name: `lintFiles` of the library. */
export async function lintPaths(paths: readonly string[], options: Options): Promise<Report> {
  const cwd = path.resolve(options.cwd ?? process.cwd());
  const named = typeof options.config === 'string' ? path.resolve(cwd, options.config) : findConfigFile(cwd);
  const { config } = await loadConfig(options.config === false ? undefined : named, cwd, rules);
  const { files, skipped, complete, unmatched } = discover({ paths, cwd, isExcluded: config.isExcluded });
  if (unmatched.length > 0) throw new UsageError(`there is no file or folder ${unmatched.join(', ')}`);
  const workspace = createWorkspace(files, { skipped, complete, isExternalTemplate: config.externalTemplates });
  const result = await lintWorkspace(workspace, rules, config, { today: options.today, ...nameReader(config, cwd) });
  return reportOf(result, workspace, rules, { findings: result.findings, baselined: 0, mended: 0 });
}
