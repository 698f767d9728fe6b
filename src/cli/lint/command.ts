import path from 'node:path';
import { rules as allRules } from '../../../rules/index.ts';
import { applyBaseline, type Baseline, makeBaseline, readBaseline } from '../../lint/baseline.ts';
import { findConfigFile, loadConfig } from '../../lint/config/load.node.ts';
import { lintWorkspace } from '../../lint/linter.ts';
import type { LintResult } from '../../lint/result.ts';
import type { AnyRule } from '../../lint/rule.ts';
import { UsageError } from '../../lint/usage-error.ts';
import { formatReport } from '../../report/formats.ts';
import { reportOf } from '../../report/from-result.ts';
import { countLevels, type Report } from '../../report/report.ts';
import type { Finding } from '../../text/finding.ts';
import { createWorkspace, WorkspaceCache } from '../../workspace/create.ts';
import { discover } from '../../workspace/discover.node.ts';
import { EXIT, type Io, wantsColour } from '../io.ts';
import { diffOf, type Fixed, fixAll, type Linted } from './fixing.ts';
import { tellAround, tellNothing } from './notes.ts';
import { choice, type LintOptions, readLintOptions } from './options.ts';
import { readInput, replaceFile, writeOutput } from './write.ts';

/** @param command the command that the first path looks like, for the message if there is no such path */
export async function lint(args: readonly string[], io: Io, command?: string): Promise<number> {
  const options = readLintOptions(args);
  const started = io.now();
  const rules = rulesToRun(options.only);
  const file = options.config === undefined ? findConfigFile(io.cwd) : path.resolve(io.cwd, options.config);
  const { config } = await loadConfig(options.noConfig ? undefined : file, io.cwd, allRules);
  const baseline = baselineOf(options, io);

  const stdin = options.stdinPath === undefined ? undefined : { text: await io.readStdin() };
  const discovery = discover({
    paths: options.paths,
    cwd: io.cwd,
    ...(stdin && {
      stdin: { ...stdin, ...(options.stdinPath === '<stdin>' ? {} : { path: options.stdinPath }) },
    }),
    isExcluded: options.noIgnore ? () => false : config.isExcluded,
    gitignore: !options.noIgnore,
  });
  if (discovery.unmatched.length > 0) {
    const [first = ''] = discovery.unmatched;
    const meant =
      first === options.paths[0] && command !== undefined ? `; did you mean \`rolloutlint ${command}\`?` : '';
    throw new UsageError(`there is no file or folder ${discovery.unmatched.join(', ')}${meant}`);
  }

  const cache = new WorkspaceCache();
  const active = options.only.length === 0 ? config : { ...config, rules: new Map(), overrides: [] };
  const lintTexts = async (changed: ReadonlyMap<string, string>): Promise<Linted> => {
    const files = discovery.files.map((one) => ({ ...one, text: changed.get(one.path) ?? one.text }));
    const workspace = createWorkspace(files, {
      cache,
      skipped: discovery.skipped,
      complete: discovery.complete,
      isExternalTemplate: config.externalTemplates,
    });
    const result = await lintWorkspace(workspace, rules, active, {
      today: io.today(),
      otherRules: allRules.map(({ id }) => id),
      ...(options.timing ? { now: io.now } : {}),
    });
    return { workspace, result };
  };
  const first = await lintTexts(new Map());
  if (first.result.files.length === 0) {
    tellNothing(first.result, options, io);
    if (!options.allowEmpty) return EXIT.usage;
  }
  if (options.writeBaseline !== undefined) return writeBaseline(options.writeBaseline, first.result, io);

  const fresh = (findings: readonly Finding[], result: LintResult): readonly Finding[] =>
    baseline === undefined ? findings : applyBaseline(findings, baseline, textIn(result)).fresh;
  const fixed: Fixed =
    options.fix === undefined
      ? { ...first, changed: new Map(), mended: 0 }
      : await fixAll(first, options.fix.unsafe, fresh, lintTexts);

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

function baselineOf({ baseline }: LintOptions, io: Io): Baseline | undefined {
  if (baseline === undefined) return undefined;
  return readBaseline(readInput(path.resolve(io.cwd, baseline), '--baseline'), baseline);
}

function writeBaseline(file: string, result: LintResult, io: Io): number {
  const baseline = makeBaseline(result.findings, textIn(result));
  writeOutput(path.resolve(io.cwd, file), `${JSON.stringify(baseline, null, 2)}\n`, '--write-baseline');
  io.stderr.write(`rolloutlint: wrote ${result.findings.length} findings to ${file}\n`);
  return result.crashes.length > 0 ? EXIT.bug : EXIT.clean;
}

function textIn(result: LintResult): (file: string) => string | undefined {
  const texts = new Map(result.files.map(({ path: file, text }) => [file, text]));
  return (file) => texts.get(file);
}

/** What is to be shown, and `all` that decides the exit status. */
function finalReport(
  { workspace, result, mended }: Fixed,
  rules: readonly AnyRule[],
  baseline: Baseline | undefined,
  quiet: boolean,
): { report: Report; all: readonly Finding[]; stale: number } {
  const { fresh, known, stale } =
    baseline === undefined
      ? { fresh: result.findings, known: [], stale: 0 }
      : applyBaseline(result.findings, baseline, textIn(result));
  const findings = quiet ? fresh.filter(({ severity }) => severity === 'error') : fresh;
  return {
    report: reportOf(result, workspace, rules, { findings, baselined: known.length, mended }),
    all: fresh,
    stale,
  };
}

function writeFixes(before: LintResult, fixed: Fixed, io: Io): void {
  const textBefore = textIn(before);
  for (const [file, text] of fixed.changed) {
    const problem = replaceFile(path.resolve(io.cwd, file), textBefore(file) ?? '', text);
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
  else writeOutput(path.resolve(io.cwd, options.output), text, '--output');
}

function hasFailed(findings: readonly Finding[], { failOn, maxWarnings }: LintOptions): boolean {
  const { error, warning, info } = countLevels(findings);
  if (error > 0 || (failOn !== 'error' && warning > 0) || (failOn === 'info' && info > 0)) return true;
  return maxWarnings !== undefined && warning > maxWarnings;
}
