import { describe, expect, test } from 'vitest';
import { diagnosticOf, type Texts } from '../../src/lsp/diagnostics.ts';
import { TextRanges } from '../../src/lsp/text-ranges.ts';
import type { Finding } from '../../src/text/finding.ts';

const texts: Texts = {
  uri: (path) => `file:///w/${path}`,
  ranges: (path) => (path === 'gone.yaml' ? undefined : new TextRanges('one\ntwo\n')),
};

const finding: Finding = {
  rule: 'args/unknown',
  messageId: 'unknown',
  severity: 'warning',
  at: { file: 'a.yaml', span: { start: 4, end: 7 } },
  message: 'what',
};

describe('a diagnostic', () => {
  test('has the place, the level and the page of its finding', () => {
    expect(diagnosticOf(finding, texts)).toEqual({
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
      severity: 2,
      source: 'rolloutlint',
      code: 'args/unknown',
      message: 'what',
      codeDescription: { href: expect.stringMatching(/^https:.*args\/unknown/) },
    });
  });

  test('says why and what to write on lines of their own', () => {
    expect(diagnosticOf({ ...finding, why: 'reason', help: 'this' }, texts).message).toBe(
      'what\nwhy: reason\nhelp: this',
    );
  });

  test('names the places that belong to it, those in files that are gone at their start', () => {
    const at = { file: 'gone.yaml', span: { start: 4, end: 7 } };
    const usedBy = [{ at: { ...at, file: 'b.yaml' }, label: 'Rollout b, step 1' }];
    const { relatedInformation } = diagnosticOf({ ...finding, related: [{ at, label: 'here' }], usedBy }, texts);
    expect(
      relatedInformation?.map(({ message, location }) => [message, location.uri, location.range.start.line]),
    ).toEqual([
      ['here', 'file:///w/gone.yaml', 0],
      ['used by Rollout b, step 1', 'file:///w/b.yaml', 1],
    ]);
  });

  test('about ourselves has no page', () => {
    expect(diagnosticOf({ ...finding, rule: 'internal/rule-crashed' }, texts).codeDescription).toBeUndefined();
  });
});
