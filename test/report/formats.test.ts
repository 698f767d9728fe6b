import { describe, expect, test } from 'vitest';
import { FORMAT_NAMES, formatReport, isFormatName } from '../../src/report/formats.ts';
import type { Report } from '../../src/report/report.ts';
import { EMPTY, MIXED } from './mixed.ts';

const OPTIONS = { cwd: '/repo', colour: false, width: 100 };

const EXTENSIONS: Readonly<Record<string, string>> = { json: 'json', sarif: 'json', gitlab: 'json', junit: 'xml' };

async function render(name: string, report: Report): Promise<string> {
  if (!isFormatName(name)) throw new Error(name);
  return formatReport(name, report, OPTIONS);
}

describe.each(FORMAT_NAMES)('%s', (name) => {
  test('shows the mixed report as in the snapshot', async () => {
    const extension = EXTENSIONS[name] ?? 'txt';
    await expect(await render(name, MIXED)).toMatchFileSnapshot(`snapshots/${name}.${extension}`);
  });

  test('is valid when there is nothing to show', async () => {
    const text = await render(name, EMPTY);
    if (EXTENSIONS[name] === 'json') expect(JSON.parse(text)).toBeTypeOf('object');
    else if (name === 'junit') expect(text).toContain('</testsuites>');
    else if (name === 'pretty') expect(text).toContain('no findings in 0 files');
    else expect(text).toBe('');
  });

  test('gives the first character line 1, column 1, also after a byte order mark', async () => {
    for (const text of ['kind: Rollout\n', '\uFEFFkind: Rollout\n']) {
      const start = text.indexOf('kind');
      const report: Report = {
        ...EMPTY,
        files: [{ path: 'a.yaml', text }],
        text: () => text,
        findings: [
          {
            rule: 'yaml/x',
            messageId: 'x',
            severity: 'error',
            at: { file: 'a.yaml', span: { start, end: start + 4 } },
            message: 'bad',
          },
        ],
      };
      expect(startIn(name, await render(name, report))).toEqual(name === 'gitlab' ? [1] : [1, 1]);
    }
  });
});

/** Where the one finding of a report in this format starts. */
function startIn(name: string, text: string): unknown[] {
  const numbers = (pattern: RegExp): number[] => (pattern.exec(text)?.slice(1) ?? []).map(Number);
  switch (name) {
    case 'pretty':
      return numbers(/^ {2}(\d+):(\d+) {2}error/m);
    case 'compact':
      return numbers(/^a\.yaml:(\d+):(\d+):/);
    case 'json':
      return numbers(/"line": (\d+),\s*"column": (\d+)/);
    case 'sarif':
      return numbers(/"startLine": (\d+),\s*"startColumn": (\d+)/);
    case 'github':
      return numbers(/line=(\d+),endLine=1,col=(\d+),/);
    case 'gitlab':
      return numbers(/"begin": (\d+)/);
    default:
      return numbers(/name="yaml\/x (\d+):(\d+)"/);
  }
}
