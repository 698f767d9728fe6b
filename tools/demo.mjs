#!/usr/bin/env node
// Builds what is not built, lints fixtures/demo, which is full of mistakes, plays a release that is aborted, and tests the
// gates of fixtures/gates.
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
execFileSync(process.execPath, [path.join(root, 'tools', 'build.mjs'), '--if-needed'], { stdio: 'inherit' });

const replay = ['replay', 'fixtures/gates/checkout', '--at', '2026-03-01T10:05:00Z', '--recording'];
// Findings are what a demo is for, and an aborted release: 1. Anything else, even "clean", is a demo that does not work.
const acts = [
  { title: 'Mistakes, before a canary meets them', args: ['fixtures/demo'], status: 1 },
  {
    title: 'A release with 4 % errors, played on recorded data',
    args: [...replay, 'fixtures/gates/recordings/four-percent.om.gz'],
    status: 1,
  },
  {
    title: 'One with 0.5 %',
    args: [...replay, 'fixtures/gates/recordings/half-a-percent.om.gz'],
    status: 0,
  },
  { title: 'Gates under test: what two articles recommend', args: ['test', 'fixtures/gates'], status: 0 },
];
for (const { title, args, status } of acts) {
  console.log(`\n# ${title}\n$ rolloutlint ${args.join(' ')}`);
  const done = spawnSync(process.execPath, [path.join(root, 'dist', 'cli.mjs'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (done.status !== status) process.exitCode = 1;
}
