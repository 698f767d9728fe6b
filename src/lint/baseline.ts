import type { Finding } from '../text/finding.ts';
import { fingerprints } from './fingerprint.ts';
import { compareText } from './order.ts';
import { UsageError } from './usage-error.ts';

/** Findings that were there when somebody began to lint: `{version: 1, findings: {file: {rule: [fingerprints]}}}`. */
export interface Baseline {
  readonly version: 1;
  readonly findings: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface BaselineNames {
  /** The text of a file of this run; undefined for all others. */
  readonly text: (file: string) => string | undefined;
  /** How the baseline calls a file: from where the baseline stands, so that it means the same from every folder. */
  readonly nameOf: (file: string) => string;
}

/** A baseline with all of `findings`. */
export function makeBaseline(findings: readonly Finding[], { text, nameOf }: BaselineNames): Baseline {
  const names = fingerprints(findings, text);
  const files: Record<string, Record<string, string[]>> = {};
  const order = findings.map((finding, index) => ({ finding, name: names[index] ?? '' }));
  order.sort(
    (a, b) => compareText(a.finding.at.file, b.finding.at.file) || compareText(a.finding.rule, b.finding.rule),
  );
  for (const { finding, name } of order) {
    const file = nameOf(finding.at.file);
    files[file] ??= {};
    const rules = files[file] ?? {};
    rules[finding.rule] ??= [];
    rules[finding.rule]?.push(name);
  }
  return { version: 1, findings: files };
}

/**
 * Reads a baseline file.
 * @throws {UsageError} for a text that is none
 */
export function readBaseline(text: string, path: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is no JSON; write a new baseline with --write-baseline`);
  }
  if (!isBaseline(value))
    throw new UsageError(`${path} is no baseline of this version; write a new one with --write-baseline`);
  return value;
}

function isBaseline(value: unknown): value is Baseline {
  if (!isMap(value) || value['version'] !== 1 || !isMap(value['findings'])) return false;
  return Object.values(value['findings']).every(
    (rules) => isMap(rules) && Object.values(rules).every((names) => Array.isArray(names)),
  );
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Splits findings into new ones and those of the baseline; `stale` counts what the baseline lists for `files` and is gone. */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  files: readonly string[],
  { text, nameOf }: BaselineNames,
): { fresh: Finding[]; known: Finding[]; stale: number } {
  const names = fingerprints(findings, text);
  const fresh: Finding[] = [];
  const known: Finding[] = [];
  for (const [index, finding] of findings.entries()) {
    const listed = baseline.findings[nameOf(finding.at.file)]?.[finding.rule]?.includes(names[index] ?? '') ?? false;
    (listed ? known : fresh).push(finding);
  }
  let listed = 0;
  for (const file of files) {
    for (const entries of Object.values(baseline.findings[nameOf(file)] ?? {})) listed += entries.length;
  }
  return { fresh, known, stale: listed - known.length };
}
