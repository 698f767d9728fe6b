import { describeFlags } from '../flags.ts';
import { TEST_FLAGS } from './flags.ts';

export const TEST_HELP = `rolloutlint test is to canary gates what promtool test rules is to alerts: it plays Rollouts and templates on samples, on
virtual time, and holds what happens against what test files expect. What stands in them: docs/test-files.md.

Usage:
  rolloutlint test [PATH...]     files, globs, and folders with files *.test.yaml or *.rollout-test.yaml

Flags:
${describeFlags(TEST_FLAGS)}
Examples:
  rolloutlint test gates/
  rolloutlint test gates/checkout.test.yaml --filter "3 a.m." --verbose
  rolloutlint test gates/ --update              write what happens; then read the difference
  rolloutlint test --format junit -o gates.xml

Exit codes: 0 all is as expected, 1 something is not, 2 a test or the usage is wrong, 3 a bug of rolloutlint.
`;
