import { countLevels, plural, type Report, type ReportOptions } from '../report.ts';
import type { Paint } from './paint.ts';

/** `1 error, 0 warnings in 41 files (3 Rollouts, 6 templates; 2 files skipped) · 140 ms`, and what can be done about it. */
export function summaryLines(report: Report, options: ReportOptions, paint: Paint): string[] {
  const { error, warning, info } = countLevels(report.findings);
  const parts = [
    error > 0 ? paint.red(plural(error, 'error')) : plural(error, 'error'),
    warning > 0 ? paint.yellow(plural(warning, 'warning')) : plural(warning, 'warning'),
    ...(info > 0 ? [plural(info, 'hint')] : []),
  ];
  const verdict = report.findings.length === 0 ? paint.green('no findings') : parts.join(', ');
  const time = options.elapsedMs === undefined ? '' : paint.dim(` · ${elapsed(options.elapsedMs)}`);
  const lines = [`${verdict} in ${plural(report.files.length, 'file')} (${scope(report)})${time}`];
  const safe = report.findings.filter(({ fix }) => fix?.kind === 'safe').length;
  const unsafe = report.findings.filter(({ fix }) => fix?.kind === 'unsafe').length;
  if (safe > 0) lines.push(`${safe} can be fixed with --fix${unsafe > 0 ? `, ${unsafe} more with --fix-unsafe` : ''}`);
  else if (unsafe > 0) lines.push(`${unsafe} can be fixed with --fix-unsafe`);
  const quiet = [
    ...(report.mended > 0 ? [`${report.mended} fixed`] : []),
    ...(report.suppressed.length > 0 ? [`${report.suppressed.length} suppressed by comments`] : []),
    ...(report.baselined > 0 ? [`${report.baselined} in the baseline`] : []),
  ];
  if (quiet.length > 0) lines.push(paint.dim(quiet.join(', ')));
  return lines;
}

/** What was looked at, so that "no findings" cannot mean "looked at nothing". */
function scope({ objects, skipped }: Report): string {
  const count = (...kinds: string[]): number => kinds.reduce((sum, kind) => sum + (objects.get(kind) ?? 0), 0);
  const kinds: readonly (readonly [number, string])[] = [
    [count('Rollout'), 'Rollout'],
    [count('AnalysisTemplate', 'ClusterAnalysisTemplate'), 'template'],
    [count('AnalysisRun'), 'AnalysisRun'],
    [count('Experiment'), 'Experiment'],
  ];
  const found = kinds.filter(([number]) => number > 0).map(([number, word]) => plural(number, word));
  const what = found.length === 0 ? 'no Argo Rollouts objects' : found.join(', ');
  return `${what}${skipped.length > 0 ? `; ${plural(skipped.length, 'file')} skipped` : ''}`;
}

const elapsed = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
