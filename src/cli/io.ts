/** A stream that a command writes to. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

/** All that a command may know of the process around it; tests give their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly readStdin: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The wall clock, for `until=` of suppressions. */
  readonly today: () => string;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

/** Whether to colour what goes to `output`: https://no-color.org, then FORCE_COLOR, then whether it is a terminal. */
export function wantsColour(output: Output, env: Io['env']): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return output.isTTY && env['TERM'] !== 'dumb';
}

export const EXIT = { clean: 0, findings: 1, usage: 2, bug: 3 } as const;
