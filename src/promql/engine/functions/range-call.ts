import * as texts from '../annotation-texts.ts';
import type { Annotations } from '../annotations.ts';
import { EvaluationError } from '../errors.ts';
import { columnsOfSteps, type RangeColumns, rangeColumns } from '../eval/columns.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { select } from '../eval/selectors.ts';
import { FLOAT, HISTOGRAM, newSeries, refuseDuplicates, type StepSeries } from '../eval/series.ts';
import { Window } from '../eval/window.ts';
import type { CallPlan, MatrixPlan, SubqueryPlan } from '../plan/nodes.ts';
import { absentLabels, whereAbsent } from './absent.ts';
import { RANGE_FUNCTIONS } from './range-functions.ts';

/** What a function of a range gets beside the window. */
export interface RangeCall {
  readonly annotations: Annotations;
  /** Where the range argument is in the query; 0 for subqueries, as upstream has it. */
  readonly position: number;
  readonly rangeMs: number;
  readonly anchored: boolean;
  readonly smoothed: boolean;
  /** The scalar arguments at the step. */
  readonly scalars: readonly number[];
  /** Where the first argument is. */
  readonly firstPosition: number;
}

/** ABSENT, FLOAT or HISTOGRAM: whether the result is in `window.value` or `window.histogram`. */
export type RangeFunction = (window: Window, call: RangeCall) => number;

const ANCHORED_SAFE = ['changes', 'delta', 'increase', 'rate', 'resets'];
const SMOOTHED_SAFE = ['delta', 'increase', 'rate'];
const WITH_START_TIMES = ['rate', 'irate', 'increase', 'resets'];

const isRange = (plan: CallPlan['args'][number]): plan is MatrixPlan | SubqueryPlan =>
  plan.kind === 'matrix' || plan.kind === 'subquery';

export const hasRangeArgument = (call: CallPlan): boolean => call.args.some(isRange);

/** A function of a range vector: one series after the other, at every step what is in its window. */
export function evaluateRangeCall(ev: Evaluator, call: CallPlan): StepSeries[] {
  const { context, steps } = ev;
  const { delayedNameRemoval, lookbackMs, startTimestamps } = context.settings;
  const rangeIndex = call.args.findIndex(isRange);
  const plan = call.args[rangeIndex];
  const apply = RANGE_FUNCTIONS.get(call.name);
  if (plan === undefined || !isRange(plan) || apply === undefined) {
    throw new EvaluationError(`unexpected range vector for function ${call.name}`);
  }
  const before = context.samples;
  const columns = plan.kind === 'subquery' ? subqueryColumns(ev, plan) : undefined;
  const scalarArgs = call.args.filter((_, i) => i !== rangeIndex).map((arg) => ev.scalar(arg));
  const anchored = plan.kind === 'matrix' && plan.selector.anchored;
  const smoothed = plan.kind === 'matrix' && plan.selector.smoothed;
  refuseModifier(call.name, anchored, smoothed);
  const { atMs, offsetMs } = plan.kind === 'matrix' ? plan.selector : plan;
  const series = columns ?? (plan.kind === 'matrix' ? select(context, plan.selector).map(rangeColumns) : []);
  const scalars = scalarArgs.map(() => 0);
  const position = plan.kind === 'subquery' ? 0 : plan.position;
  const first = call.args[0];
  const rangeCall: RangeCall = {
    annotations: context.annotations,
    position,
    rangeMs: plan.rangeMs,
    anchored,
    smoothed,
    scalars,
    firstPosition: rangeIndex === 0 || first === undefined ? position : first.position,
  };
  const keepsName = call.name === 'last_over_time' || call.name === 'first_over_time';
  const withStarts = startTimestamps && WITH_START_TIMES.includes(call.name);
  const beyondBefore = anchored || smoothed ? lookbackMs : 0;
  const beyondAfter = smoothed ? lookbackMs : 0;
  const window = new Window();
  const result: StepSeries[] = [];
  for (const one of series) {
    context.tick();
    window.reset(one, withStarts);
    const dropName = !keepsName || one.dropName;
    const labels = dropName && !delayedNameRemoval ? one.labels.withoutMetadata : one.labels;
    const out = newSeries(labels, dropName, steps);
    let any = false;
    let anyFloat = false;
    for (let step = 0; step < steps; step++) {
      const time = ev.timeOf(step);
      const end = (atMs ?? time) - offsetMs;
      window.moveTo(end - plan.rangeMs - beyondBefore, end + beyondAfter);
      if (window.floatTo === window.floatFrom && window.histogramTo === window.histogramFrom) continue;
      window.timeMs = time;
      window.rangeStartMs = end - plan.rangeMs;
      window.rangeEndMs = end;
      for (let i = 0; i < scalars.length; i++) scalars[i] = scalarArgs[i]?.[step] ?? NaN;
      const kind = apply(window, rangeCall);
      if (kind === FLOAT) {
        out.kinds[step] = FLOAT;
        out.values[step] = window.value;
        anyFloat = true;
        any = true;
      } else if (kind === HISTOGRAM && window.histogram !== undefined) {
        out.kinds[step] = HISTOGRAM;
        out.histograms ??= [];
        out.histograms[step] = window.histogram;
        any = true;
      }
    }
    context.reserve(window.sizeInSamples());
    if (any) result.push(out);
    if (anyFloat && (call.name === 'rate' || call.name === 'increase')) remarkNonCounter(ev, one, rangeCall);
  }
  context.samples = before;
  if (call.name === 'absent_over_time') {
    return whereAbsent(ev, result, absentLabels(plan), true);
  }
  if (!delayedNameRemoval) refuseDuplicates(result);
  return result;
}

function subqueryColumns(ev: Evaluator, plan: SubqueryPlan): RangeColumns[] {
  const { startMs, series } = ev.subquery(plan);
  return series.map((one) => columnsOfSteps(one, startMs, plan.stepMs));
}

function refuseModifier(name: string, anchored: boolean, smoothed: boolean): void {
  const refuse = (modifier: string, safe: readonly string[]): void => {
    if (safe.includes(name)) return;
    throw new EvaluationError(`${modifier} modifier can only be used with: ${safe.join(', ')} - not with ${name}`);
  };
  if (anchored) refuse('anchored', ANCHORED_SAFE);
  else if (smoothed) refuse('smoothed', SMOOTHED_SAFE);
}

function remarkNonCounter(ev: Evaluator, { labels }: RangeColumns, { annotations, firstPosition }: RangeCall): void {
  const name = labels.metricName;
  if (name === '') return;
  if (ev.context.settings.typeAndUnitLabels) {
    const type = labels.get('__type__');
    if (type === 'counter' || type === 'histogram') return;
    annotations.info(texts.possibleNonCounterType(name, type), firstPosition);
  } else if (!/_(?:total|sum|count|bucket)$/.test(name)) {
    annotations.info(texts.possibleNonCounter(name), firstPosition);
  }
}
