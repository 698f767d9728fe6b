import { describe, expect, it } from 'vitest';
import { insertBefore } from '../../../src/lint/kit/text/insert.ts';
import { theOnly, workspaceOf } from '../../workspace/tree.ts';

const HEAD = 'apiVersion: v1\nkind: Service\n';
function inserted(text: string, path: readonly (string | number)[]): string | undefined {
  const manifest = theOnly(workspaceOf({ 's.yaml': text }), 'Service');
  const edit = insertBefore(manifest, path, 'a: 1');
  return edit === undefined ? undefined : text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
}

describe('a line put before an entry', () => {
  it('has the indent of the entry', () => {
    expect(inserted(`${HEAD}spec:\n  b: 2\n`, ['spec', 'b'])).toBe(`${HEAD}spec:\n  a: 1\n  b: 2\n`);
  });

  it('becomes the first of an item of a list', () => {
    expect(inserted(`${HEAD}spec:\n  - b: 2\n    c: 3\n`, ['spec', 0, 'b'])).toBe(
      `${HEAD}spec:\n  - a: 1\n    b: 2\n    c: 3\n`,
    );
  });

  it('stays in the brackets of a flow map', () => {
    expect(inserted(`${HEAD}spec: {b: 2}\n`, ['spec', 'b'])).toBe(`${HEAD}spec: {a: 1, b: 2}\n`);
  });

  it('ends as the lines of the file do', () => {
    const text = `${HEAD}spec:\n  b: 2\n`.replaceAll('\n', '\r\n');
    expect(inserted(text, ['spec', 'b'])).toBe(`${HEAD}spec:\n  a: 1\n  b: 2\n`.replaceAll('\n', '\r\n'));
  });

  it('is left out where the entry came from elsewhere', () => {
    expect(inserted(`${HEAD}x: &x {b: 2}\nspec:\n  <<: *x\n`, ['spec', 'b'])).toBeUndefined();
  });
});
