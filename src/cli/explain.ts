import { rules } from '../../rules/index.ts';
import { defaultLevel } from '../lint/config/resolve.ts';
import type { AnyRule } from '../lint/rule.ts';
import { ruleUrl } from '../lint/rule-url.ts';
import { UsageError } from '../lint/usage-error.ts';
import { type Paint, paintFor } from '../report/pretty/paint.ts';
import { nearest } from '../text/nearest.ts';
import { readArguments } from './flags.ts';
import { EXIT, type Io, wantsColour } from './io.ts';

/** `rolloutlint explain RULE`; without a rule, the list of all. */
export async function explain(args: readonly string[], io: Io): Promise<number> {
  const { operands } = readArguments(args, {});
  const paint = paintFor(wantsColour(io.stdout, io.env), false);
  if (operands.length === 0) {
    io.stdout.write(listOf(rules, paint));
    return EXIT.clean;
  }
  const chosen = operands.map((name) => find(name));
  io.stdout.write(chosen.map((rule) => explanation(rule, paint)).join('\n'));
  return EXIT.clean;
}

function find(name: string): AnyRule {
  const rule = rules.find(({ id }) => id === name) ?? onlyNamed(name);
  if (rule !== undefined) return rule;
  const near = nearest(
    name,
    rules.map(({ id }) => id),
  );
  throw new UsageError(
    `there is no rule ${name}; ${near === undefined ? '`rolloutlint explain` lists all' : `did you mean ${near}?`}`,
  );
}

/** The rule of that name, whatever its group, if there is one only. */
function onlyNamed(name: string): AnyRule | undefined {
  const named = rules.filter(({ id }) => id.endsWith(`/${name}`));
  return named.length === 1 ? named[0] : undefined;
}

function listOf(all: readonly AnyRule[], paint: Paint): string {
  const width = Math.max(0, ...all.map(({ id }) => id.length));
  return all
    .map((rule) => `${paint.bold(rule.id.padEnd(width))}  ${defaultLevel(rule).padEnd(7)}  ${rule.docs.summary}\n`)
    .join('');
}

function explanation(rule: AnyRule, paint: Paint): string {
  const stage = rule.stage === 'preview' ? ', in preview' : '';
  const parts = [
    `${paint.bold(rule.id)}  ${defaultLevel(rule)}${stage}, since ${rule.since}`,
    rule.docs.summary.replace(/\.?$/, '.'),
    rule.docs.details.trim(),
  ];
  const bad = rule.examples.bad[0];
  if (bad !== undefined) parts.push(`${paint.red('Bad')}\n\n${indented(bad.yaml)}`);
  const good = bad?.fixed ?? rule.examples.good[0]?.yaml;
  if (good !== undefined) parts.push(`${paint.green('Good')}\n\n${indented(good)}`);
  if (rule.docs.references?.length) {
    parts.push(`References\n\n${rule.docs.references.map((one) => `  ${one}`).join('\n')}`);
  }
  parts.push(ruleUrl(rule.id));
  return `${parts.join('\n\n')}\n`;
}

/** Longer examples are cut: some exist to exceed a limit. */
const MAX_LINES = 40;
const MAX_COLUMNS = 160;

function indented(yaml: string): string {
  const lines = yaml
    .slice(0, MAX_LINES * MAX_COLUMNS)
    .trimEnd()
    .split('\n');
  const shown = lines
    .slice(0, MAX_LINES)
    .map((line) => (line.length > MAX_COLUMNS ? `${line.slice(0, MAX_COLUMNS)}...` : line));
  if (lines.length > MAX_LINES) shown.push('...');
  return shown.map((line) => `    ${line}`.trimEnd()).join('\n');
}
