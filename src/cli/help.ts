import { describeFlags } from './flags.ts';
import { LINT_FLAGS } from './lint/flags.ts';

const HELP = `rolloutlint finds the mistakes in Argo Rollouts canary analysis before a canary does.

Usage:
  rolloutlint [lint] [PATH...]   lint files and folders; - is standard input, no path is the current folder
  rolloutlint replay [PATH...]   play a Rollout or a template on recorded data; see rolloutlint replay --help
  rolloutlint test [PATH...]     hold gates to what tests expect; see rolloutlint test --help
  rolloutlint query EXPR         ask a recording or a server; see rolloutlint query --help
  rolloutlint record [PATH...]   save what the queries of manifests read; see rolloutlint record --help
  rolloutlint explain RULE       what a rule finds, why it matters, what to write instead
  rolloutlint init               write a configuration file to start from
  rolloutlint lsp --stdio        serve an editor
  rolloutlint --version
  rolloutlint --help

Flags of lint:
${describeFlags(LINT_FLAGS)}
Examples:
  rolloutlint k8s/                              lint a folder
  rolloutlint --fix k8s/                        and mend what is safe to mend
  kustomize build . | rolloutlint -             lint what another tool renders
  rolloutlint --format github .                 annotate a pull request
  rolloutlint --write-baseline known.json .     accept what is there, then: --baseline known.json

Comments:
  # rolloutlint-disable-next-line RULE -- reason        also: disable-line, disable-file, until=2026-03-31

Exit codes: 0 clean, 1 findings, 2 wrong usage or configuration, 3 a bug of rolloutlint.
`;

/** The help of commands with many flags of their own; what they need is loaded for them only. */
const HELPS: Readonly<Record<string, () => Promise<string>>> = {
  query: async () => (await import('./query/help.ts')).QUERY_HELP,
  record: async () => (await import('./record/help.ts')).RECORD_HELP,
  replay: async () => (await import('./replay/help.ts')).REPLAY_HELP,
  test: async () => (await import('./test/help.ts')).TEST_HELP,
};

/** The help of a command, or the one for everything. */
export const helpOf = async (command: string | undefined): Promise<string> =>
  command !== undefined && Object.hasOwn(HELPS, command) ? ((await HELPS[command]?.()) ?? HELP) : HELP;
