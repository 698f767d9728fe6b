import { UsageError } from '../lint/usage-error.ts';
import { oneLine } from '../report/plain.ts';
import { VERSION } from '../report/version.ts';
import { nearest } from '../text/nearest.ts';
import { bugReport } from './bug-report.ts';
import { EXIT, type Io } from './io.ts';

/**
 * Runs the command line and gives its exit status. Writes to the streams of `io` only; a mistake of the user is one
 * line on stderr, a bug is a stack and a request to report it.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`rolloutlint: ${oneLine(error.message)}\n`);
      return EXIT.usage;
    }
    io.stderr.write(bugReport(error));
    return EXIT.bug;
  }
}

async function dispatch(args: readonly string[], io: Io): Promise<number> {
  const flags = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  if (flags.includes('--version') || flags.includes('-V')) {
    io.stdout.write(`${VERSION}\n`);
    return EXIT.clean;
  }
  // What the version does not need.
  const { commands, helpOf, lint } = await import('./commands.ts');
  if (flags.includes('--help') || flags.includes('-h') || args[0] === 'help') {
    io.stdout.write(await helpOf(args[0] === 'help' ? args[1] : args[0]));
    return EXIT.clean;
  }
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return command(rest, io);
  // What a first path that does not exist was perhaps meant to be.
  const meant = /^[a-z]+$/.test(name) ? nearest(name, Object.keys(commands)) : undefined;
  return lint(args, io, meant);
}
