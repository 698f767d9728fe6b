import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { rules } from '../../../rules/index.ts';
import { loadConfig, nameReader } from '../../../src/lint/config/load.node.ts';
import { NO_NAME_SETTINGS } from '../../../src/lint/names/names.ts';
import { NameCache, readNames } from '../../../src/lint/names/read.node.ts';
import { UsageError } from '../../../src/lint/usage-error.ts';
import { lintPaths } from '../../../src/lint-files.node.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-names-'));
afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, content: string | Uint8Array): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

const failure = async (settings: Partial<typeof NO_NAME_SETTINGS>): Promise<string> => {
  try {
    await readNames({ ...NO_NAME_SETTINGS, ...settings }, folder);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'none';
};

describe('the sources of names', () => {
  test('are read as the configuration places them: relative to its file, zipped or not', async () => {
    put('metrics.txt.gz', gzipSync('a{b="1"} 1\n'));
    put('metrics.yaml', 'metrics: {c: {}}\n');
    const config = put(
      'names.yaml',
      'names: {expositions: [{path: metrics.txt.gz, labels: {job: "*", pod: x}}], catalogue: metrics.yaml, complete: true}\n',
    );
    const loaded = await loadConfig(config, path.dirname(folder), rules);
    const names = await nameReader(loaded.config, folder).names?.();
    expect(names?.complete).toBe(true);
    expect(names?.sources.map(({ title, metrics }) => [title, ...metrics.keys()])).toEqual([
      ['the exposition metrics.txt.gz', 'a'],
      ['the catalogue metrics.yaml', 'c'],
    ]);
    const labels = names?.sources[0]?.metrics.get('a')?.[0]?.labels;
    expect([...(labels ?? [])].map(([label, values]) => [label, ...(values ?? ['*'])])).toEqual([
      ['b', '1'],
      ['job', '*'],
      ['instance', '*'],
      ['pod', 'x'],
    ]);
  });

  test('are told by name where they cannot be read', async () => {
    const exposition = (name: string) => ({ expositions: [{ path: path.join(folder, name), labels: undefined }] });
    expect(await failure(exposition('none.txt'))).toBe(
      'cannot read the exposition none.txt, a source of `names`: there is no such file',
    );
    put('damaged.gz', new Uint8Array([0x1f, 0x8b, 8, 0, 1]));
    expect(await failure(exposition('damaged.gz'))).toMatch(/^cannot read the exposition damaged\.gz.*gzip data/);
    put('page.txt', '<html>\n');
    expect(await failure(exposition('page.txt'))).toBe(
      'page.txt:1: not a line of an exposition: `<html>` (an exposition of `names`)',
    );
    expect(await failure({ catalogues: [put('c.yaml', 'metrics:\n  a: {typ: gauge}\n')] })).toBe(
      'c.yaml:2:7: unknown key `typ`; did you mean `type`? (the catalogue of `names`)',
    );
    expect(await failure({ recordings: [path.join(folder, 'none.json')] })).toMatch(/none\.json/);
    const broken = await failure({ recordings: [put('r.om', 'a{b="c" 1 x\n# EOF\n')] });
    expect(broken).toMatch(/r\.om.*a recording of `names`/);
    expect(broken).not.toContain('\n');
  });

  test('are read again only where their files have changed', async () => {
    const file = put('again.txt', 'a 1\n');
    const settings = { ...NO_NAME_SETTINGS, expositions: [{ path: file, labels: undefined }] };
    const cache = new NameCache();
    const [first] = (await readNames(settings, folder, cache)).sources;
    expect((await readNames(settings, folder, cache)).sources[0]).toBe(first);
    writeFileSync(file, 'b 1\n');
    utimesSync(file, 1, 1);
    expect([...((await readNames(settings, folder, cache)).sources[0]?.metrics.keys() ?? [])]).toEqual(['b']);
  });

  test('are not read where no query is checked', async () => {
    put('.rolloutlint.yaml', 'names: {expositions: [{path: none.txt}]}\n');
    const rollout = put('web.yaml', 'apiVersion: argoproj.io/v1alpha1\nkind: Experiment\nmetadata: {name: x}\n');
    const report = await lintPaths([rollout], { cwd: folder, today: '2026-01-01' });
    expect(report.findings.length).toBeGreaterThan(0);
    const head = 'apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: {name: x}\nspec:\n  metrics:\n';
    const template = put('t.yaml', `${head}    - {name: a, provider: {prometheus: {query: up}}}\n`);
    await expect(lintPaths([template], { cwd: folder, today: '2026-01-01' })).rejects.toThrow(/none\.txt/);
  });
});
