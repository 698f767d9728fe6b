import { formatFloat } from '../../../go/float.ts';
import { quote } from '../../../go/quote.ts';
import { EvaluationError } from '../errors.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { ABSENT, histogramAt, newSeries, type StepSeries, setFloat } from '../eval/series.ts';
import { isLabelName } from '../functions/labels/rewrite.ts';
import { histogramText } from '../histogram/text.ts';
import type { AggregatePlan } from '../plan/nodes.ts';
import { groupLabels } from './groups.ts';

/** `count_values("label", v)`: an element for each value of a group, which is put into a label. */
export function countValues(ev: Evaluator, plan: AggregatePlan): StepSeries[] {
  const label = plan.param?.kind === 'string' ? plan.param.value : '';
  if (!isLabelName(label)) throw new EvaluationError(`invalid label name ${quote(label)}`);
  const grouping = plan.without ? plan.grouping : [...plan.grouping, label];
  const outputs = new Map<string, StepSeries>();
  for (const series of ev.evaluate(plan.expr)) {
    ev.context.tick();
    for (let step = 0; step < ev.steps; step++) {
      if (series.kinds[step] === ABSENT) continue;
      const histogram = histogramAt(series, step);
      const text = histogram === undefined ? valueText(series.values[step] ?? NaN) : histogramText(histogram);
      const labels = groupLabels(series.labels.with(new Map([[label, text]])), { grouping, without: plan.without });
      let out = outputs.get(labels.key);
      if (out === undefined) {
        out = newSeries(labels, false, ev.steps);
        outputs.set(labels.key, out);
      }
      setFloat(out, step, (out.values[step] ?? 0) + 1);
    }
  }
  return ev.unite([...outputs.values()]);
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return formatFloat(value, 'f', -1);
}
