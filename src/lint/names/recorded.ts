import { inferPromql, type LabelFacts, parsePromql } from '../../promql/index.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { YamlMap, YamlScalar } from '../../yaml/tree.ts';
import { groupsOf } from '../kit/rule-files/rule-files.ts';
import type { MetricShape, NameSource } from './names.ts';

const known = new WeakMap<Workspace, NameSource>();

/**
 * The series that the recording rules of a workspace write, in rule files and PrometheusRule objects. The PromQL parser
 * must have been loaded.
 */
export function recordedNames(workspace: Workspace): NameSource {
  let names = known.get(workspace);
  if (names === undefined) {
    names = collect(workspace);
    known.set(workspace, names);
  }
  return names;
}

function collect(workspace: Workspace): NameSource {
  const metrics = new Map<string, MetricShape[]>();
  for (const file of workspace.files) {
    for (const group of groupsOf(file)) {
      for (const { record, expr, labels } of group.rules) {
        if (record === undefined || expr === undefined) continue;
        const of = metrics.get(record.text) ?? [];
        metrics.set(record.text, of);
        of.push(new RecordedShape(file.path, record, expr, [group.labels, labels]));
      }
    }
  }
  return { kind: 'rules', title: 'the recording rules here', metrics };
}

/** What a rule leaves of its expression, and the labels that it adds (rules/recording.go Eval); inferred when asked for. */
class RecordedShape implements MetricShape {
  readonly at: MetricShape['at'];
  readonly #expr: YamlScalar;
  readonly #added: readonly (YamlMap | undefined)[];
  #shape: Omit<MetricShape, 'at'> | undefined;

  constructor(file: string, record: YamlScalar, expr: YamlScalar, added: readonly (YamlMap | undefined)[]) {
    this.at = { file, span: record.span };
    this.#expr = expr;
    this.#added = added;
  }

  get labels(): MetricShape['labels'] {
    return this.#known.labels;
  }

  get open(): boolean {
    return this.#known.open;
  }

  get never(): ReadonlySet<string> {
    return this.#known.never;
  }

  get #known(): Omit<MetricShape, 'at'> {
    this.#shape ??= this.#infer();
    return this.#shape;
  }

  #infer(): Omit<MetricShape, 'at'> {
    const { expr, errors } = parsePromql(this.#expr.text);
    const facts = expr === undefined || errors.length > 0 ? undefined : inferPromql(expr).root.labels;
    const labels = new Map(facts === undefined ? [] : labelsOf(facts));
    const never = new Set(
      [...(facts?.known ?? [])].filter(([, presence]) => presence === 'impossible').map(([l]) => l),
    );
    for (const { key, value } of this.#added.flatMap((map) => map?.entries ?? [])) {
      const text = value.kind === 'scalar' ? value.text : undefined;
      // An empty value takes a label away.
      if (text === '') labels.delete(key.text);
      else labels.set(key.text, text === undefined ? undefined : new Set([text]));
      if (text === '') never.add(key.text);
      else never.delete(key.text);
    }
    return { labels, never, open: facts === undefined || facts.rest === 'possible' };
  }
}

const labelsOf = ({ known: presences, values }: LabelFacts): [string, ReadonlySet<string> | undefined][] => [
  ...[...presences]
    .filter(([, presence]) => presence !== 'impossible')
    .map(([label]): [string, ReadonlySet<string> | undefined] => [label, values.get(label)]),
];
