import { labelsAt } from '../../promql/answer/labels.ts';
import { fieldOf, isObject, listAt, objectAt, textsAt } from '../../promql/answer/shape.ts';
import type { LabelSet } from '../../promql/engine/labels.ts';

/** The `data` of `/api/v1/series`: label sets. @throws {ShapeProblem} */
export const labelSetsAt = (data: unknown): readonly LabelSet[] =>
  listAt(data, 'data').map((labels, i) => labelsAt(labels, `data[${i}]`));

/** The `data` of `/api/v1/label/NAME/values`. @throws {ShapeProblem} */
export const labelValuesAt = (data: unknown): readonly string[] => textsAt(data, 'data');

/** What a server knows of a metric; empty texts where it knows nothing. */
export interface MetricMetadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** The `data` of `/api/v1/metadata`. @throws {ShapeProblem} */
export function metadataAt(data: unknown): ReadonlyMap<string, readonly MetricMetadata[]> {
  const text = (entry: unknown, name: string): string => {
    const value = isObject(entry) ? fieldOf(entry, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return new Map(
    Object.entries(objectAt(data, 'data')).map(([name, entries]) => [
      name,
      listAt(entries, `data.${name}`).map((entry) => ({
        type: text(entry, 'type'),
        help: text(entry, 'help'),
        unit: text(entry, 'unit'),
      })),
    ]),
  );
}

/** The `data` of `/api/v1/status/buildinfo`: `version` and what else the server tells. @throws {ShapeProblem} */
export function buildInfoAt(data: unknown): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(objectAt(data, 'data')).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
