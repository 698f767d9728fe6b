import { nearest } from '../../../text/nearest.ts';
import type { YamlMap, YamlNode, YamlSequence } from '../../../yaml/tree.ts';
import { decodeJson } from '../../../yaml/walk.ts';
import type { ReplayedMeasurement, ReplayedMetric } from '../../measurement/log.ts';
import type { ReplayedRun } from '../../model.ts';
import { measurementsOutcome, metricsOutcome } from '../outcome.ts';
import { timeOf, timeText, wholeSecond } from '../time.ts';
import { type Differences, listed } from './mismatch.ts';
import { isValue, writtenValue } from './value.ts';

export interface Measured {
  readonly run: ReplayedRun;
  readonly metric: ReplayedMetric;
}

const COUNTERS = ['count', 'successful', 'failed', 'inconclusive', 'error'] as const;

/** The metrics of one run, or of all. */
export function compareMetrics(
  found: Differences,
  node: YamlNode | undefined,
  measured: readonly Measured[],
  path: string,
): void {
  if (node?.kind !== 'map') return;
  for (const { key, value } of node.entries) {
    const at = `${path}.${key.text}`;
    const [one, second] = measured.filter(({ metric }) => metric.name === key.text);
    if (second !== undefined) {
      const span = key.span;
      found.refuse(span, `\`${key.text}\` is measured by several runs: say which one under \`runs\``);
    } else if (one === undefined) {
      const names = measured.map(({ metric }) => metric.name);
      const near = nearest(key.text, names);
      const known = names.length === 0 ? 'nothing was measured' : `what was measured is ${listed(names)}`;
      const hint = near === undefined ? known : `did you mean ${near}?`;
      const outcome = metricsOutcome(
        measured.map(({ metric }) => metric),
        found.replay,
      );
      found.add(
        { path: at, expected: key.text, got: undefined, hint, span: key.span, concern: undefined },
        node,
        outcome,
      );
    } else if (value.kind === 'map') compareMetric(found, value, one, at);
  }
}

function compareMetric(found: Differences, node: YamlMap, { run, metric }: Measured, path: string): void {
  const concern = { run: run.name, metric: metric.name, index: undefined };
  const { result } = metric;
  found.text(node.get('phase'), result.phase, `${path}.phase`, { concern });
  found.text(node.get('message'), result.message ?? '', `${path}.message`, { concern });
  for (const counter of COUNTERS) {
    const wanted = node.get(counter);
    if (wanted?.kind === 'scalar' && wanted.value !== result[counter]) {
      found.differs(wanted, result[counter], `${path}.${counter}`, { concern });
    }
  }
  const list = node.get('measurements');
  if (list?.kind === 'sequence') compareMeasurements(found, list, run, metric, `${path}.measurements`);
}

function compareMeasurements(
  found: Differences,
  list: YamlSequence,
  run: ReplayedRun,
  { name, measurements }: ReplayedMetric,
  path: string,
): void {
  const { startMs } = found.replay;
  for (const [place, node] of list.items.entries()) {
    if (node.kind !== 'map') continue;
    const at = node.get('at');
    const atMs = at?.kind === 'scalar' ? timeOf(at.text, startMs) : undefined;
    const index = atMs === undefined ? place : measurements.findIndex((one) => beganAt(one) === wholeSecond(atMs));
    const one = measurements[index];
    const where = `${path}[${place}]`;
    if (one === undefined) {
      const times = measurements.flatMap((each) => beganAt(each) ?? []).map((ms) => timeText(ms, startMs));
      const hint = times.length === 0 ? undefined : `measured at ${listed(times)}`;
      const expected = at?.kind === 'scalar' ? `a measurement at ${at.text}` : `${place + 1} measurements`;
      const concern = { run: run.name, metric: name, index: undefined };
      const outcome = measurementsOutcome(measurements, startMs);
      const got = at === undefined ? `${measurements.length}` : undefined;
      found.add({ path: where, expected, got, hint, span: node.span, concern }, list, outcome);
      continue;
    }
    const concern = { run: run.name, metric: name, index };
    found.text(node.get('phase'), one.measurement.phase, `${where}.phase`, { concern });
    found.text(node.get('message'), one.measurement.message ?? '', `${where}.message`, { concern });
    const value = node.get('value');
    if (value !== undefined && !isValue(one, decodeJson(value), value.kind === 'scalar' ? value.text : '')) {
      const whole = { node: list, value: measurementsOutcome(measurements, startMs) };
      found.differs(value, writtenValue(one) ?? null, `${where}.value`, { concern, whole });
    }
  }
}

const beganAt = ({ measurement }: ReplayedMeasurement): number | undefined =>
  measurement.startedAtMs === undefined ? undefined : wholeSecond(measurement.startedAtMs);
