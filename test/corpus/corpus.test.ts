import { beforeAll, describe, expect, test } from 'vitest';
import { CORPUS, type CorpusFile, hasCorpus, readCorpus } from './corpus.ts';
import { lintCorpus } from './lint-corpus.ts';
import { lineOf, lintTexts } from './lint-texts.ts';
import { scopeOf } from './scope.ts';
import { readDefects } from './survey-rows.ts';
import { TRAPS } from './traps.ts';

if (!hasCorpus())
  console.log(`skipped: no corpus of public manifests at ${CORPUS} (ROLLOUTLINT_CORPUS names another place)`);

describe.skipIf(!hasCorpus())('over the corpus of public manifests', { timeout: 120_000 }, () => {
  let files: readonly CorpusFile[] = [];

  beforeAll(() => {
    files = readCorpus();
  });

  test('no rule crashes on a file by itself, and every finding lies in its file', async () => {
    for (const file of files) {
      const { crashes, findings } = await lintTexts([{ path: file.original, text: file.text }]);
      expect(crashes, file.path).toEqual([]);
      for (const { at, rule } of findings) {
        expect(at.span.start, `${rule} in ${file.path}`).toBeGreaterThanOrEqual(0);
        expect(at.span.end, `${rule} in ${file.path}`).toBeLessThanOrEqual(file.text.length);
        expect(at.span.start, `${rule} in ${file.path}`).toBeLessThanOrEqual(at.span.end);
      }
    }
  });

  test('no rule crashes on all files together', async () => {
    const { crashes, findings } = await lintTexts(files, { complete: true });
    expect(crashes).toEqual([]);
    expect(findings.filter(({ rule }) => rule.startsWith('internal/'))).toEqual([]);
  });

  test('the order of the files changes nothing', async () => {
    const shown = async (order: readonly CorpusFile[]) => {
      const textOf = new Map(order.map(({ path, text }) => [path, text]));
      const { findings } = await lintTexts(order, { complete: true });
      return findings.map(
        (one) => `${one.at.file}:${lineOf(one, textOf.get(one.at.file) ?? '')} ${one.rule} ${one.message}`,
      );
    };
    const forwards = await shown(files);
    expect(await shown([...files].reverse())).toEqual(forwards);
  });

  test('the survey table is read whole, and every class of defect has been judged', () => {
    const defects = readDefects();
    expect(defects.map(({ number }) => number)).toEqual(Array.from({ length: 104 }, (_, index) => index + 1));
    expect(defects.filter((defect) => scopeOf(defect.number, defect.class) === undefined)).toEqual([]);
    const paths = new Set(files.map(({ path }) => path));
    expect(defects.filter(({ places }) => !paths.has(places[0]?.file ?? ''))).toEqual([]);
  });

  test('every trap names files that exist', () => {
    for (const trap of TRAPS) {
      for (const file of trap.files) {
        expect(
          files.some(({ path }) => path === file || ((file === '' || file.endsWith('/')) && path.startsWith(file))),
          file,
        ).toBe(true);
      }
    }
  });

  test('objects of another API group get no finding', async () => {
    const found = await lintCorpus(
      files.filter(({ path }) => path.startsWith('negative/')),
      { complete: true },
    );
    expect(found.map(({ finding, file }) => `${file} ${finding.rule}`)).toEqual([]);
  });
});
