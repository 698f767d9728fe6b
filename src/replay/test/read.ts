import { type Fault, parseFault } from '../../analysis/faults.ts';
import { type RecordedMeasurement, readRecordedValues } from '../../analysis/recorded/values.ts';
import type { ActionKind, PersonAction } from '../../analysis/rollout/timeline.ts';
import { readShape, type ShapeError } from '../../lint/config/shape.ts';
import { parseSeries } from '../../promql/series/notation.ts';
import type { Span } from '../../text/span.ts';
import { parseYaml } from '../../yaml/parse.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/tree.ts';
import { decodeJson } from '../../yaml/walk.ts';
import type { TestCase, TestFile, TestProblem, WrittenPath, WrittenSeries } from './case.ts';
import { TEST_SCHEMA } from './schema.ts';
import { spanOf, timeOf } from './time.ts';

/** Reads the text of a test file; whatever is wrong is a problem with its place. `preparePromql` must have been awaited. */
export function readTestFile(text: string, path: string): TestFile {
  const problems: TestProblem[] = [];
  const documents = parseYaml(text);
  for (const { problems: faults } of documents) {
    for (const { code, span, message } of faults) {
      if (code !== 'ambiguous-scalar') problems.push({ span, text: message });
    }
  }
  const roots = documents
    .flatMap(({ root }) => root ?? [])
    .filter((root) => root.kind !== 'scalar' || root.value !== null);
  const [root, second] = roots;
  if (second !== undefined) problems.push({ span: second.span, text: 'a test file is one document' });
  if (root?.kind !== 'map') {
    const span = root?.span ?? { start: 0, end: 0 };
    if (problems.length === 0) problems.push({ span, text: 'a test file is a map with `manifests` and `tests`' });
    return { path, text, cases: [], problems };
  }
  const shape: ShapeError[] = [];
  readShape(root, TEST_SCHEMA, shape);
  // An `expect` that is not written yet is no mistake: --update writes it.
  const unwritten = new Set(
    items(root.get('tests')).map((node) => (node.kind === 'map' ? node.get('expect')?.span : undefined)),
  );
  problems.push(...shape.filter(({ span }) => !(unwritten.has(span) && text.slice(span.start, span.end) === '')));
  const cases = problems.length > 0 ? [] : casesOf(root, problems);
  return { path, text, cases, problems: problems.sort((a, b) => a.span.start - b.span.start) };
}

function casesOf(root: YamlMap, problems: TestProblem[]): readonly TestCase[] {
  const known = new Set<string>();
  return items(root.get('tests')).flatMap((node): TestCase[] => {
    if (node.kind !== 'map') return [];
    const before = problems.length;
    const test = new CaseReader(root, node, problems).read();
    if (known.has(test.name))
      problems.push({ span: test.nameSpan, text: `a test before has the name \`${test.name}\`` });
    known.add(test.name);
    return problems.length > before ? [] : [test];
  });
}

const SUBJECTS = ['rollout', 'template', 'run'] as const;

/** Seconds between the values of series: promtool's. */
const DEFAULT_INTERVAL_MS = 60_000;

/** Reads one test of a file whose shape is right. */
class CaseReader {
  readonly #file: YamlMap;
  readonly #test: YamlMap;
  readonly #problems: TestProblem[];
  readonly #namedMetrics: { name: string; span: Span }[] = [];

  constructor(file: YamlMap, test: YamlMap, problems: TestProblem[]) {
    this.#file = file;
    this.#test = test;
    this.#problems = problems;
  }

  read(): TestCase {
    const name = scalar(this.#test.get('name'));
    const nameSpan = name?.span ?? this.#test.span;
    if (name?.text.trim() === '') this.#fail(nameSpan, 'a test needs a name');
    const subject = this.#subject();
    const recordings = this.#paths('recording');
    const startNode = scalar(this.#get('start'));
    const start = startNode === undefined ? 0 : timeOf(startNode.text, 0);
    if (startNode === undefined && recordings[0] !== undefined) {
      this.#fail(recordings[0].span, 'with a recording a test needs `start`: a time that the recording covers');
    }
    if (start === undefined) this.#fail(startNode?.span ?? nameSpan, `\`${startNode?.text}\` is no time`);
    const startMs = start ?? 0;
    const manifests = this.#paths('manifests');
    if (manifests.length === 0) this.#fail(nameSpan, 'no `manifests`, neither in the test nor at the top of the file');
    const expect = this.#test.get('expect');
    return {
      name: name?.text ?? '',
      nameSpan,
      subjectSpan: subject?.span ?? nameSpan,
      selection: Object.fromEntries(subject === undefined ? [] : [[subject.kind, subject.text]]),
      manifests,
      rules: this.#paths('rules'),
      recordings,
      args: new Map(entries(this.#get('args')).map(([key, value]) => [key, scalar(value)?.text ?? ''])),
      hashes: Object.fromEntries(entries(this.#get('hashes')).map(([key, value]) => [key, scalar(value)?.text])),
      startMs,
      untilMs: this.#until(startMs),
      series: this.#series(startMs),
      values: this.#values(),
      secrets: this.#secrets(),
      faults: this.#faults(startMs),
      namedMetrics: this.#namedMetrics,
      actions: this.#actions(startMs),
      podReadyMs: this.#span('podReady'),
      defaultAddress: scalar(this.#get('defaultAddress'))?.text,
      node: this.#test,
      expect: expect?.kind === 'map' ? expect : undefined,
    };
  }

  #get(key: string): YamlNode | undefined {
    return this.#test.get(key) ?? this.#file.get(key);
  }

  #fail(span: Span, text: string): void {
    // What stands at the top of the file is wrong once, however many tests take it.
    if (!this.#problems.some((known) => known.span.start === span.start && known.text === text)) {
      this.#problems.push({ span, text });
    }
  }

  /** The test's own, or that of the file. */
  #subject(): { readonly kind: string; readonly text: string; readonly span: Span } | undefined {
    for (const map of [this.#test, this.#file]) {
      const named = SUBJECTS.flatMap((kind) => {
        const node = scalar(map.get(kind));
        return node === undefined ? [] : [{ kind, text: node.text, span: node.span }];
      });
      const [first, second] = named;
      if (first !== undefined && second !== undefined) {
        this.#fail(
          second.span,
          `\`${first.kind}\` and \`${second.kind}\` exclude each other: one test plays one object`,
        );
      }
      if (first !== undefined) return first;
    }
    return undefined;
  }

  #paths(key: string): readonly WrittenPath[] {
    const node = this.#get(key);
    const list = node?.kind === 'sequence' ? node.items : node === undefined ? [] : [node];
    return list.flatMap((each) => {
      const one = scalar(each);
      return one === undefined ? [] : [{ path: one.text, span: one.span }];
    });
  }

  #span(key: string): number | undefined {
    const node = scalar(this.#get(key));
    if (node === undefined) return undefined;
    const ms = spanOf(node.text);
    if (ms === undefined) this.#fail(node.span, `\`${node.text}\` is no duration; write 90s`);
    return ms;
  }

  #until(startMs: number): number | undefined {
    const node = scalar(this.#get('until'));
    if (node === undefined) return undefined;
    const ms = timeOf(node.text, startMs);
    if (ms === undefined || ms <= startMs) this.#fail(node.span, `\`until\` is not after the start: ${node.text}`);
    return ms;
  }

  #series(startMs: number): readonly WrittenSeries[] {
    const intervalMs = this.#span('interval') ?? DEFAULT_INTERVAL_MS;
    if (intervalMs <= 0) this.#fail(this.#get('interval')?.span ?? this.#test.span, '`interval` must be above 0');
    const from = this.#span('from') ?? 0;
    return items(this.#get('series')).flatMap((node): WrittenSeries[] => {
      if (node.kind !== 'map') return [];
      const [series, values, own] = ['series', 'values', 'from'].map((key) => scalar(node.get(key)));
      if (series === undefined || values === undefined) return [];
      const head = parseSeries(series.text);
      const text = `${series.text} ${values.text}`;
      const whole = head.ok ? parseSeries(text) : head;
      if (!head.ok) this.#fail(placeIn(series, head.at ?? 0), head.error);
      else if (!whole.ok) this.#fail(placeIn(values, (whole.at ?? 0) - series.text.length - 1), whole.error);
      else if (head.values.length > 0) this.#fail(series.span, 'values belong into `values`');
      const offset = own === undefined ? from : (spanOf(own.text) ?? 0);
      return [{ text, startMs: startMs + offset, intervalMs, span: series.span }];
    });
  }

  #values(): TestCase['values'] {
    const node = this.#get('values');
    if (node?.kind !== 'map') return undefined;
    const all = new Map<string, readonly RecordedMeasurement[]>();
    for (const { key, value } of node.entries) {
      const { values, problems } = readRecordedValues({ [key.text]: decodeJson(value) });
      for (const problem of problems) this.#fail(value.span, problem);
      this.#namedMetrics.push({ name: key.text, span: key.span });
      for (const [metric, list] of values) all.set(metric, list);
    }
    return all;
  }

  #secrets(): TestCase['secrets'] {
    const node = this.#get('secrets');
    if (node === undefined) return undefined;
    const texts = (map: YamlNode): Record<string, string> =>
      Object.fromEntries(entries(map).map(([key, value]) => [key, scalar(value)?.text ?? '']));
    return Object.fromEntries(entries(node).map(([name, value]) => [name, texts(value)]));
  }

  #faults(startMs: number): readonly Fault[] {
    return items(this.#get('faults')).flatMap((node): Fault[] => {
      const text = scalar(node)?.text ?? '';
      const parsed = parseFault(text, startMs);
      if (parsed.ok) {
        if (parsed.fault.metric !== undefined) this.#namedMetrics.push({ name: parsed.fault.metric, span: node.span });
        return [parsed.fault];
      }
      this.#fail(node.span, parsed.error);
      return [];
    });
  }

  #actions(startMs: number): readonly PersonAction[] {
    const actions = items(this.#get('actions')).flatMap((node): PersonAction[] => {
      if (node.kind !== 'map') return [];
      const [at, kind] = ['at', 'do'].map((key) => scalar(node.get(key)));
      if (at === undefined || kind === undefined) return [];
      const atMs = timeOf(at.text, startMs);
      if (atMs === undefined || atMs < startMs) {
        this.#fail(at.span, `\`${at.text}\` is not a time after the start`);
        return [];
      }
      // The schema has let through no other word.
      return [{ atMs, kind: kind.text as ActionKind }];
    });
    return actions.sort((a, b) => a.atMs - b.atMs);
  }
}

/** The place of an offset in the text of a scalar; its begin where there is none. */
function placeIn(node: YamlScalar, offset: number): Span {
  const start = Math.min(Math.max(0, offset), Math.max(0, node.text.length - 1));
  return node.text === '' ? node.span : node.embedded.toFile({ start, end: start + 1 });
}

const items = (node: YamlNode | undefined): readonly YamlNode[] => (node?.kind === 'sequence' ? node.items : []);
const scalar = (node: YamlNode | undefined): YamlScalar | undefined => (node?.kind === 'scalar' ? node : undefined);
const entries = (node: YamlNode | undefined): readonly (readonly [string, YamlNode])[] =>
  node?.kind === 'map' ? node.entries.map(({ key, value }) => [key.text, value] as const) : [];
