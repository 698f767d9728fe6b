import { UsageError } from '../../lint/usage-error.ts';
import { preparePromql } from '../../promql/index.ts';
import type { TestCase, TestFile, TestProblem } from '../../replay/test/case.ts';
import { compare } from '../../replay/test/compare/compare.ts';
import { readTestFile } from '../../replay/test/read.ts';
import { runTest, type TestResult } from '../../replay/test/run.ts';
import { type Updated, updateText } from '../../replay/test/update.ts';
import { formatTests, isTestFormat, TEST_FORMATS, type TestFormat } from '../../report/test/formats.ts';
import { countStatuses, type TestedCase, type TestedFile, type TestReport } from '../../report/test/report.ts';
import { LineIndex } from '../../text/line-index.ts';
import { nearest } from '../../text/nearest.ts';
import { readArguments } from '../flags.ts';
import { EXIT, type Io, wantsColour } from '../io.ts';
import { choice } from '../lint/options.ts';
import { replaceFile, writeOutput } from '../lint/write.ts';
import { progressBar } from '../progress.ts';
import { type FoundFile, findTestFiles } from './files.ts';
import { TEST_FLAGS } from './flags.ts';
import { InputLoader } from './inputs.ts';

interface TestCommand {
  readonly paths: readonly string[];
  readonly filters: readonly string[];
  readonly update: boolean;
  readonly format: TestFormat;
  readonly output: string | undefined;
  readonly verbose: boolean;
}

/** `rolloutlint test [FILES…]`: plays what test files describe, and holds what happens against what they expect. */
export async function test(args: readonly string[], io: Io): Promise<number> {
  const started = io.now();
  const command = readOptions(args);
  await preparePromql();
  const found = findTestFiles(command.paths, io.cwd);
  const files = found.map((file) => ({ file, read: readTestFile(file.text, file.shown) }));
  const problems = files.flatMap(({ read }) => read.problems.map((problem) => problemLine(read, problem)));
  if (problems.length > 0) return refuse(problems, io);
  const wanted = (name: string): boolean =>
    command.filters.length === 0 || command.filters.some((text) => name.toLowerCase().includes(text.toLowerCase()));
  const all = files.flatMap(({ read }) => read.cases);
  const filtered = all.filter(({ name }) => !wanted(name)).length;
  if (filtered === all.length) throw new UsageError(nothingNamed(command.filters, all));
  const empty = command.update ? [] : files.flatMap(({ read }) => expectingNothing(read, wanted));
  if (empty.length > 0) return refuse(empty, io);

  const loader = new InputLoader(io.cwd);
  const tested: TestedFile[] = [];
  const bar = progressBar(io, 'testing');
  let done = 0;
  const next = (name: string): void => bar.show({ done: done++, total: all.length - filtered, text: name });
  try {
    for (const { file, read } of files) {
      const cases = read.cases.filter(({ name }) => wanted(name));
      if (cases.length > 0) tested.push(await testFile(file, cases, loader, { update: command.update, next }));
    }
  } finally {
    bar.clear();
  }
  const report: TestReport = { files: tested, filtered };
  writeReport(report, command, io, io.now() - started);
  const { failed, refused } = countStatuses(report);
  const lines = tested.flatMap(refusals);
  if (refused > 0) return refuse(lines, io);
  return failed > 0 ? EXIT.findings : EXIT.clean;
}

interface Played {
  readonly test: TestCase;
  readonly result: TestResult;
}

async function testFile(
  file: FoundFile,
  cases: readonly TestCase[],
  loader: InputLoader,
  { update, next }: { readonly update: boolean; readonly next: (name: string) => void },
): Promise<TestedFile> {
  const results: Played[] = [];
  for (const one of cases) {
    next(one.name);
    results.push({ test: one, result: await play(one, file.absolute, loader) });
  }
  const updates = update ? results.flatMap(({ test: one, result }) => updatedOf(one, result)) : [];
  if (updates.length > 0) rewrite(file, updates, results);
  const changed = new Set(updates.map(({ test: one }) => one));
  const tested = results.map((each): TestedCase => ({ ...each, isUpdated: changed.has(each.test) }));
  return { path: file.shown, lines: new LineIndex(file.text), cases: tested };
}

async function play(one: TestCase, file: string, loader: InputLoader): Promise<TestResult> {
  const loaded = await loader.load(one, file);
  return loaded.ok ? runTest(one, loaded.inputs) : { kind: 'refused', problem: loaded.problem };
}

/** What `--update` has to write for a test; nothing where all is as expected. */
function updatedOf(one: TestCase, result: TestResult): readonly Updated[] {
  if (result.kind === 'refused') return [];
  const isEmpty = one.expect === undefined || one.expect.entries.length === 0;
  if (!isEmpty && result.mismatches.length === 0) return [];
  return [{ test: one, replay: result.replay, mismatches: result.mismatches }];
}

function rewrite({ absolute, shown, text }: FoundFile, updates: readonly Updated[], all: readonly Played[]): void {
  const after = updateText(text, updates);
  const read = readTestFile(after, shown);
  const [problem] = read.problems;
  if (problem !== undefined) throw new Error(`the new text of ${shown} cannot be read: ${problem.text}`);
  for (const { test: one, result } of all) {
    const expect = read.cases.find(({ name }) => name === one.name)?.expect;
    if (expect === undefined || result.kind === 'refused') continue;
    const [left] = compare(expect, result.replay).mismatches;
    // An alias stands for one text, which cannot say two things.
    if (left !== undefined) {
      const what = `\`${one.name}\` shares ${left.path} with another test, where something else happens`;
      throw new UsageError(`--update: cannot write ${shown}: ${what}; write it out in both`);
    }
  }
  const reason = replaceFile(absolute, text, after);
  if (reason !== undefined) throw new UsageError(`--update: cannot write ${shown}: ${reason}`);
}

function readOptions(args: readonly string[]): TestCommand {
  const flags = readArguments(args, TEST_FLAGS);
  const format = flags.value('format') ?? 'pretty';
  if (!isTestFormat(format)) throw new UsageError(`--format ${format}: ${choice(format, TEST_FORMATS)}`);
  return {
    paths: flags.operands.length === 0 ? ['.'] : flags.operands,
    filters: flags.values('filter'),
    update: flags.has('update'),
    format,
    output: flags.value('output'),
    verbose: flags.has('verbose'),
  };
}

function writeReport(report: TestReport, command: TestCommand, io: Io, elapsedMs: number): void {
  const { output, format, verbose } = command;
  const text = formatTests(format, report, {
    colour: output === undefined && wantsColour(io.stdout, io.env),
    elapsedMs,
    verbose,
    ...(io.stdout.columns === undefined ? {} : { width: io.stdout.columns }),
  });
  if (output === undefined) io.stdout.write(text);
  else writeOutput(io.cwd, output, text, '--output');
}

function refuse(lines: readonly string[], io: Io): number {
  for (const line of lines) io.stderr.write(`rolloutlint: ${line}\n`);
  return EXIT.usage;
}

function problemLine({ path, text }: TestFile, { span, text: said }: TestProblem): string {
  const { line, column } = new LineIndex(text).positionAt(span.start);
  return `${path}:${line}:${column}: ${said.replaceAll(/\s+/g, ' ')}`;
}

const expectingNothing = (file: TestFile, wanted: (name: string) => boolean): readonly string[] =>
  file.cases
    .filter(({ name, expect }) => wanted(name) && (expect === undefined || expect.entries.length === 0))
    .map(({ name, nameSpan }) => {
      const text = `\`${name}\` expects nothing; write \`expect: {verdict: …}\`, or let --update write what happens`;
      return problemLine(file, { span: nameSpan, text });
    });

const refusals = ({ path, lines, cases }: TestedFile): readonly string[] =>
  cases.flatMap(({ result }) => {
    if (result.kind === 'played') return [];
    const { line, column } = lines.positionAt(result.problem.span.start);
    return [`${path}:${line}:${column}: ${result.problem.text.replaceAll(/\s+/g, ' ')}`];
  });

function nothingNamed(filters: readonly string[], all: readonly TestCase[]): string {
  const names = all.map(({ name }) => name);
  const near = filters.flatMap((text) => nearest(text, names) ?? [])[0] ?? names[0] ?? '';
  return `--filter ${filters.join(', ')}: no test has that in its name; there is \`${near}\``;
}
