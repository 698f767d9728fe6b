#!/usr/bin/env node
// Builds what is not built and lints fixtures/demo, which is full of mistakes: findings are what a demo is for.
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
execFileSync(process.execPath, [path.join(root, 'tools', 'build.mjs'), '--if-needed'], { stdio: 'inherit' });
console.log('$ rolloutlint fixtures/demo');
const { status } = spawnSync(process.execPath, [path.join(root, 'dist', 'cli.mjs'), 'fixtures/demo'], {
  cwd: root,
  stdio: 'inherit',
});
// 1 means findings. Anything else, even "clean", is a demo that does not work.
process.exitCode = status === 1 ? 0 : 1;
