import type { Mismatch } from '../../replay/test/compare/mismatch.ts';
import {
  countStatuses,
  measurementCount,
  statusOf,
  type TestedCase,
  type TestedFile,
  type TestReport,
} from './report.ts';

/** Grows when a reader of the old shape would break. */
const JSON_SCHEMA_VERSION = 1;

/** For programs: each test with what is not as expected; the same tests give the same text. */
export function json(report: TestReport): string {
  const document = {
    schemaVersion: JSON_SCHEMA_VERSION,
    ...countStatuses(report),
    filtered: report.filtered,
    tests: report.files.flatMap((file) => file.cases.map((one) => caseJson(file, one))),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function caseJson(file: TestedFile, one: TestedCase): object {
  const { test, result } = one;
  const place = file.lines.positionAt(test.nameSpan.start);
  const head = { file: file.path, ...place, name: test.name, status: statusOf(one) };
  if (result.kind === 'refused') {
    return { ...head, problem: { ...file.lines.positionAt(result.problem.span.start), text: result.problem.text } };
  }
  const { replay, mismatches, notes } = result;
  return {
    ...head,
    verdict: replay.verdict,
    message: replay.message,
    start: time(replay.startMs),
    end: time(replay.endMs),
    measurements: measurementCount(result),
    mismatches: mismatches.map((mismatch) => mismatchJson(file, mismatch)),
    notes,
  };
}

function mismatchJson({ lines }: TestedFile, { path, expected, got, hint, span, concern }: Mismatch): object {
  return { path, expected, got, hint, ...lines.positionAt(span.start), metric: concern?.metric, run: concern?.run };
}

/** Whole seconds, as the controller keeps them. */
const time = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
