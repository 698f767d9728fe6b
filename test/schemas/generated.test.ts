import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { expect, test } from 'vitest';

test('the generated validators are those of the schemas', () => {
  const check = (): string =>
    execFileSync(process.execPath, ['tools/run.mjs', 'tools/schemas.ts', '--check'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(check).not.toThrow();
});
