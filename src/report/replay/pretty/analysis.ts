import type { Phase } from '../../../analysis/run.ts';
import { fateText } from '../../../evaluation/empty.ts';
import { parseCondition, walk } from '../../../expr/index.ts';
import { textOf } from '../../../manifest/controller/read.ts';
import type { Metric } from '../../../manifest/controller/types.ts';
import type { Insight } from '../../../replay/measurement/insight.ts';
import type { ReplayedMeasurement, ReplayedMetric } from '../../../replay/measurement/log.ts';
import type { ReplayedRun } from '../../../replay/model.ts';
import type { Paint } from '../../pretty/paint.ts';
import { displayWidth } from '../../pretty/width.ts';
import { clock, type Lines } from './lines.ts';
import { conditionText, counterText, insightText, manyText, valueText } from './measurement.ts';
import { type Consequence, metricWords } from './metric-words.ts';
import { stretches } from './streaks.ts';

export interface AnalysisStyle {
  readonly paint: Paint;
  readonly verbose: boolean;
  readonly consequence: Consequence;
}

const METRIC_INDENT = 2;
const MEASUREMENT_INDENT = 2;
const BELOW_INDENT = MEASUREMENT_INDENT + 10;
const WORD_WIDTH = 7;

/** The metrics of a run with the words of their specs; said once. */
export function introduceMetric(metric: ReplayedMetric, lines: Lines, style: AnalysisStyle): void {
  const words = metricWords(metric.metric, metric.result.dryRun, style.consequence);
  lines.below(`${style.paint.bold(metric.name)}  ${words}`, METRIC_INDENT, 4);
}

/** The measurements of a metric from `from` (inclusive) to `to` (exclusive). */
export function measurementLines(
  { metric, measurements }: ReplayedMetric,
  from: number,
  to: number,
  lines: Lines,
  style: AnalysisStyle,
): void {
  const shown = stretches(measurements.slice(from, to), style.verbose);
  const columns = columnsOf(
    metric,
    shown.flatMap((each) => (each.kind === 'one' ? [each.one] : [])),
  );
  for (const stretch of shown) {
    if (stretch.kind === 'many') {
      const [first] = stretch.many;
      const text = style.paint.dim(manyText(stretch.many, columns.apart));
      lines.at(first?.measurement.startedAtMs ?? 0, text, MEASUREMENT_INDENT);
    } else {
      measurementLine(metric, stretch.one, columns, lines, style);
    }
  }
}

function measurementLine(
  metric: Metric,
  one: ReplayedMeasurement,
  columns: Columns,
  lines: Lines,
  { paint, consequence }: AnalysisStyle,
): void {
  const { phase, startedAtMs, message } = one.measurement;
  const value = valueText(one, columns.apart);
  const said = [conditionText(one), counterText(metric, one, consequence)].filter((text) => text !== '').join(', ');
  const padded = `${value}${' '.repeat(columns.value - displayWidth(value))}`;
  const verdict = `${phaseColour(phase, paint)(phase)}${' '.repeat(columns.phase - phase.length)}`;
  lines.at(startedAtMs ?? 0, `${padded}  ${verdict}  ${said}`, MEASUREMENT_INDENT);
  // What is like the measurement before is said once.
  if (one.insight === undefined && columns.explained.has(message ?? '')) return;
  if (message !== undefined && message !== '') {
    columns.explained.add(message);
    lines.below(message, BELOW_INDENT);
  }
  for (const trace of one.traces) if (trace.kind === 'fault') lines.below(`the fault ${trace.fault}`, BELOW_INDENT);
  if (one.insight !== undefined) explanation(one.insight, phase, lines, paint);
}

/** What a measurement saw, below its line. */
function explanation(insight: Insight, phase: Phase, lines: Lines, paint: Paint): void {
  const { isOdd, query, selectors, answered, traffic } = insight;
  const seen = insightText(insight);
  if (seen !== '') lines.below(paint.dim(seen), BELOW_INDENT);
  if (!isOdd) return;
  lines.told('query', query.replaceAll(/\s+/g, ' '), BELOW_INDENT, WORD_WIDTH);
  // Where a condition cannot be evaluated on an answer, the data is not to blame.
  if (answered > 0 && phase === 'Error') return;
  const told = new Set<string>();
  for (const { read, fate, fromMs, toMs } of selectors) {
    // The two sides of a ratio are mostly empty for one reason.
    const cause = JSON.stringify(fate, (key, value) =>
      key === 'series' && fate.kind !== 'matched' ? undefined : value,
    );
    if (fate.kind !== 'matched' && told.has(cause)) continue;
    told.add(cause);
    const word = fate.kind === 'matched' ? 'read' : 'why';
    lines.told(word, fateText(read, fate, { fromMs, toMs }, clock), BELOW_INDENT, WORD_WIDTH);
  }
  if (traffic?.perSecond === 0) {
    lines.told('why', 'nothing was counted in this time, and 0 / 0 is NaN', BELOW_INDENT, WORD_WIDTH);
  } else if (answered === 0 && selectors.length > 0 && selectors.every(({ fate }) => fate.kind === 'matched')) {
    const text = 'every selector matches: operators, functions or the age of the samples leave nothing';
    lines.told('why', text, BELOW_INDENT, WORD_WIDTH);
  }
}

export function phaseColour(phase: string, paint: Paint): (text: string) => string {
  if (phase === 'Successful' || phase === 'healthy') return paint.green;
  if (phase === 'Inconclusive' || phase === 'Running' || phase === 'Pending' || phase === 'paused') return paint.yellow;
  return phase === 'progressing' ? paint.yellow : paint.red;
}

interface Columns {
  readonly value: number;
  readonly phase: number;
  readonly apart: readonly number[];
  /** Messages that were written already. */
  readonly explained: Set<string>;
}

function columnsOf(metric: Metric, shown: readonly ReplayedMeasurement[]): Columns {
  const apart = literalsOf(metric);
  return {
    value: Math.max(0, ...shown.map((one) => displayWidth(valueText(one, apart)))),
    phase: Math.max(0, ...shown.map(({ measurement }) => measurement.phase.length)),
    apart,
    explained: new Set(),
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
