import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

/**
 * A scenario is a text: what it is about, then sections that begin with `=== NAME`. `file PATH` is a file before the
 * first command, `run ARGUMENTS` a command, `stdin` what it reads, and `exit`, `stdout`, `stderr`, `after PATH` (a file
 * after the command) what comes out. `UPDATE_SCENARIOS=1 npx vitest run test/cli` writes what comes out; read it.
 */
export interface Section {
  readonly name: string;
  readonly argument: string;
  readonly text: string;
}

export interface Scenario {
  readonly about: string;
  readonly sections: readonly Section[];
}

export function readScenario(text: string): Scenario {
  const [about = '', ...parts] = text.split(/^=== /m);
  const sections = parts.map((part) => {
    const end = part.indexOf('\n');
    const [name = '', ...rest] = part.slice(0, end).split(' ');
    return { name, argument: rest.join(' '), text: part.slice(end + 1) };
  });
  return { about, sections };
}

export const printScenario = ({ about, sections }: Scenario): string =>
  about +
  sections.map(({ name, argument, text }) => `=== ${argument === '' ? name : `${name} ${argument}`}\n${text}`).join('');

export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in `cwd`. */
export type Runner = (args: readonly string[], cwd: string, stdin: string) => Promise<Outcome>;

/** The command line without a process. */
export const inProcess: Runner = async (args, cwd, stdin) => {
  let stdout = '';
  let stderr = '';
  const io: Io = {
    stdout: { write: (text) => (stdout += text), isTTY: false, columns: undefined },
    stderr: { write: (text) => (stderr += text), isTTY: false, columns: undefined },
    readStdin: async () => stdin,
    env: {},
    cwd,
    today: () => '2026-03-01',
    now: () => 0,
  };
  return { exit: await main(args, io), stdout, stderr };
};

/** The scenario with what really comes out in place of what should. */
export async function play(scenario: Scenario, runner: Runner): Promise<Scenario> {
  const cwd = realpathSync(mkdtempSync(path.join(tmpdir(), 'rolloutlint-scenario-')));
  try {
    // The folder is a repository of its own: what stands above it is none of its business.
    mkdirSync(path.join(cwd, '.git'));
    const sections: Section[] = [];
    let outcome: Outcome = { exit: 0, stdout: '', stderr: '' };
    for (const [index, section] of scenario.sections.entries()) {
      const { name, argument } = section;
      let { text } = section;
      if (name === 'file') {
        mkdirSync(path.dirname(path.join(cwd, argument)), { recursive: true });
        writeFileSync(path.join(cwd, argument), text);
      } else if (name === 'run') {
        const next = scenario.sections[index + 1];
        outcome = await runner(splitArguments(argument), cwd, next?.name === 'stdin' ? next.text : '');
      } else if (name === 'exit') text = `${outcome.exit}\n`;
      else if (name === 'stdout' || name === 'stderr') text = complete(outcome[name].replaceAll(cwd, '/DIR'));
      else if (name === 'after') text = complete(readFileSync(path.join(cwd, argument), 'utf8'));
      else if (name !== 'stdin') throw new Error(`a scenario has no section ${name}`);
      sections.push({ name, argument, text });
    }
    return { about: scenario.about, sections };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const complete = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** Words, or 'quoted words'. */
const splitArguments = (line: string): string[] =>
  (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
