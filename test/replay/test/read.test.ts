import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TEST_SCHEMA } from '../../../src/replay/test/schema.ts';
import { LineIndex } from '../../../src/text/line-index.ts';
import { readFixtures } from '../../fixtures/folder.ts';
import { onlyCase, readTests, runText, samples } from './support.ts';

async function problems(text: string): Promise<string[]> {
  const lines = new LineIndex(text);
  const read = await readTests(text);
  return read.problems.map(({ span, text: said }) => {
    const { line, column } = lines.positionAt(span.start);
    return `${line}:${column} ${said}`;
  });
}

const one = (rest: string): string => `manifests: [.]\ntests:\n  - name: a\n    ${rest}\n`;

describe('a test file', () => {
  test.each([
    ['', '1:1 a test file is a map with `manifests` and `tests`'],
    ['- a\n', '1:1 a test file is a map with `manifests` and `tests`'],
    ['manifests: [.]\n', '1:1 `tests` is missing here'],
    ['manifests: [.]\ntests: []\n', '2:8 `tests` must not be empty'],
    ['tests:\n  - name: a\n', '2:11 no `manifests`, neither in the test nor at the top of the file'],
    ['manifests: [.]\ntests:\n  - expect: {}\n', '3:5 `name` is missing here'],
    [one('interval: 15'), '4:15 `interval` cannot be `15`; write it like `90s`'],
    [one('interval: 0s'), '4:15 `interval` must be above 0'],
    [one('start: tomorrow'), '4:12 `start` cannot be `tomorrow`; write it like `2026-03-01T10:05:00Z`'],
    [one('recording: a.om'), '4:16 with a recording a test needs `start`: a time that the recording covers'],
    [one('actions: [{at: +1m, do: promot}]'), '4:29 `do` is `promot`; write `promote`'],
    [one('values: {m: {valeu: 1, phase: Failed}}'), '4:17 values.m[0]: unknown field "valeu"; did you mean value?'],
    [one('series: [{series: a, values: "1 2x"}]'), '4:38 unexpected "x" in series values'],
    [one('series: [{series: a 1, values: 1}]'), '4:23 values belong into `values`'],
    [one('expect: {metrics: {m: {phase: failed}}}'), '4:35 `phase` is `failed`; write `Failed`'],
  ])('%j', async (text, problem) => {
    const [first] = await problems(text);
    expect(first).toBe(problem);
  });

  test('what a test leaves out stands at the top; a subject of its own takes the place of that one', async () => {
    const { cases } = await readTests(
      'manifests: [.]\nrollout: shop\nargs: {a: 1}\ntests:\n  - name: a\n  - name: b\n    template: t\n    args: {b: "2"}\n',
    );
    expect(cases.map(({ selection, args }) => [selection, [...args]])).toEqual([
      [{ rollout: 'shop' }, [['a', '1']]],
      [{ template: 't' }, [['b', '2']]],
    ]);
  });

  test('series begin where they say, counted from the start', async () => {
    const text = `manifests: [.]\nstart: 1970-01-01T01:00:00Z\nfrom: -10m\ntests:\n  - name: a\n    series:\n      - {series: a, values: 1}\n      - {series: b, values: 1, from: 30s}\n`;
    const { series } = await onlyCase(text);
    expect(series.map(({ startMs }) => startMs / 1000)).toEqual([3000, 3630]);
  });

  test('what is wrong at the top is said once', async () => {
    const text = 'manifests: [.]\nfaults: [404x]\ntests:\n  - name: a\n  - name: b\n';
    expect(await problems(text)).toHaveLength(1);
  });

  test('no text makes the reader throw', async () => {
    await readTests('a: 1');
    const words = [
      'manifests',
      'tests',
      'name',
      'series',
      'expect',
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      '0+1x3',
      '+1m',
      '&a ',
      '*a',
      '# ',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 40 }), async (parts) => {
        const text = parts.join('');
        const { problems: found, cases } = await readTests(text);
        expect(found.every(({ span }) => span.start <= text.length)).toBe(true);
        expect(found.length + cases.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  test('a subject that does not exist is refused where it is named, in the words of a test file', async () => {
    const result = await runText(`manifests: [.]\n${samples(100)}tests:\n  - name: a\n    rollout: shoop\n`);
    expect(result).toMatchObject({
      kind: 'refused',
      problem: { text: 'there is no Rollout named shoop; did you mean shop?' },
    });
    const unknown = await runText(`manifests: [.]\ntemplate: success-rate\ntests:\n  - name: a\n    args: {x: 1}\n`);
    expect(unknown).toMatchObject({
      problem: { text: '`args: {x: …}`: AnalysisTemplate success-rate takes no such argument; it takes none' },
    });
  });

  test('a metric that no manifest has is refused where it is named', async () => {
    const text = (rest: string): string => `manifests: [.]\ntemplate: success-rate\ntests:\n  - name: a\n    ${rest}\n`;
    expect(await runText(text('values: {sucess-rate: 1}'))).toMatchObject({
      kind: 'refused',
      problem: { text: 'no metric of the manifests has the name `sucess-rate`; did you mean `success-rate`?' },
    });
    expect(await runText(text('faults: [503 metric p99]'))).toMatchObject({ kind: 'refused' });
    expect(await runText(text('faults: [503 metric success-rate]'))).toMatchObject({ kind: 'played' });
  });

  test('the fixtures are valid by the schema that editors read', async () => {
    const validate = new Ajv2020({ strict: false }).compile(TEST_SCHEMA);
    const files = readFixtures('gates').filter(({ path }) => path.endsWith('.test.yaml'));
    expect(files.length).toBeGreaterThan(5);
    for (const { path, text } of files) {
      // Editors know no time stamps, which YAML 1.1 has.
      expect([path, validate(parse(text)), validate.errors]).toEqual([path, true, null]);
    }
  });
});
