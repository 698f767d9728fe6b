import * as texts from '../annotation-texts.ts';
import { interpolate, interpolateHistograms } from '../functions/rate/interpolate.ts';
import { usesCustomBuckets, withHint } from '../histogram/histogram.ts';
import type { VectorPlan } from '../plan/nodes.ts';
import { rangeColumns } from './columns.ts';
import type { Evaluator } from './evaluator.ts';
import { select } from './selectors.ts';
import { isEmpty, newSeries, type StepSeries, setFloat, setHistogram } from './series.ts';
import { Window } from './window.ts';

/** A `smoothed` instant selector: between two samples, the value on the line that joins them (smoothSeries). */
export function evaluateSmoothed(ev: Evaluator, plan: VectorPlan): StepSeries[] {
  const { context, steps } = ev;
  const { annotations } = context;
  const { lookbackMs } = context.settings;
  const result: StepSeries[] = [];
  for (const one of select(context, plan)) {
    context.tick();
    const window = new Window();
    window.reset(rangeColumns(one), false);
    const out = newSeries(one.labels, false, steps);
    for (let step = 0; step < steps; step++) {
      const time = (plan.atMs ?? ev.timeOf(step)) - plan.offsetMs;
      window.moveTo(time - lookbackMs, time + lookbackMs);
      if (window.floatCount > 0 && window.histogramCount > 0) {
        annotations.warn(texts.mixedFloatsHistograms(window.metricName), plan.position);
      } else if (window.histogramCount > 0) {
        smoothHistograms(ev, plan, window, time, out, step);
      } else if (window.floatCount > 0) {
        smoothFloats(window, time, out, step);
      }
    }
    if (!isEmpty(out)) result.push(out);
  }
  return result;
}

function smoothFloats(window: Window, time: number, out: StepSeries, step: number): void {
  const { floatTimes: times, floats, floatFrom, floatTo } = window;
  let next = floatFrom;
  while (next < floatTo && (times[next] ?? 0) < time) next++;
  if (next < floatTo && times[next] === time) setFloat(out, step, floats[next] ?? NaN);
  else if (next > floatFrom && next < floatTo) setFloat(out, step, interpolate(times, floats, next - 1, time, false));
  else if (next > floatFrom) setFloat(out, step, floats[next - 1] ?? NaN);
}

function smoothHistograms(
  ev: Evaluator,
  plan: VectorPlan,
  window: Window,
  time: number,
  out: StepSeries,
  step: number,
): void {
  const { annotations } = ev.context;
  const { histogramTimes: times, histograms, histogramFrom, histogramTo } = window;
  let next = histogramFrom;
  while (next < histogramTo && (times[next] ?? 0) < time) next++;
  const after = next < histogramTo ? histograms[next] : undefined;
  const before = next > histogramFrom ? histograms[next - 1] : undefined;
  if (after !== undefined && times[next] === time) setHistogram(out, step, after);
  else if (before !== undefined && after !== undefined) {
    if (usesCustomBuckets(before) !== usesCustomBuckets(after)) {
      annotations.warn(texts.mixedSchemas(window.metricName), plan.position);
      return;
    }
    const isCounter = before.hint !== 'gauge' || after.hint !== 'gauge';
    const between = interpolateHistograms(window, next - 1, time, isCounter, annotations, plan.position);
    if (between !== undefined) setHistogram(out, step, between);
  } else if (before !== undefined) {
    setHistogram(out, step, withHint(before, 'unknown'));
  }
}
