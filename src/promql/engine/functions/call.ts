import * as texts from '../annotation-texts.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import type { StepSeries } from '../eval/series.ts';
import type { CallPlan } from '../plan/nodes.ts';
import { evaluateAbsent } from './absent.ts';
import { ELEMENTWISE, evaluateElementwise } from './elementwise.ts';
import { evaluateHistogramFunction, HISTOGRAM_FUNCTIONS } from './histograms/histograms.ts';
import { evaluateInfo } from './labels/info.ts';
import { evaluateLabelJoin, evaluateLabelReplace } from './labels/rewrite.ts';
import { evaluateRangeCall, hasRangeArgument } from './range-call.ts';
import { evaluateScalarFunction } from './scalars.ts';
import { evaluateSort } from './sort.ts';
import { evaluateDate } from './time/dates.ts';
import { evaluateTimestamp } from './time/timestamps.ts';

export function evaluateCall(ev: Evaluator, call: CallPlan): StepSeries[] {
  if (hasRangeArgument(call)) return evaluateRangeCall(ev, call);
  const elementwise = ELEMENTWISE.get(call.name);
  if (elementwise !== undefined) return evaluateElementwise(ev, call, elementwise);
  if (HISTOGRAM_FUNCTIONS.has(call.name)) return evaluateHistogramFunction(ev, call);
  switch (call.name) {
    case 'time':
    case 'pi':
    case 'vector':
    case 'scalar':
    case 'max_of':
    case 'min_of':
      return evaluateScalarFunction(ev, call);
    case 'absent':
      return evaluateAbsent(ev, call);
    case 'timestamp':
    case 'start_timestamp':
      return evaluateTimestamp(ev, call);
    case 'label_replace':
      return evaluateLabelReplace(ev, call);
    case 'label_join':
      return evaluateLabelJoin(ev, call);
    case 'info':
      return evaluateInfo(ev, call);
    case 'sort':
    case 'sort_desc':
    case 'sort_by_label':
    case 'sort_by_label_desc':
      return sortOrWarn(ev, call);
    default:
      return evaluateDate(ev, call);
  }
}

function sortOrWarn(ev: Evaluator, call: CallPlan): StepSeries[] {
  const sorted = evaluateSort(ev, call);
  if (ev.steps > 1) ev.context.annotations.warn(texts.SORT_IN_RANGE_QUERY, call.position);
  return sorted;
}
