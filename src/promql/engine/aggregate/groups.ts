import type { StepSeries } from '../eval/series.ts';
import type { LabelSet } from '../labels.ts';
import type { AggregatePlan } from '../plan/nodes.ts';

/** The elements that are aggregated to one, and what is left of their labels. */
export interface Group {
  readonly labels: LabelSet;
  readonly members: StepSeries[];
}

/** The labels of an element's group (generateGroupingLabels). */
export const groupLabels = (
  labels: LabelSet,
  { grouping, without }: Pick<AggregatePlan, 'grouping' | 'without'>,
): LabelSet => labels.matchLabels(!without, grouping);

/** Once for all steps. */
export function groupSeries(plan: AggregatePlan, input: readonly StepSeries[]): Group[] {
  const groups = new Map<string, Group>();
  for (const series of input) {
    const labels = groupLabels(series.labels, plan);
    const known = groups.get(labels.key);
    if (known === undefined) groups.set(labels.key, { labels, members: [series] });
    else known.members.push(series);
  }
  return [...groups.values()];
}
