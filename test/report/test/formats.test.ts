import { expect, test } from 'vitest';
import { formatTests } from '../../../src/report/test/formats.ts';
import type { TestReport } from '../../../src/report/test/report.ts';
import { LineIndex } from '../../../src/text/line-index.ts';
import { readTests, run, samples } from '../../replay/test/support.ts';

const HOSTILE = 'a <b> & "c" ]]> \u001b[31m é 😀';

async function reportOf(names: readonly string[], expectation = '{verdict: Successful}'): Promise<TestReport> {
  const tests = names.map((name) => `  - name: ${JSON.stringify(name)}\n    expect: ${expectation}\n`).join('');
  const file = await readTests(`manifests: [.]\ntemplate: success-rate\n${samples(96)}tests:\n${tests}`);
  expect(file.problems).toEqual([]);
  const cases = [];
  for (const one of file.cases) cases.push({ test: one, result: await run(one), isUpdated: false });
  return { files: [{ path: 'a&b.test.yaml', lines: new LineIndex(file.text), cases }], filtered: 0 };
}

/** The names of the elements in order, or where a text is no XML. */
function elements(xml: string): string[] {
  const open: string[] = [];
  const all: string[] = [];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const token =
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#10);[^"<&]*)*")*)(\/?)>|([^<&]|&(?:amp|lt|gt|quot|#10);)/gy;
  while (token.lastIndex < body.length) {
    const at = token.lastIndex;
    const match = token.exec(body);
    if (match === null) throw new Error(`no XML: ${body.slice(at, at + 40)}`);
    const [, closing, name, , selfClosing, text] = match;
    if (text !== undefined || name === undefined) continue;
    if (closing === '/') expect(open.pop()).toBe(name);
    else {
      all.push(name);
      if (selfClosing === '') open.push(name);
    }
  }
  expect(open).toEqual([]);
  return all;
}

test('JUnit is XML whatever tests are called', async () => {
  const report = await reportOf([HOSTILE, 'b'], '{verdict: Successful, message: "<&>"}');
  const xml = formatTests('junit', report);
  expect(elements(xml)).toEqual(['testsuites', 'testsuite', 'testcase', 'failure', 'testcase', 'failure']);
  expect(xml).toContain('tests="2" failures="2" errors="0"');
  expect(xml).not.toContain('\u001b');
});

test('what cannot be played is an error, not a failure', async () => {
  const xml = formatTests('junit', await reportOf(['a'], '{verdict: healthy}'));
  expect(elements(xml)).toEqual(['testsuites', 'testsuite', 'testcase', 'error']);
  expect(xml).toContain('tests="1" failures="0" errors="1"');
});

test('names steer no terminal, and lines end where it does', async () => {
  const text = formatTests('pretty', await reportOf([HOSTILE]), { width: 70 });
  expect(text).not.toContain('\u001b');
  const report = await reportOf(['a']);
  for (const line of formatTests('pretty', report, { width: 80 }).split('\n'))
    expect(line.length).toBeLessThanOrEqual(90);
  expect(formatTests('pretty', report, { colour: true })).toContain('\u001b[31m✗\u001b[39m');
});

test('the same tests give the same JSON, with the places of what differs', async () => {
  const [first, second] = [await reportOf(['a', 'b']), await reportOf(['a', 'b'])];
  expect(formatTests('json', first)).toBe(formatTests('json', second));
  expect(JSON.parse(formatTests('json', first))).toMatchObject({
    failed: 2,
    tests: [
      {
        file: 'a&b.test.yaml',
        line: 9,
        status: 'failed',
        verdict: 'Failed',
        mismatches: [{ path: 'verdict', expected: 'Successful', got: 'Failed', line: 10, column: 23 }],
      },
      { line: 11 },
    ],
  });
});
