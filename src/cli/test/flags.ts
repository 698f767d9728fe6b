import type { Flags } from '../flags.ts';

export const TEST_FLAGS = {
  filter: { value: 'TEXT', help: 'only tests whose name contains this text; may be given several times' },
  update: { short: 'u', help: 'write what happens into the files, where something else or nothing is expected' },
  format: { short: 'f', value: 'NAME', help: 'pretty (default), json, junit' },
  output: { short: 'o', value: 'FILE', help: 'write the report to a file' },
  verbose: { short: 'v', help: 'show every measurement of tests that fail' },
} as const satisfies Flags;
