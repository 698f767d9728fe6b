import type { Manifest } from '../../../manifest/manifest.ts';
import type { Severity } from '../../../text/finding.ts';
import type { Span } from '../../../text/span.ts';
import type { Binding } from '../../../workspace/workspace.ts';
import type { Report } from '../../rule.ts';
import { asUsedBy } from '../metrics/metrics.ts';
import type { QuerySettings } from '../queries/queries.ts';
import { type ConditionSet, conditionsOf } from './sets.ts';

/** Something found in the conditions of one metric as some users fill them in. */
export interface Hit<D> {
  readonly at: Span;
  readonly data: D;
  readonly severity?: Severity;
  readonly fix?: Report<D>['fix'];
  readonly related?: Report<D>['related'];
}

interface Asked {
  readonly manifest: Manifest;
  readonly bindings: readonly Binding[];
  readonly settings: QuerySettings;
}

/** What `find` says of every set of conditions: one place once, with whose arguments it takes. */
export function hitsIn<D extends object>(
  { manifest, bindings, settings }: Asked,
  find: (set: ConditionSet) => readonly (Hit<D> | undefined)[],
): readonly Report<D & { readonly users: string }>[] {
  const merged = new Map<string, { readonly hit: Hit<D>; readonly bindings: Binding[] }>();
  for (const set of conditionsOf(manifest, bindings, settings)) {
    for (const hit of find(set)) {
      if (hit === undefined) continue;
      const key = `${hit.at.start}:${hit.at.end}`;
      const known = merged.get(key);
      if (known === undefined) merged.set(key, { hit, bindings: [...set.bindings] });
      else known.bindings.push(...set.bindings);
    }
  }
  return [...merged.values()].map(({ hit, bindings: users }) => {
    const { at, data, severity, fix, related } = hit;
    return {
      at,
      data: { ...data, users: asUsedBy(users, users.length === bindings.length) },
      ...(severity === undefined ? {} : { severity }),
      ...(fix === undefined ? {} : { fix }),
      ...(related === undefined ? {} : { related }),
    };
  });
}
