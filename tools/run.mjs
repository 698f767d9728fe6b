#!/usr/bin/env node
// Runs a TypeScript file of this repository on Node 20, which cannot: bundles it into node_modules/.cache (so that
// packages resolve), imports it, and removes it again. Usage: node tools/run.mjs bench/lint.ts [arguments]
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const entry = process.argv[2];
if (entry === undefined) {
  console.error('usage: node tools/run.mjs FILE.ts [arguments]');
  process.exit(2);
}
const folder = path.join(root, 'node_modules', '.cache', 'rolloutlint-tools');
mkdirSync(folder, { recursive: true });
const outfile = path.join(folder, `${entry.replaceAll(/[^\w.-]/g, '_')}.${process.pid}.mjs`);
process.on('exit', () => rmSync(outfile, { force: true }));
await build({
  entryPoints: [path.resolve(entry)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv.splice(1, 2, path.resolve(entry));
process.setSourceMapsEnabled(true);
await import(pathToFileURL(outfile).href);
