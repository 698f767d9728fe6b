import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/text/finding.ts';
import { lineOf, lintTexts } from '../corpus/lint-texts.ts';
import { type Pitfall, readPitfalls } from './pitfall.ts';

const FOLDER = import.meta.dirname;
const TOTAL = 105;
const pitfalls = readPitfalls(FOLDER);
const broken = pitfalls.filter((one) => one.silent.length === 0);
const mended = pitfalls.filter((one) => one.silent.length > 0);
/** Pitfalls that are found and stay found: a rule's author adds the rule's own. */
const done: unknown = JSON.parse(readFileSync(path.join(FOLDER, 'done.json'), 'utf8'));
const held = new Set(Array.isArray(done) ? done.map(String) : []);

async function lint(one: Pitfall): Promise<readonly string[]> {
  const chart = one.path.split('/templates/');
  const beside =
    chart.length === 2
      ? [{ path: `${chart[0]}/Chart.yaml`, text: 'apiVersion: v2\nname: checkout\nversion: 1.0.0\n' }]
      : [];
  const result = await lintTexts([{ path: one.path, text: one.text }], {
    beside,
    ...(one.argoRollouts === undefined ? {} : { argoRollouts: one.argoRollouts }),
  });
  return result.findings.map((finding) => shown(finding, one.text));
}

const shown = (finding: Finding, text: string): string =>
  `${finding.rule} @ ${lineOf(finding, text)}: ${finding.severity}: ${finding.message}`;

/** What is expected and not there; empty if the pitfall is found. */
const missing = (one: Pitfall, found: readonly string[]): readonly string[] =>
  one.expects
    .filter(
      (some) =>
        !some.some(({ rule, lines }) => lines.some((line) => found.some((f) => f.startsWith(`${rule} @ ${line}:`)))),
    )
    .map((some) => some.map(({ rule, lines }) => `${rule} @ ${lines.join(',')}`).join(' | '));

const wrongly = (one: Pitfall, found: readonly string[]): readonly string[] =>
  found.filter((f) => one.silent.some((rule) => f.startsWith(`${rule} @ `)) && !f.includes(': info: '));

describe('the pitfalls', () => {
  const found: string[] = [];
  const noisy: string[] = [];

  test(`are ${TOTAL}, each with its mended twin`, () => {
    const numbers = Array.from({ length: TOTAL }, (_, index) => `P${String(index + 1).padStart(2, '0')}`);
    expect(broken.map(({ id }) => id)).toEqual(numbers);
    expect(mended.map(({ id }) => id)).toEqual(numbers);
    expect(broken.filter((one) => one.expects.length === 0)).toEqual([]);
  });

  test('name lines that exist and do not lie in the comments above', () => {
    for (const { file, text, expects } of broken) {
      const lines = text.split('\n');
      for (const line of expects.flat().flatMap((one) => one.lines)) {
        expect(lines[line - 1]?.trim(), `${file}:${line}`).toBeTruthy();
        expect(lines[line - 1]?.startsWith('# '), `${file}:${line}`).toBe(false);
      }
    }
  });

  test('listed as done exist', () => {
    expect([...held].filter((id) => !broken.some((one) => one.id === id))).toEqual([]);
  });

  test.each(broken)('$id $title', async (one) => {
    const findings = await lint(one);
    const lacking = missing(one, findings);
    if (lacking.length === 0) found.push(one.id);
    if (held.has(one.id))
      expect({ lacking, findings: lacking.length === 0 ? [] : findings }).toEqual({ lacking: [], findings: [] });
  });

  test.each(mended)('$id $title, is accepted', async (one) => {
    const findings = await lint(one);
    expect(wrongly(one, findings)).toEqual([]);
    const rest = findings.filter((f) => !f.includes(': info: '));
    if (rest.length > 0) noisy.push(`${one.file}\n    ${rest.join('\n    ')}`);
  });

  afterAll(() => {
    const open = broken.map(({ id }) => id).filter((id) => !found.includes(id));
    const free = found.filter((id) => !held.has(id));
    console.log(
      [
        `pitfalls ${found.length}/${TOTAL}`,
        open.length > 0 ? `open: ${open.join(' ')}` : '',
        free.length > 0 ? `found, not in done.json yet: ${free.join(' ')}` : '',
        noisy.length > 0 ? `${noisy.length} mended files get other errors or warnings:\n  ${noisy.join('\n  ')}` : '',
      ]
        .filter((line) => line !== '')
        .join('\n'),
    );
  });
});
