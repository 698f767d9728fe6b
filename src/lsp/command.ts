import process from 'node:process';
import { createConnection } from 'vscode-languageserver';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { rules } from '../../rules/index.ts';
import { readArguments } from '../cli/flags.ts';
import type { Io } from '../cli/io.ts';
import { UsageError } from '../lint/usage-error.ts';
import { REAL_TIMERS } from './host.ts';
import { serve } from './server.ts';

const FLAGS = {
  stdio: { help: 'speak on standard input and output (the only way there is)' },
  clientProcessId: { value: 'PID', help: 'end when this process ends' },
} as const;

/** How often to look whether the editor still lives. */
const WATCH_MS = 3000;

/** `rolloutlint lsp --stdio`: serves an editor until it says `exit`, or goes away. */
export function lsp(args: readonly string[], io: Io): Promise<number> {
  const flags = readArguments(args, FLAGS);
  if (flags.operands.length > 0) throw new UsageError('lsp takes no paths: the editor says what it has open');
  if (!flags.has('stdio') && process.stdin.isTTY) {
    throw new UsageError('lsp is for editors, which start it as `rolloutlint lsp --stdio`');
  }
  return new Promise((resolve) => {
    let watching: NodeJS.Timeout | undefined;
    const end = (status: number): void => {
      clearInterval(watching);
      process.stdin.destroy();
      resolve(status);
      // For this flag the protocol's library sets a timer of its own, which nobody can stop.
      if (flags.has('clientProcessId')) setImmediate(() => process.exit());
    };
    const watchDog = {
      shutdownReceived: false,
      initialize: ({ processId }: { readonly processId: number | null }) => watch(processId),
      exit: end,
    };
    const gone = (): void => end(watchDog.shutdownReceived ? 0 : 1);
    const watch = (processId: number | null): void => {
      if (processId === null || watching !== undefined) return;
      watching = setInterval(() => {
        if (!lives(processId)) gone();
      }, WATCH_MS);
    };
    const given = Number(flags.value('clientProcessId'));
    if (Number.isInteger(given) && given > 0) watch(given);
    process.stdin.once('end', gone).once('close', gone);
    const reader = new StreamMessageReader(process.stdin);
    const writer = new StreamMessageWriter(process.stdout);
    const connection = createConnection((logger) => createProtocolConnection(reader, writer, logger), watchDog);
    serve(connection, { rules, today: io.today, timers: REAL_TIMERS });
    connection.listen();
  });
}

function lives(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Not being allowed to ask is an answer, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
