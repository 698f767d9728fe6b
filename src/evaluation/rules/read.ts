import { type RuleGroupView, type RuleView, ruleGroupsIn } from '../../manifest/rule-groups.ts';
import { type Expr, parsePromDuration, parsePromql } from '../../promql/index.ts';
import { LineIndex } from '../../text/line-index.ts';
import type { Location, Span } from '../../text/span.ts';
import { parseYaml } from '../../yaml/parse.ts';
import type { YamlMap, YamlProblemCode, YamlScalar } from '../../yaml/tree.ts';

/** A rule that records series, ready to be evaluated. */
export interface RecordingRule {
  /** The metric's name of what it records. */
  readonly name: string;
  readonly query: string;
  readonly expr: Expr;
  /** Set on what it records, those of its group among them; an empty value takes a label away. */
  readonly labels: ReadonlyMap<string, string>;
  /** The name in the rule file. */
  readonly at: Location;
  /** `rules.yaml:12`. */
  readonly place: string;
}

/** Rules that are evaluated one after the other, at the same times. */
export interface RuleGroup {
  readonly file: string;
  readonly name: string;
  /** Undefined: the server's `evaluation_interval`. */
  readonly intervalMs: number | undefined;
  /** How far before the time of an evaluation its rules look, and record. */
  readonly queryOffsetMs: number;
  /** More series than this are an error of a rule; 0 is no limit. */
  readonly limit: number;
  readonly rules: readonly RecordingRule[];
}

/** Why a server would refuse a rule file. */
export interface RuleProblem {
  readonly at: Location;
  /** `rules.yaml:12:7`. */
  readonly place: string;
  readonly message: string;
}

export interface RuleFiles {
  readonly groups: readonly RuleGroup[];
  readonly problems: readonly RuleProblem[];
}

interface RuleText {
  /** As reports show it. */
  readonly path: string;
  readonly text: string;
}

/**
 * The recording rules of rule files and of files with PrometheusRule objects; alerts are left out. `preparePromql` must
 * have been awaited.
 */
export function readRuleFiles(files: readonly RuleText[]): RuleFiles {
  const groups: RuleGroup[] = [];
  const problems: RuleProblem[] = [];
  for (const file of files) {
    const reader = new Reader(file);
    for (const { root, problems: faults } of parseYaml(file.text)) {
      const fault = faults.find(({ code }) => FATAL.has(code));
      if (fault !== undefined) reader.refuse(fault.span, fault.message);
      groups.push(...ruleGroupsIn(root).map((view) => reader.group(view)));
    }
    problems.push(...reader.problems);
  }
  return { groups, problems };
}

/** What makes a server's decoder stop. */
const FATAL: ReadonlySet<YamlProblemCode> = new Set([
  'syntax',
  'duplicate-key',
  'unknown-anchor',
  'cyclic-alias',
  'excessive-aliases',
  'too-deep',
  'too-large',
]);

class Reader {
  readonly problems: RuleProblem[] = [];
  readonly #file: RuleText;
  readonly #lines: LineIndex;
  readonly #names = new Set<string>();

  constructor(file: RuleText) {
    this.#file = file;
    this.#lines = new LineIndex(file.text);
  }

  /** rulefmt.RuleGroup; Manager.LoadGroups. */
  group(view: RuleGroupView): RuleGroup {
    const name = view.name?.text ?? '';
    if (name === '') this.refuse(view.node.span, 'a group needs a name');
    else if (this.#names.has(name)) this.refuse(view.node.span, `there are two groups ${name} in this file`);
    this.#names.add(name);
    const labels = labelsOf(view.labels);
    return {
      file: this.#file.path,
      name,
      // An interval of zero is none.
      intervalMs: this.#duration(view.interval) || undefined,
      queryOffsetMs: this.#duration(view.queryOffset) ?? 0,
      limit: this.#limit(view.limit),
      rules: view.rules.flatMap((rule) => this.#rule(rule, labels)),
    };
  }

  #rule({ node, record, alert, expr, labels }: RuleView, ofGroup: ReadonlyMap<string, string>): RecordingRule[] {
    if (record === undefined || record.text === '') {
      if (alert === undefined) this.refuse(node.span, 'a rule needs `record` or `alert`');
      return [];
    }
    if (expr === undefined || expr.text === '') {
      this.refuse(node.span, `the rule ${record.text} needs \`expr\``);
      return [];
    }
    if (/[{}]/.test(record.text))
      this.refuse(record.span, `${record.text} is no metric name: labels belong in \`labels\``);
    const { expr: tree, errors } = parsePromql(expr.text);
    const [error] = errors;
    if (tree === undefined || error !== undefined) {
      const { span, message } = error ?? { span: { start: 0, end: expr.text.length }, message: 'it is empty' };
      this.refuse(expr.embedded.toFile(span), `${record.text}: ${message}`);
      return [];
    }
    const at = { file: this.#file.path, span: record.span };
    const place = `${at.file}:${this.#lines.positionAt(record.span.start).line}`;
    const all = new Map([...ofGroup, ...labelsOf(labels)]);
    return [{ name: record.text, query: expr.text, expr: tree, labels: all, at, place }];
  }

  #duration(node: YamlScalar | undefined): number | undefined {
    if (node === undefined || node.text === '') return undefined;
    const ms = parsePromDuration(node.text);
    if (ms === undefined) this.refuse(node.span, `${node.text} is no duration: write 1m, 30s`);
    return ms;
  }

  #limit(node: YamlScalar | undefined): number {
    if (node === undefined || node.text === '') return 0;
    if (typeof node.value === 'number' && Number.isInteger(node.value)) return node.value;
    this.refuse(node.span, `${node.text} is no limit: write a whole number`);
    return 0;
  }

  refuse(span: Span, message: string): void {
    const { line, column } = this.#lines.positionAt(span.start);
    const place = `${this.#file.path}:${line}:${column}`;
    this.problems.push({ at: { file: this.#file.path, span }, place, message });
  }
}

const labelsOf = (map: YamlMap | undefined): ReadonlyMap<string, string> =>
  new Map(map?.entries.map(({ key, value }) => [key.text, value.kind === 'scalar' ? value.text : '']) ?? []);
