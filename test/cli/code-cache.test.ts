import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let folder = '';
const home = () => path.join(folder, 'home');
const files = () => {
  try {
    return readdirSync(path.join(home(), 'rolloutlint'));
  } catch {
    return [];
  }
};
const cached = () => path.join(home(), 'rolloutlint', files()[0] ?? 'none');

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-cache-'));
  await build({
    stdin: {
      contents: `import { createRequire } from 'node:module';
import { loadProgram } from './src/cli/code-cache.ts';
loadProgram(process.argv[1].replace('start.mjs', 'program.cjs'), 'hash', createRequire(import.meta.url), process.env);`,
      resolveDir: path.resolve('.'),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: path.join(folder, 'start.mjs'),
  });
  writeFileSync(path.join(folder, 'program.cjs'), 'const twice = (n) => 2 * n; console.log(twice(21));');
});
beforeEach(() => rmSync(home(), { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(env: Record<string, string> = {}, args: readonly string[] = []) {
  const all = { PATH: process.env['PATH'] ?? '', XDG_CACHE_HOME: home(), ...env };
  const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(folder, 'start.mjs'), ...args], {
    env: all,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { stdout, stderr, status };
}
const RIGHT = { stdout: '42\n', stderr: '', status: 0 };

describe('the code cache', () => {
  test('is written by the first run and read by the second, which leaves it alone', () => {
    expect(run()).toEqual(RIGHT);
    expect(files()).toHaveLength(1);
    const { mtimeMs, mode } = statSync(cached());
    expect(mode & 0o077).toBe(0);
    expect(run()).toEqual(RIGHT);
    expect(statSync(cached()).mtimeMs).toBe(mtimeMs);
  });

  test.each([
    ['half of it', () => truncateSync(cached(), statSync(cached()).size >> 1)],
    ['nothing of it', () => truncateSync(cached(), 0)],
    ['something else', () => writeFileSync(cached(), 'x'.repeat(4000))],
    [
      'a file that others may write',
      () => {
        chmodSync(cached(), 0o666);
        writeFileSync(cached(), 'x'.repeat(4000));
      },
    ],
    [
      'a folder',
      () => {
        const name = cached();
        rmSync(name);
        mkdirSync(name);
      },
    ],
  ])('does no harm where it holds %s', (_, spoil) => {
    run();
    spoil();
    expect(run()).toEqual(RIGHT);
  });

  test('is not needed: a home that cannot be written to, that is a file, relative, or not there', () => {
    expect(run({ XDG_CACHE_HOME: '/proc' })).toEqual(RIGHT);
    expect(run({ XDG_CACHE_HOME: path.join(folder, 'program.cjs') })).toEqual(RIGHT);
    expect(run({ XDG_CACHE_HOME: 'here', HOME: '' })).toEqual(RIGHT);
    expect(files()).toEqual([]);
  });

  test('is switched off as that of Node is', () => {
    expect(run({ NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(RIGHT);
    expect(run({}, ['--version'])).toEqual(RIGHT);
    expect(files()).toEqual([]);
  });
});
