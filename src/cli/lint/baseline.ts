import path from 'node:path';
import { applyBaseline, type BaselineNames, makeBaseline, readBaseline } from '../../lint/baseline.ts';
import type { LintResult } from '../../lint/result.ts';
import { plural } from '../../report/report.ts';
import type { Finding } from '../../text/finding.ts';
import { EXIT, type Io } from '../io.ts';
import { readInput, writeOutput } from './write.ts';

/** Findings that are new, those that the baseline knows, and how many of its own are gone. */
export interface Split {
  readonly fresh: readonly Finding[];
  readonly known: readonly Finding[];
  readonly stale: number;
}

export interface LoadedBaseline {
  split(result: LintResult): Split;
}

/** The baseline of `--baseline`; without one every finding is new. */
export function loadBaseline(file: string | undefined, io: Io): LoadedBaseline {
  if (file === undefined) return { split: ({ findings }) => ({ fresh: findings, known: [], stale: 0 }) };
  const baseline = readBaseline(readInput(io.cwd, file, '--baseline'), file);
  return {
    split: (result) =>
      applyBaseline(
        result.findings,
        baseline,
        result.files.map(({ path: name }) => name),
        namesFor(file, result, io),
      ),
  };
}

/** Writes the baseline of `--write-baseline`; gives the exit status. */
export function saveBaseline(file: string, result: LintResult, io: Io): number {
  const baseline = makeBaseline(result.findings, namesFor(file, result, io));
  writeOutput(io.cwd, file, `${JSON.stringify(baseline, null, 2)}\n`, '--write-baseline');
  io.stderr.write(`rolloutlint: wrote ${plural(result.findings.length, 'finding')} to ${file}\n`);
  return result.crashes.length > 0 ? EXIT.bug : EXIT.clean;
}

function namesFor(file: string, result: LintResult, io: Io): BaselineNames {
  const folder = path.dirname(path.resolve(io.cwd, file));
  const texts = new Map(result.files.map(({ path: name, text }) => [name, text]));
  return {
    text: (name) => texts.get(name),
    nameOf: (name) => path.relative(folder, path.resolve(io.cwd, name)).replaceAll(path.sep, '/'),
  };
}
