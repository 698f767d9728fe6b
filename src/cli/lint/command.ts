import path from 'node:path';
import { rules as allRules } from '../../../rules/index.ts';
import type { Config } from '../../lint/config/config.ts';
import { findConfigFile, loadConfig, nameReader } from '../../lint/config/load.node.ts';
import { lintWorkspace } from '../../lint/linter.ts';
import type { LintResult } from '../../lint/result.ts';
import type { AnyRule } from '../../lint/rule.ts';
import { UsageError } from '../../lint/usage-error.ts';
import { formatReport } from '../../report/formats.ts';
import { reportOf } from '../../report/from-result.ts';
import { countLevels, type Report } from '../../report/report.ts';
import type { Finding } from '../../text/finding.ts';
import { createWorkspace, WorkspaceCache } from '../../workspace/create.ts';
import { type Discovery, discover } from '../../workspace/discover.node.ts';
import { EXIT, type Io, wantsColour } from '../io.ts';
import { type LoadedBaseline, loadBaseline, saveBaseline } from './baseline.ts';
import { diffOf, type Fixed, fixAll, type Linted } from './fixing.ts';
import { tellAround, tellNothing } from './notes.ts';
import { choice, type LintOptions, readLintOptions } from './options.ts';
import { replaceFile, writeOutput } from './write.ts';

/** @param command the command that the first path looks like, for the message if there is no such path */
export async function lint(args: readonly string[], io: Io, command?: string): Promise<number> {
  const started = io.now();
  const options = readLintOptions(args);
  const rules = rulesToRun(options.only);
  const file = options.config === undefined ? findConfigFile(io.cwd) : path.resolve(io.cwd, options.config);
  const { config } = await loadConfig(options.noConfig ? undefined : file, io.cwd, allRules);
  const baseline = loadBaseline(options.baseline, io);
  const lintTexts = linterOf(await readFiles(options, config, io, command), rules, config, options, io);

  const first = await lintTexts(new Map());
  if (first.result.files.length === 0) {
    tellNothing(first.result, options, io);
    if (!options.allowEmpty) return EXIT.usage;
  }
  if (options.writeBaseline !== undefined) return saveBaseline(options.writeBaseline, first.result, io);

  const fixed: Fixed =
    options.fix === undefined
      ? { ...first, changed: new Map(), mended: 0 }
      : await fixAll(first, options.fix.unsafe, (result) => baseline.split(result).fresh, lintTexts);
  const { report, all, stale } = finalReport(fixed, rules, baseline, options.quiet);
  if (options.fix?.dryRun) {
    io.stdout.write(diffOf(first, fixed.changed));
  } else {
    writeFixes(first.result, fixed, io);
    await writeReport(report, options, io, io.now() - started);
  }
  tellAround({ result: fixed.result, stale, timing: options.timing }, io);
  if (fixed.result.crashes.length > 0) return EXIT.bug;
  return hasFailed(all, options) || (options.fix?.dryRun === true && fixed.mended > 0) ? EXIT.findings : EXIT.clean;
}

async function readFiles(options: LintOptions, config: Config, io: Io, command?: string): Promise<Discovery> {
  const { paths, stdinPath, noIgnore } = options;
  const stdin =
    stdinPath === undefined
      ? {}
      : { stdin: { text: await io.readStdin(), path: stdinPath === '<stdin>' ? undefined : stdinPath } };
  const isExcluded = noIgnore ? () => false : config.isExcluded;
  const discovery = discover({ paths, cwd: io.cwd, ...stdin, isExcluded, gitignore: !noIgnore });
  const { unmatched } = discovery;
  if (unmatched.length === 0) return discovery;
  const isFirst = unmatched[0] === paths[0] && command !== undefined;
  const meant = isFirst ? `; did you mean \`rolloutlint ${command}\`?` : '';
  throw new UsageError(`there is no file or folder ${unmatched.join(', ')}${meant}`);
}

/** Lints the files that were read, with other texts for those that fixes have changed. */
function linterOf(
  { files, skipped, complete }: Discovery,
  rules: readonly AnyRule[],
  config: Config,
  options: LintOptions,
  io: Io,
): (changed: ReadonlyMap<string, string>) => Promise<Linted> {
  const cache = new WorkspaceCache();
  // A rule that is asked for by name runs even where the configuration turns it off.
  const on = new Map([...config.rules].filter(([, { level }]) => level !== 'off'));
  const active = options.only.length === 0 ? config : { ...config, rules: on, overrides: [] };
  const isExternalTemplate = config.externalTemplates;
  const names = nameReader(config, io.cwd);
  return async (changed) => {
    const texts = files.map((one) => ({ ...one, text: changed.get(one.path) ?? one.text }));
    const workspace = createWorkspace(texts, { cache, skipped, complete, isExternalTemplate });
    const result = await lintWorkspace(workspace, rules, active, {
      today: io.today(),
      otherRules: allRules.map(({ id }) => id),
      ...names,
      ...(options.timing ? { now: io.now } : {}),
    });
    return { workspace, result };
  };
}

function rulesToRun(only: readonly string[]): readonly AnyRule[] {
  if (only.length === 0) return allRules;
  return only.map((id) => {
    const rule = allRules.find((one) => one.id === id);
    if (rule !== undefined) return rule;
    const near = choice(
      id,
      allRules.map((one) => one.id),
    );
    throw new UsageError(`--rule ${id}: ${near.startsWith('did') ? near : '`rolloutlint explain` lists all'}`);
  });
}

/** What is to be shown, and `all` that decides the exit status. */
function finalReport(
  { workspace, result, mended }: Fixed,
  rules: readonly AnyRule[],
  baseline: LoadedBaseline,
  quiet: boolean,
): { report: Report; all: readonly Finding[]; stale: number } {
  const { fresh, known, stale } = baseline.split(result);
  const findings = quiet ? fresh.filter(({ severity }) => severity === 'error') : fresh;
  return {
    report: reportOf(result, workspace, rules, { findings, baselined: known.length, mended }),
    all: fresh,
    stale,
  };
}

function writeFixes(before: LintResult, fixed: Fixed, io: Io): void {
  const texts = new Map(before.files.map(({ path: file, text }) => [file, text]));
  for (const [file, text] of fixed.changed) {
    const problem = replaceFile(path.resolve(io.cwd, file), texts.get(file) ?? '', text);
    if (problem !== undefined) io.stderr.write(`rolloutlint: ${file} stays as it is: ${problem}\n`);
  }
}

async function writeReport(report: Report, options: LintOptions, io: Io, elapsedMs: number): Promise<void> {
  const isFile = options.output !== undefined;
  const colour = !isFile && wantsColour(io.stdout, io.env);
  const text = await formatReport(options.format, report, {
    cwd: io.cwd.replaceAll(path.sep, '/'),
    colour,
    links: colour && io.stdout.isTTY,
    ...(io.stdout.columns === undefined ? {} : { width: io.stdout.columns }),
    // Outside of a terminal the same files give the same bytes.
    ...(io.stdout.isTTY && !isFile ? { elapsedMs } : {}),
  });
  if (options.output === undefined) io.stdout.write(text);
  else writeOutput(io.cwd, options.output, text, '--output');
}

function hasFailed(findings: readonly Finding[], { failOn, maxWarnings }: LintOptions): boolean {
  const { error, warning, info } = countLevels(findings);
  if (error > 0 || (failOn !== 'error' && warning > 0) || (failOn === 'info' && info > 0)) return true;
  return maxWarnings !== undefined && warning > maxWarnings;
}
