import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/lint/diff.ts';
import { applyFixes } from '../../src/lint/fixes.ts';
import type { Edit, Finding } from '../../src/text/finding.ts';

const finding = (kind: 'safe' | 'unsafe', ...edits: readonly [number, number, string, string?][]): Finding => ({
  rule: 'test/x',
  messageId: 'x',
  severity: 'error',
  at: { file: 'a', span: { start: 0, end: 0 } },
  message: 'x',
  fix: {
    kind,
    title: 'x',
    edits: edits.map(([start, end, text, file = 'a']): Edit => ({ file, span: { start, end }, text })),
  },
});

function fix(
  findings: readonly Finding[],
  unsafe = false,
  texts: Readonly<Record<string, string>> = { a: '0123456789' },
) {
  const round = applyFixes(findings, (file) => texts[file], { unsafe });
  return { ...round, texts: Object.fromEntries(round.texts), mended: round.mended.length };
}

describe('applyFixes', () => {
  test('applies edits from the end to the start, whatever their order', () => {
    expect(fix([finding('safe', [8, 9, 'b'], [0, 1, 'aaa'])]).texts).toEqual({ a: 'aaa1234567b9' });
  });

  test('leaves unsafe fixes alone unless they are wanted', () => {
    const findings = [finding('unsafe', [0, 1, 'x'])];
    expect(fix(findings)).toEqual({ texts: {}, mended: 0, again: false });
    expect(fix(findings, true).texts).toEqual({ a: 'x123456789' });
  });

  test('applies of two that overlap the first, and asks for another round', () => {
    expect(fix([finding('safe', [0, 4, 'a']), finding('safe', [2, 6, 'b'])])).toEqual({
      texts: { a: 'a456789' },
      mended: 1,
      again: true,
    });
  });

  test('does the same edit once, and counts both findings as mended', () => {
    expect(fix([finding('safe', [0, 1, 'x']), finding('safe', [0, 1, 'x'])])).toEqual({
      texts: { a: 'x123456789' },
      mended: 2,
      again: false,
    });
  });

  test('applies a fix over two files as a whole or not at all', () => {
    const both = finding('safe', [0, 1, 'x'], [0, 1, 'y', 'b']);
    expect(fix([both], false, { a: '01', b: '01' }).texts).toEqual({ a: 'x1', b: 'y1' });
    expect(fix([both], false, { a: '01' }).texts).toEqual({});
    const other = finding('safe', [0, 1, 'z', 'b']);
    expect(fix([other, both], false, { a: '01', b: '01' }).texts).toEqual({ b: 'z1' });
  });
});

describe('unifiedDiff', () => {
  test('shows three lines around a change', () => {
    const lines = Array.from({ length: 12 }, (_, i) => `${i + 1}\n`);
    const changed = lines.with(5, 'six\n');
    expect(unifiedDiff('a.yaml', lines.join(''), changed.join(''))).toBe(
      '--- a/a.yaml\n+++ b/a.yaml\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n',
    );
  });

  test('is what git apply takes', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-diff-'));
    const line = fc.constantFrom('a\n', 'b\n', 'c\n', 'd\r\n', '\n');
    const text = fc
      .tuple(fc.array(line, { maxLength: 25 }), fc.constantFrom('', 'end'))
      .map(([lines, end]) => lines.join('') + end);
    try {
      fc.assert(
        fc.property(text, text, (before, after) => {
          fc.pre(before !== '' && after !== '' && before !== after);
          writeFileSync(path.join(folder, 'f'), before);
          execFileSync('git', ['apply', '--whitespace=nowarn', '--unidiff-zero', '-'], {
            cwd: folder,
            input: unifiedDiff('f', before, after),
            stdio: 'pipe',
            env: { ...process.env, GIT_CEILING_DIRECTORIES: path.dirname(folder) },
          });
          expect(readFileSync(path.join(folder, 'f'), 'utf8')).toBe(after);
        }),
        { numRuns: 40 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
