import { explain } from './explain.ts';
import { init } from './init.ts';
import type { Io } from './io.ts';
import { lint } from './lint/command.ts';

export { helpOf } from './help.ts';
export { lint };

type Command = (args: readonly string[], io: Io) => Promise<number>;

/** The protocol's library takes longer to load than a file takes to lint. */
const lsp: Command = async (args, io) => (await import('../lsp/command.ts')).lsp(args, io);

/** What answers queries is needed by few commands. */
const query: Command = async (args, io) => (await import('./query/command.ts')).query(args, io);

/** The measurement loop is needed by no other. */
const replay: Command = async (args, io) => (await import('./replay/command.ts')).replayCommand(args, io);
const record: Command = async (args, io) => (await import('./record/command.ts')).record(args, io);

const test: Command = async (args, io) => (await import('./test/command.ts')).test(args, io);

/** By name; without one of these the arguments are paths to lint. */
export const commands: Readonly<Record<string, Command>> = { lint, query, record, replay, test, explain, init, lsp };
