import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const METRIC = `    - name: success-rate
      interval: 10s
      interval: 30s
      provider: {}
`;
const HEAD =
  'apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata:\n  name: success-rate\nspec:\n  metrics:\n';
const RULE = ['--rule', 'yaml/duplicate-key'];

let folder = '';
let cli = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-process-'));
  // The bundle loads its parts lazily: it must work from wherever it is, without node_modules beside it.
  execFileSync(process.execPath, ['tools/build.mjs', '--cli', path.join(folder, 'dist')]);
  cli = path.join(folder, 'dist', 'cli.mjs');
  mkdirSync(path.join(folder, 'work', '.git'), { recursive: true });
  writeFileSync(path.join(folder, 'work', 'one.yaml'), HEAD + METRIC);
  writeFileSync(path.join(folder, 'work', 'many.yaml'), HEAD + METRIC.repeat(3000));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}) {
  const { PATH = '' } = process.env;
  return spawnSync(cli, args, {
    cwd: path.join(folder, 'work'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH, ...options.env },
    ...(options.input === undefined ? {} : { input: options.input }),
  });
}

describe('the built command', () => {
  test('is executable and says its version', () => {
    expect(run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('lints a file: report on stdout, nothing on stderr, exit status 1', () => {
    const { status, stdout, stderr } = run([...RULE, 'one.yaml']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('9:7  error    key `interval` stands twice');
    expect(stdout).not.toContain('\u001b');
  });

  test('colours on FORCE_COLOR, and never with NO_COLOR', () => {
    expect(run([...RULE, 'one.yaml'], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\u001b[31merror');
    expect(run([...RULE, 'one.yaml'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toContain('\u001b');
  });

  test('writes a large report to a pipe to its end', () => {
    const { status, stdout } = run([...RULE, '--format', 'json', 'many.yaml']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)[0].messages).toHaveLength(3000);
  });

  test('does not mind a reader that leaves early', () => {
    const command = `'${cli}' ${RULE.join(' ')} --format compact many.yaml | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], {
      cwd: path.join(folder, 'work'),
      encoding: 'utf8',
    });
    expect(stdout.split('\n')).toEqual([expect.stringContaining('many.yaml:9:7: error:'), '1', '']);
    expect(stderr).toBe('');
  });

  test('reads standard input', () => {
    const { status, stdout } = run([...RULE, '--format', 'compact', '-'], { input: HEAD + METRIC });
    expect(status).toBe(1);
    expect(stdout).toContain('<stdin>:9:7: error');
  });

  test('says what is wrong with its flags, exit status 2', () => {
    const { status, stdout, stderr } = run(['--jsn']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('unknown flag --jsn');
  });
});
