import { parseCondition, walk } from '../../../expr/index.ts';
import { textOf } from '../../../manifest/controller/read.ts';
import type { Metric } from '../../../manifest/controller/types.ts';
import type { ReplayedMeasurement, ReplayedMetric } from '../../../replay/measurement/log.ts';
import type { ReplayedRun } from '../../../replay/model.ts';
import type { Paint } from '../../pretty/paint.ts';
import { displayWidth } from '../../pretty/width.ts';
import type { Lines } from './lines.ts';
import { conditionText, counterText, insightText, manyText, valueText } from './measurement.ts';
import { type Consequence, metricWords } from './metric-words.ts';
import { stretches } from './streaks.ts';

export interface AnalysisStyle {
  readonly paint: Paint;
  readonly verbose: boolean;
  readonly consequence: Consequence;
}

const METRIC_INDENT = 2;
const MEASUREMENT_INDENT = 4;

/** The metrics of a run with the words of their specs; said once. */
export function introduceMetric(metric: ReplayedMetric, lines: Lines, style: AnalysisStyle): void {
  const words = metricWords(metric.metric, metric.result.dryRun, style.consequence);
  lines.below(`${style.paint.bold(metric.name)}  ${words}`, METRIC_INDENT);
}

/** The measurements of a metric from `from` (inclusive) to `to` (exclusive). */
export function measurementLines(
  { metric, measurements }: ReplayedMetric,
  from: number,
  to: number,
  lines: Lines,
  style: AnalysisStyle,
): void {
  const apart = literalsOf(metric);
  const shown = stretches(measurements.slice(from, to), style.verbose);
  const widths = columnWidths(
    shown.flatMap((each) => (each.kind === 'one' ? [each.one] : [])),
    apart,
  );
  for (const stretch of shown) {
    if (stretch.kind === 'many') {
      const [first] = stretch.many;
      lines.at(first?.measurement.startedAtMs ?? 0, style.paint.dim(manyText(stretch.many, apart)), MEASUREMENT_INDENT);
    } else {
      measurementLine(metric, stretch.one, widths, apart, lines, style);
    }
  }
}

function measurementLine(
  metric: Metric,
  one: ReplayedMeasurement,
  widths: { readonly value: number; readonly phase: number },
  apart: readonly number[],
  lines: Lines,
  { paint, consequence }: AnalysisStyle,
): void {
  const { phase, startedAtMs, message } = one.measurement;
  const value = valueText(one, apart);
  const colour = phaseColour(phase, paint);
  const said = [conditionText(one), counterText(metric, one, consequence), insightText(one)].filter(
    (text) => text !== '',
  );
  const head = `${value}${' '.repeat(widths.value - displayWidth(value))}  ${colour(phase)}${' '.repeat(widths.phase - phase.length)}`;
  lines.at(startedAtMs ?? 0, `${head}  ${said.join(' · ')}`, MEASUREMENT_INDENT);
  if (message !== undefined && message !== '') lines.below(message, MEASUREMENT_INDENT + 10);
}

export function phaseColour(phase: string, paint: Paint): (text: string) => string {
  if (phase === 'Successful' || phase === 'healthy') return paint.green;
  if (phase === 'Inconclusive' || phase === 'Running' || phase === 'Pending' || phase === 'paused') return paint.yellow;
  return phase === 'progressing' ? paint.yellow : paint.red;
}

function columnWidths(shown: readonly ReplayedMeasurement[], apart: readonly number[]) {
  return {
    value: Math.max(0, ...shown.map((one) => displayWidth(valueText(one, apart)))),
    phase: Math.max(0, ...shown.map(({ measurement }) => measurement.phase.length)),
  };
}

/** Numbers that values are compared with: rounding must not put a value on the other side of one. */
function literalsOf(metric: Metric): readonly number[] {
  const literals: number[] = [];
  for (const text of [textOf(metric.successCondition), textOf(metric.failureCondition)]) {
    if (text === '') continue;
    walk(parseCondition(text).ast, (node) => {
      if (node.kind === 'float') literals.push(node.value);
      if (node.kind === 'integer') literals.push(Number(node.value));
      return true;
    });
  }
  return literals;
}

/** How a run is called in the timeline. */
export const runTitle = ({ templates, name }: ReplayedRun): string =>
  templates.length === 0 ? name : templates.join(', ');
