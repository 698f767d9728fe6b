import { UsageError } from '../lint/usage-error.ts';
import { VERSION } from '../report/version.ts';
import { nearest } from '../text/nearest.ts';
import { bugReport } from './bug-report.ts';
import { EXIT, type Io } from './io.ts';

type Command = (args: readonly string[], io: Io) => Promise<number>;

/** Each command is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  lint: async () => (await import('./lint/command.ts')).lint,
  explain: async () => (await import('./explain.ts')).explain,
  init: async () => (await import('./init.ts')).init,
};

/**
 * Runs the command line and gives its exit status. Writes to the streams of `io` only; a mistake of the user is one
 * line on stderr, a bug is a stack and a request to report it.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`rolloutlint: ${error.message}\n`);
      return EXIT.usage;
    }
    io.stderr.write(bugReport(error));
    return EXIT.bug;
  }
}

async function dispatch(args: readonly string[], io: Io): Promise<number> {
  const flags = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  if (flags.includes('--help') || flags.includes('-h') || args[0] === 'help') {
    io.stdout.write((await import('./help.ts')).HELP);
    return EXIT.clean;
  }
  if (flags.includes('--version') || flags.includes('-V')) {
    io.stdout.write(`${VERSION}\n`);
    return EXIT.clean;
  }
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return (await command())(rest, io);
  const lint = (await import('./lint/command.ts')).lint;
  return lint(args, io, commandNear(name));
}

/** What a first path that does not exist was perhaps meant to be. */
function commandNear(name: string): string | undefined {
  return /^[a-z]+$/.test(name) ? nearest(name, Object.keys(COMMANDS)) : undefined;
}
