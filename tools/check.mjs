#!/usr/bin/env node
// All that CI runs. Goes on after a failure, so that one run tells everything; `npm run check -- NAME` runs single ones.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const node = (...args) => [process.execPath, args];

const CHECKS = {
  generated: [
    node('tools/rule-index.mjs', '--check'),
    node('tools/run.mjs', 'tools/schemas.ts', '--check'),
    node('tools/run.mjs', 'tools/rule-pages.ts', '--check'),
    node('tools/run.mjs', 'tools/test-pages.ts', '--check'),
    node('tools/run.mjs', 'tools/recordings.ts', '--check'),
  ],
  types: [[bin('tsc'), ['-p', '.', '--noEmit']]],
  style: [[bin('biome'), ['check', '--error-on-warnings']]],
  unused: [[bin('knip'), []]],
  tests: [[bin('vitest'), ['run']]],
  conformance: [node('tools/run.mjs', 'test/conformance/main.ts')],
  build: [node('tools/build.mjs')],
  package: [node('tools/package-shape.mjs')],
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(CHECKS, name));
if (unknown.length > 0) {
  console.error(`no check ${unknown.join(', ')}; there are ${Object.keys(CHECKS).join(', ')}`);
  process.exit(2);
}
const failed = [];
for (const [name, commands] of Object.entries(CHECKS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const started = performance.now();
  const ok = commands.every(
    ([command, args]) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0,
  );
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok) failed.push(name);
}
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
