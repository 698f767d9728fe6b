import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { VERSION } from '../../src/report/version.ts';
import { rule, template } from '../lint/support.ts';
import { inProcess } from './scenario.ts';

vi.mock('../../rules/index.ts', () => ({
  rules: [
    rule({
      id: 'test/broken',
      check: () => {
        throw new RangeError('out of bounds');
      },
    }),
    rule({ id: 'test/fine', severity: 'info' }),
  ],
}));

const folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-bugs-'));
mkdirSync(path.join(folder, '.git'));
writeFileSync(path.join(folder, 'a.yaml'), template('a'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a bug of ours', () => {
  test('in a rule hides no other finding, and is never exit status 0', async () => {
    const { exit, stdout, stderr } = await inProcess(['-f', 'compact', '.'], folder, '');
    expect(exit).toBe(3);
    expect(stdout).toBe(
      'a.yaml:1:1: error: rule `test/broken` crashed: RangeError: out of bounds [internal/rule-crashed]\n' +
        'a.yaml:4:3: info: found a [test/fine]\n',
    );
    expect(stderr).toContain(`rolloutlint ${VERSION} failed; this is a bug of ours, please report it`);
    expect(stderr).toContain('rule test/broken at a.yaml\nRangeError: out of bounds\n    at ');
  });

  test('anywhere else is a stack, the version, and exit status 3', async () => {
    let stderr = '';
    const output = { write: () => {}, isTTY: false, columns: undefined };
    const exit = await main(['-'], {
      stdout: output,
      stderr: { ...output, write: (text) => (stderr += text) },
      readStdin: () => Promise.reject(new TypeError('not readable')),
      env: {},
      cwd: folder,
      today: () => '2026-03-01',
      now: () => 0,
    });
    expect(exit).toBe(3);
    expect(stderr).toContain(`rolloutlint ${VERSION} failed`);
    expect(stderr).toContain('TypeError: not readable\n    at ');
  });
});
