// Runs the conformance suites. Usage: node tools/run.mjs test/conformance/main.ts [SUITE...]
// A suite is named by its file (`argo/args.json`) or a part of it. Exit status 1 unless every vector agrees.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Suite } from './suite.ts';

const SHOWN_FAILURES = 5;
const SHOWN_CHARACTERS = 500;

const dir = path.resolve(process.env['ROLLOUTLINT_CONFORMANCE'] ?? '../shared/conformance');
const filters = process.argv.slice(2);

const suites: Suite[] = [];
for (const file of readdirSync('test/conformance/suites').sort()) {
  if (!file.endsWith('.ts')) continue;
  const name = file.slice(0, -'.ts'.length);
  const module: { readonly suites: readonly Suite[] } = await import(`./suites/${name}.ts`);
  suites.push(...module.suites);
}
const chosen = suites.filter(({ name }) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
if (chosen.length === 0) {
  console.error(
    `no suite is called ${filters.join(' or ')}; there are:\n${suites.map(({ name }) => `  ${name}`).join('\n')}`,
  );
  process.exit(2);
}

if (existsSync(dir)) {
  let missing = 0;
  for (const suite of chosen) missing += await run(suite);
  if (missing > 0) process.exitCode = 1;
} else {
  console.log(`conformance: skipped, there are no vectors at ${dir} (ROLLOUTLINT_CONFORMANCE names another folder)`);
}

/** Prints one line, and the first differences; gives the number of vectors that disagree. */
async function run(suite: Suite): Promise<number> {
  let outcome: Awaited<ReturnType<Suite['run']>>;
  try {
    outcome = await suite.run(dir);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    console.log(`${suite.name} skipped: ${error.message}`);
    return 0;
  }
  const { total, failures } = outcome;
  console.log(`${suite.name} ${total - failures.length}/${total}`);
  for (const { id, expected, actual } of failures.slice(0, SHOWN_FAILURES)) {
    console.log(`  ${id}\n    expected ${cut(expected)}\n    actual   ${cut(actual)}`);
  }
  if (failures.length > SHOWN_FAILURES) console.log(`  and ${failures.length - SHOWN_FAILURES} more`);
  return failures.length;
}

function cut(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}
