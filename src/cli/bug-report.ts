import { VERSION } from '../report/version.ts';

/** What a bug of ours says on stderr. */
export function bugReport(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `rolloutlint ${VERSION} failed; this is a bug of ours, please report it with these lines:\n${stack}\n`;
}
