import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyBaseline, makeBaseline, readBaseline } from '../../src/lint/baseline.ts';
import { fingerprints } from '../../src/lint/fingerprint.ts';
import { UsageError } from '../../src/lint/usage-error.ts';
import type { Finding } from '../../src/text/finding.ts';

function findingsOf(text: string, word: string, file = 'a.yaml'): Finding[] {
  return [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) => ({
    rule: 'test/x',
    messageId: 'x',
    severity: 'error',
    at: { file, span: { start: index, end: index + word.length } },
    message: `word at ${index}`,
  }));
}

const names = (text: string): string[] => fingerprints(findingsOf(text, 'BAD'), () => text);
const about = (text: string) => ({ text: () => text, nameOf: (file: string) => file });

describe('a fingerprint', () => {
  test('survives lines around it, and blanks', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('x: 1\n', '\n', '# c\n', '\r\n')), (lines) => {
        expect(names(`${lines.join('')}  a:   BAD\n`)).toEqual(names('a: BAD\n'));
      }),
    );
  });

  test('differs with the line, the rule and the occurrence', () => {
    expect(names('a: BAD\n')).not.toEqual(names('b: BAD\n'));
    const [first = '', second = ''] = names('a: BAD\na: BAD\n');
    expect(second).toBe(`${first}:2`);
  });
});

describe('a baseline', () => {
  const before = 'a: BAD\na: BAD\n';
  const baseline = makeBaseline(findingsOf(before, 'BAD'), about(before));

  test('holds back what it lists, and no more', () => {
    const after = 'new: 1\na: BAD\nb: BAD\na: BAD\na: BAD\n';
    const { fresh, known, stale } = applyBaseline(findingsOf(after, 'BAD'), baseline, ['a.yaml'], about(after));
    expect([fresh.length, known.length, stale]).toEqual([2, 2, 0]);
  });

  test('knows what is gone from the files of this run', () => {
    const { stale } = applyBaseline([], baseline, ['a.yaml'], about(''));
    expect(stale).toBe(2);
    expect(applyBaseline([], baseline, ['other.yaml'], about('')).stale).toBe(0);
  });

  test('is read back as it was written', () => {
    expect(readBaseline(JSON.stringify(baseline), 'b.json')).toEqual(baseline);
  });

  test.each(['', '{', '[]', '{"version": 2, "findings": {}}', '{"version": 1, "findings": {"a": 1}}'])(
    'is not %j',
    (text) => {
      expect(() => readBaseline(text, 'b.json')).toThrow(UsageError);
    },
  );
});
