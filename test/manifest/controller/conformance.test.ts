import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { suites } from '../../conformance/suites/argo.ts';

const directory = process.env['ROLLOUTLINT_CONFORMANCE'] ?? path.resolve('../shared/conformance');

describe.each(suites)('the vectors of $name', (suite) => {
  const isThere = existsSync(path.join(directory, suite.name));
  if (!isThere) console.log(`${suite.name}: no vectors in ROLLOUTLINT_CONFORMANCE, skipped`);

  it.skipIf(!isThere)('are met exactly', async () => {
    const { total, failures } = await suite.run(directory);
    expect(total).toBeGreaterThan(0);
    expect(failures).toEqual([]);
  });
});
