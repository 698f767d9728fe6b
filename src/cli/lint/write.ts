import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { UsageError } from '../../lint/usage-error.ts';

/**
 * Replaces the text of a file at once, so that nobody ever sees half of it; links and permissions stay. Gives a reason
 * where the file on the disk is not the one that was linted.
 */
export function replaceFile(file: string, before: string, after: string): string | undefined {
  const target = realpathSync(file);
  if (!readFileSync(target).equals(Buffer.from(before, 'utf8'))) return 'it is not UTF-8, or has changed meanwhile';
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, after, { mode: statSync(target).mode });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    return reason(error);
  }
  return undefined;
}

/** Writes a file that the user named. */
export function writeOutput(cwd: string, file: string, text: string, flag: string): void {
  try {
    writeFileSync(path.resolve(cwd, file), text);
  } catch (error) {
    throw new UsageError(`${flag}: cannot write ${file}: ${reason(error)}`);
  }
}

/** Reads a file that the user named. */
export function readInput(cwd: string, file: string, flag: string): string {
  try {
    return readFileSync(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`${flag}: cannot read ${file}: ${reason(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'no permission',
  EISDIR: 'it is a folder',
  EROFS: 'the file system is read-only',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
