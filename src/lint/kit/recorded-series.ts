import { type Inference, inferPromql, parsePromql } from '../../promql/index.ts';
import type { Location } from '../../text/span.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { YamlMap, YamlNode } from '../../yaml/tree.ts';

/** A recording rule of the workspace. */
export interface RecordedSeries {
  readonly name: string;
  /** The name in the rule file. */
  readonly at: Location;
  /** What is known of the series; undefined where the expression has errors. */
  readonly facts: Inference['root'] | undefined;
  /** The labels that the rule adds. */
  readonly labels: ReadonlySet<string>;
}

const known = new WeakMap<Workspace, ReadonlyMap<string, readonly RecordedSeries[]>>();

/** The recording rules of rule files and PrometheusRule objects, by name; several may record under one. */
export function recordedSeries(workspace: Workspace): ReadonlyMap<string, readonly RecordedSeries[]> {
  let series = known.get(workspace);
  if (series === undefined) {
    series = collect(workspace);
    known.set(workspace, series);
  }
  return series;
}

function collect(workspace: Workspace): ReadonlyMap<string, readonly RecordedSeries[]> {
  const series = new Map<string, RecordedSeries[]>();
  for (const file of workspace.files) {
    const hasRules =
      file.role === 'prometheus-rules' || (file.role === 'manifests' && file.text.includes('PrometheusRule'));
    if (!hasRules) continue;
    for (const { root } of file.documents) {
      for (const rule of rulesIn(root)) {
        const record = rule.get('record');
        const expr = rule.get('expr');
        if (record?.kind !== 'scalar' || expr?.kind !== 'scalar') continue;
        const { expr: tree, errors } = parsePromql(expr.text);
        const of = series.get(record.text) ?? [];
        series.set(record.text, of);
        of.push({
          name: record.text,
          at: { file: file.path, span: record.span },
          facts: tree === undefined || errors.length > 0 ? undefined : inferPromql(tree).root,
          labels: new Set(mapOf(rule.get('labels'))?.entries.map(({ key }) => key.text) ?? []),
        });
      }
    }
  }
  return series;
}

const mapOf = (node: YamlNode | undefined): YamlMap | undefined => (node?.kind === 'map' ? node : undefined);
const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] => (node?.kind === 'sequence' ? node.items : []);

/** The rules of a rule file, or of a PrometheusRule. */
function rulesIn(root: YamlNode | undefined): readonly YamlMap[] {
  const top = mapOf(root);
  const groups = top?.get('groups') ?? mapOf(top?.get('spec'))?.get('groups');
  return itemsOf(groups)
    .flatMap((group) => itemsOf(mapOf(group)?.get('rules')))
    .filter((rule) => rule.kind === 'map');
}
