import { textOf } from '../../manifest/controller/read.ts';
import type { ReplayedMeasurement, ReplayedMetric } from '../../replay/measurement/log.ts';

/** What to write where an answer had nothing to compare, and its selectors are right. */
export function advice({ metric, measurements }: ReplayedMetric): readonly string[] {
  const odd = measurements.filter(({ insight }) => insight?.isOdd === true);
  const condition = textOf(metric.successCondition).replaceAll(/\s+/g, ' ').trim() || 'CONDITION';
  const guarded = / \|\| | or /.test(condition) ? `(${condition})` : condition;
  const said: string[] = [];
  if (odd.some((one) => isEmpty(one) && !isMisnamed(one))) {
    said.push(
      `\`len(result) == 0 || ${guarded}\` lets an empty answer pass; \`len(result) > 0 && ${guarded}\` fails it; \`or vector(0)\` behind the query gives it a value: decide which you mean`,
    );
  }
  if (odd.some(isNotNumber)) {
    said.push(
      `\`isNaN(result[0]) || ${guarded}\` lets a time without traffic pass; \`!isNaN(result[0]) && ${guarded}\` fails it; a longer window in the query has more to look at`,
    );
  }
  return said;
}

/** The status does not keep an empty answer that no condition could judge. */
const isEmpty = ({ value, insight }: ReplayedMeasurement): boolean =>
  Array.isArray(value)
    ? value.length === 0
    : value === undefined && insight?.answered === 0 && insight.selectors.length > 0;

const isNotNumber = ({ value }: ReplayedMeasurement): boolean =>
  Array.isArray(value) ? value.some((each) => Number.isNaN(each)) : Number.isNaN(value);

/** A name that is not in the recording wants to be mended, not guarded. */
const isMisnamed = ({ insight }: ReplayedMeasurement): boolean =>
  insight?.selectors.some(({ fate }) => fate.kind === 'no-metric' || fate.kind === 'no-label' || hasNear(fate)) ===
  true;

const hasNear = (fate: { readonly kind: string; readonly nearest?: unknown }): boolean =>
  fate.kind === 'no-value' && fate.nearest !== undefined;
