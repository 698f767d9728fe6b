import type { Flags } from '../flags.ts';

export const LINT_FLAGS = {
  format: { short: 'f', value: 'NAME', help: 'pretty (default), compact, json, sarif, github, gitlab, junit' },
  output: { short: 'o', value: 'FILE', help: 'write the report to a file' },
  fix: { help: 'mend what can be mended without changing what the manifests mean' },
  'fix-unsafe': { help: 'mend more: read the changes before you commit them' },
  'fix-dry-run': { help: 'show what --fix (or --fix-unsafe) would change, and change nothing' },
  'fail-on': { value: 'LEVEL', help: 'exit with 1 from this level on: error (default), warning, info' },
  'max-warnings': { value: 'N', help: 'exit with 1 if there are more warnings' },
  quiet: { short: 'q', help: 'report errors only' },
  rule: { value: 'ID', help: 'run only this rule; may be given several times' },
  config: { short: 'c', value: 'FILE', help: 'this configuration instead of the nearest .rolloutlint.yaml' },
  'no-config': { help: 'no configuration file' },
  baseline: { value: 'FILE', help: 'hold back the findings listed in the file' },
  'write-baseline': { value: 'FILE', help: 'list all findings in the file, for --baseline' },
  'stdin-filename': { value: 'PATH', help: 'the path of what `-` reads from standard input' },
  'no-ignore': { help: 'lint what .gitignore and `exclude` leave out, too' },
  'allow-empty': { help: 'exit with 0 if no file matches' },
  timing: { help: 'tell on stderr how long each rule took' },
} as const satisfies Flags;
