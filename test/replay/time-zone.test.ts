import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANALYSIS_STEP, rollout, TWO_VERSIONS, template } from './support.ts';

let folder = '';
let cli = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-replay-'));
  execFileSync(process.execPath, ['tools/build.mjs', '--cli', path.join(folder, 'dist')]);
  cli = path.join(folder, 'dist', 'cli.mjs');
  mkdirSync(path.join(folder, '.git'));
  writeFileSync(path.join(folder, 'template.yaml'), template());
  writeFileSync(path.join(folder, 'rollout.yaml'), rollout(ANALYSIS_STEP));
  writeFileSync(path.join(folder, 'two.load'), `load 15s\n${TWO_VERSIONS.map((line) => `  ${line}\n`).join('')}`);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(format: string, env: Record<string, string>): string {
  const args = [
    'replay',
    '--recording',
    'two.load',
    '--at',
    'start+5m',
    '--expect',
    'aborted',
    '--format',
    format,
    '.',
  ];
  const { PATH = '' } = process.env;
  return execFileSync(cli, args, { cwd: folder, encoding: 'utf8', env: { PATH, ...env } });
}

describe('a replay', () => {
  test.each(['pretty', 'json', 'analysisrun'])('is the same bytes wherever it is played: %s', (format) => {
    const here = run(format, { TZ: 'UTC', LANG: 'C' });
    expect(here).not.toBe('');
    expect(run(format, { TZ: 'Asia/Kolkata', LANG: 'de_DE.UTF-8', LC_ALL: 'tr_TR.UTF-8' })).toBe(here);
  });
});
