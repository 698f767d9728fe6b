import type { LintResult } from '../../lint/result.ts';
import { oneLine } from '../../report/plain.ts';
import { plural } from '../../report/report.ts';
import { bugReport } from '../bug-report.ts';
import type { Io } from '../io.ts';
import type { LintOptions } from './options.ts';

/** More skipped files than this are counted. */
const MAX_NAMED = 10;
const MAX_TIMINGS = 15;

/** Says on stderr that there was nothing to look at, and what to do about it. */
export function tellNothing(result: LintResult, { paths, allowEmpty }: LintOptions, io: Io): void {
  tellSkipped(result, io);
  const hint = allowEmpty ? '' : '; if that is right, add --allow-empty';
  io.stderr.write(`rolloutlint: no YAML or JSON files in ${paths.join(', ')}${hint}\n`);
}

/** What belongs to a run and not into its report, on stderr. */
export function tellAround(
  { result, stale, timing }: { readonly result: LintResult; readonly stale: number; readonly timing: boolean },
  io: Io,
): void {
  if (result.files.length > 0) tellSkipped(result, io);
  if (stale > 0) {
    io.stderr.write(
      `rolloutlint: ${plural(stale, 'entry', 'entries')} of the baseline no longer occur; write it anew\n`,
    );
  }
  for (const crash of result.crashes) {
    io.stderr.write(bugReport(`rule ${crash.rule} at ${crash.file}\n${crash.stack}`));
  }
  if (timing) tellTimings(result, io);
}

function tellSkipped({ skipped }: LintResult, io: Io): void {
  for (const { path, reason } of skipped.slice(0, MAX_NAMED)) {
    io.stderr.write(`rolloutlint: skipped ${oneLine(path)}: ${reason}\n`);
  }
  const more = skipped.length - MAX_NAMED;
  if (more > 0) io.stderr.write(`rolloutlint: skipped ${plural(more, 'more file')}; --format json lists all\n`);
}

function tellTimings({ timings }: LintResult, io: Io): void {
  const slowest = [...timings].sort(([, a], [, b]) => b - a).slice(0, MAX_TIMINGS);
  for (const [rule, ms] of slowest) io.stderr.write(`${ms.toFixed(1).padStart(9)} ms  ${rule}\n`);
}
