import { matchDryRun } from '../../../manifest/controller/metrics/rules.ts';
import { listOf, objectOf, textOf } from '../../../manifest/controller/read.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { metricsOf } from '../../../manifest/metric.ts';
import type { AnalysisUse, Binding } from '../../../workspace/workspace.ts';
import type { JsonPath } from '../../../yaml/tree.ts';

/** An entry of `dryRun` or `measurementRetention`: a pattern for metric names. */
export interface NamePattern {
  /** Of its `metricName`. */
  readonly path: JsonPath;
  readonly pattern: string;
  /** The metrics that it may mean, by name, of the run that it ends up in; several runs where several use it. */
  readonly runs: readonly (readonly string[])[];
}

/** The patterns of a list that stand in `manifest`, in its own spec or in the blocks that run templates. */
export function namePatterns(
  manifest: Manifest,
  field: 'dryRun' | 'measurementRetention',
  uses: readonly AnalysisUse[],
  bindings: readonly Binding[],
): NamePattern[] {
  const isTemplate = manifest.kind === 'AnalysisTemplate' || manifest.kind === 'ClusterAnalysisTemplate';
  if (isTemplate || manifest.kind === 'AnalysisRun') {
    const runs = bindings.map(({ use }) => metricNames(use === undefined ? [manifest] : runObjects(use)));
    return entriesAt(manifest, ['spec', field], runs);
  }
  return uses.flatMap((use) =>
    use.kind === 'experiment' || !use.resolved
      ? []
      : entriesAt(manifest, [...use.path, field], [metricNames(use.templates)]),
  );
}

const runObjects = (use: AnalysisUse): readonly Manifest[] =>
  use.kind === 'analysisRun' ? [use.user] : use.resolved ? use.templates : [];

const metricNames = (objects: readonly Manifest[]): readonly string[] =>
  objects.flatMap((object) => metricsOf(object).flatMap(({ name }) => (name === undefined ? [] : [name])));

function entriesAt(manifest: Manifest, path: JsonPath, runs: readonly (readonly string[])[]): NamePattern[] {
  return listOf(manifest.value(path)).flatMap((entry, index) => {
    const { metricName } = objectOf(entry);
    if (typeof metricName !== 'string') return [];
    return [{ path: [...path, index, 'metricName'], pattern: textOf(metricName), runs }];
  });
}

/** The names that the pattern matches, as the controller does: a Go regular expression, unanchored; an invalid one matches none. */
export const matchingNames = (pattern: string, names: readonly string[]): readonly string[] => [
  ...matchDryRun(
    [{ metricName: pattern }],
    names.map((name) => ({ name })),
  ).matched.keys(),
];

/** True if the runs prove that the pattern matches nothing in any of them; names with open arguments prove nothing. */
export const matchesNothing = ({ pattern, runs }: NamePattern): boolean =>
  runs.length > 0 &&
  runs.every(
    (names) =>
      names.length > 0 && !names.some((name) => name.includes('{{')) && matchingNames(pattern, names).length === 0,
  );
