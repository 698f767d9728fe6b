import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lintTexts } from '../../corpus/lint-texts.ts';
import type { Failure, Suite } from '../suite.ts';

/** The files that the controller's own lint is tested with: `invalid*` must get an error from us, `valid*` none. */
export const suites: readonly Suite[] = [
  {
    name: 'argo-lint',
    async run(dir) {
      const folder = path.join(dir, 'argo-lint');
      const files = readdirSync(folder).filter((file) => /^(in)?valid.*\.(ya?ml|json)$/.test(file));
      const failures: Failure[] = [];
      for (const file of files) {
        const { findings } = await lintTexts([{ path: file, text: readFileSync(path.join(folder, file), 'utf8') }]);
        const errors = findings.filter(({ severity }) => severity === 'error');
        const isInvalid = file.startsWith('invalid');
        if (errors.length > 0 === isInvalid) continue;
        const actual = errors.map(({ rule, message }) => `${rule}: ${message}`).join('; ');
        failures.push({ id: file, expected: isInvalid ? 'an error' : 'no error', actual: actual || 'no error' });
      }
      return { total: files.length, failures };
    },
  },
];
