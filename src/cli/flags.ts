import { parseArgs } from 'node:util';
import { UsageError } from '../lint/usage-error.ts';
import { nearest } from '../text/nearest.ts';

/** One flag of a command, and the line of its help. */
export interface Flag {
  readonly short?: string;
  /** The name of its value in the help; a flag without one is a switch. */
  readonly value?: string;
  readonly help: string;
}

export type Flags = Readonly<Record<string, Flag>>;

/** What stood on the command line. */
export interface Arguments<F extends Flags> {
  readonly operands: readonly string[];
  has(flag: keyof F & string): boolean;
  /** The last value of a flag. */
  value(flag: keyof F & string): string | undefined;
  values(flag: keyof F & string): readonly string[];
}

/**
 * Reads the arguments of a command.
 * @throws {UsageError} for a flag that does not exist, with the nearest one that does
 */
export function readArguments<F extends Flags>(args: readonly string[], flags: F): Arguments<F> {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { short, value }]) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short && { short }),
        multiple: true,
      },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const operands: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) throw new UsageError(unknownFlag(token.rawName, flags));
    if (flag.value === undefined && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
    const missing = flag.value !== undefined && (token.value === undefined || isFlag(token.value, flags));
    if (missing) throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${flag.value}`);
    given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? '']);
  }
  return {
    operands,
    has: (name) => given.has(name),
    value: (name) => given.get(name)?.at(-1),
    values: (name) => given.get(name) ?? [],
  };
}

const isFlag = (text: string, flags: Flags): boolean => text.startsWith('--') && Object.hasOwn(flags, text.slice(2));

function unknownFlag(raw: string, flags: Flags): string {
  const near = nearest(raw.replace(/^--?/, ''), Object.keys(flags));
  return `unknown flag ${raw}${near === undefined ? '; rolloutlint --help lists all' : `; did you mean --${near}?`}`;
}

/** The lines of a help text about these flags. */
export function describeFlags(flags: Flags): string {
  const rows = Object.entries(flags).map(([name, { short, value, help }]) => ({
    head: `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }));
  const width = Math.max(...rows.map(({ head }) => head.length));
  return rows.map(({ head, help }) => `  ${head.padEnd(width)}  ${help}\n`).join('');
}
