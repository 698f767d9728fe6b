import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/** The floor of each folder; a file imports from floors below its own, and from its own folder. */
const FLOORS: readonly (readonly [folder: string, floor: number])[] = [
  ['src/cli', 8],
  ['src/lsp', 8],
  ['src/index.ts', 8],
  ['src/lint-files.node.ts', 8],
  ['src/report', 7],
  ['rules', 6],
  ['src/replay', 6],
  ['src/lint', 5],
  ['src/analysis', 5],
  ['src/workspace', 4],
  ['src/evaluation', 4],
  ['src/manifest', 3],
  ['src/recording', 3],
  ['src/prometheus', 3],
  ['src/promql', 2],
  ['src/expr', 2],
  ['src/yaml', 2],
  ['src/text', 1],
  ['src/go', 1],
];

interface Source {
  readonly file: string;
  readonly imports: readonly string[];
}

const placeOf = (file: string): readonly [string, number] | undefined =>
  FLOORS.find(([folder]) => file === folder || file.startsWith(`${folder}/`));

function sourcesIn(folder: string): Source[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesIn(file);
    if (!/\.(ts|js)$/.test(entry.name) || entry.name.endsWith('.test.ts')) return [];
    // The templates of texts that a file writes are no imports of its own.
    const text = readFileSync(file, 'utf8');
    const pattern = /^\s*(?:import|export)\b[^;`]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm;
    return [{ file, imports: [...text.matchAll(pattern)].map(([, a, b, c]) => a ?? b ?? c ?? '') }];
  });
}

const resolve = (from: string, to: string): string => path.posix.join(path.posix.dirname(from), to);

const SOURCES = [...sourcesIn('src'), ...sourcesIn('rules')].filter(({ file }) => file !== 'rules/index.ts');

describe('the house', () => {
  test('has sources and sees their imports', () => {
    const linter = SOURCES.find(({ file }) => file === 'src/lint/linter.ts');
    expect(linter?.imports).toContain('../workspace/uses.ts');
  });

  test('has a floor for every source file', () => {
    expect(SOURCES.filter(({ file }) => placeOf(file) === undefined).map(({ file }) => file)).toEqual([]);
  });

  test('imports run downwards only', () => {
    const wrong = SOURCES.flatMap(({ file, imports }) => {
      const [home, floor] = placeOf(file) ?? ['', 0];
      return imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolve(file, specifier))
        .filter((target) => !target.startsWith('schemas/') && target !== 'package.json' && target !== 'rules/index.ts')
        .filter((target) => {
          const [folder, below] = placeOf(target) ?? ['', 99];
          return folder !== home && below >= floor && !(floor === 8 && below === 8);
        })
        .map((target) => `${file} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test('only the faces know which rules there are', () => {
    const wrong = SOURCES.filter(({ file, imports }) =>
      imports.some((specifier) => resolve(file, specifier) === 'rules/index.ts' && placeOf(file)?.[1] !== 8),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test('a rule imports no other rule', () => {
    const wrong = SOURCES.filter(
      ({ file, imports }) =>
        file.startsWith('rules/') && imports.some((specifier) => resolve(file, specifier).startsWith('rules/')),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test('the system is touched only by *.node.ts, the command line and the language server', () => {
    const wrong = SOURCES.filter(
      ({ file, imports }) =>
        imports.some((specifier) => specifier.startsWith('node:')) &&
        !file.endsWith('.node.ts') &&
        !file.startsWith('src/cli/') &&
        !file.startsWith('src/lsp/'),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test('what runs in a browser does not import what does not, unless it is asked to', () => {
    const wrong = SOURCES.filter(({ file }) => !file.endsWith('.node.ts') && (placeOf(file)?.[1] ?? 8) < 8).flatMap(
      ({ file, imports }) =>
        imports
          .filter((specifier) => specifier.endsWith('.node.ts'))
          .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });
});
