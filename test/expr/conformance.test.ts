import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { suites } from '../conformance/suites/expr.ts';

const dir = path.resolve(process.env['ROLLOUTLINT_CONFORMANCE'] ?? '../shared/conformance');

describe('vectors recorded from expr-lang', () => {
  for (const { name, run } of suites) {
    const isThere = existsSync(path.join(dir, name));
    it.skipIf(!isThere)(isThere ? name : `${name}: no ${dir}, set ROLLOUTLINT_CONFORMANCE`, async () => {
      const { failures, total } = await run(dir);
      expect(total).toBeGreaterThan(0);
      expect(failures).toEqual([]);
    });
  }
});
