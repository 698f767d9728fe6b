import process from 'node:process';
import { text } from 'node:stream/consumers';
import { bugReport } from './bug-report.ts';
import { EXIT, type Output } from './io.ts';
import { main } from './main.ts';

function outputOf(stream: NodeJS.WriteStream): Output {
  let closed = false;
  // `rolloutlint | head` closes the pipe early: the rest of the report has no reader, and that is no error.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
  });
  return {
    write: (chunk) => {
      if (!closed) stream.write(chunk);
    },
    isTTY: stream.isTTY === true,
    columns: stream.isTTY ? stream.columns : undefined,
  };
}

const io = {
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  readStdin: () => text(process.stdin),
  env: process.env,
  cwd: process.cwd(),
  today: () => new Date().toISOString().slice(0, 10),
  now: () => performance.now(),
};

process.on('uncaughtException', (error) => {
  io.stderr.write(bugReport(error));
  process.exitCode = EXIT.bug;
});

// The exit code is set, never forced: a pipe takes a large report in its own time. A program that ends before it
// has a result has a bug.
process.exitCode = EXIT.bug;
main(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
});
