import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Provider, World } from '../../../src/analysis/reconcile.ts';
import { judgeValue } from '../../../src/analysis/recorded/judge-value.ts';
import type { Measurement, Phase, Run, RunStatus } from '../../../src/analysis/run.ts';
import type { Metric } from '../../../src/manifest/controller/types.ts';
import type { Json } from '../../../src/yaml/tree.ts';

/** What a provider makes of a measurement. */
interface Answer {
  /** Judged by the conditions, as Prometheus' answer would be. */
  readonly value?: Json;
  readonly phase?: Phase;
  readonly message?: string;
  /** The value as the status has it, where conditions are not asked. */
  readonly text?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Seconds that it takes. */
  readonly slow?: number;
  /** Seconds after which it is looked at again. */
  readonly resumeAfter?: number;
  /** What it comes to when it is looked at; the last one repeats. */
  readonly resumes?: readonly Answer[];
  /** What it comes to when the run ends before it does. */
  readonly terminate?: Answer;
}

/** A run, what its metrics measure, and what the controller itself made of it (see the folder's README). */
interface RecordedRun {
  readonly name: string;
  readonly spec: Run['spec'];
  /** By the name of the metric; the last answer repeats. */
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
  readonly secrets?: World['secrets'];
  /** Metrics that the controller has no provider for, and why. */
  readonly withoutProvider?: Readonly<Record<string, string>>;
  /** After the first of January 2026, as the controller's clock stood. */
  readonly startMs: number;
  /** After the start: when a person ended the run, and how long the controller was watched. */
  readonly terminateAtMs?: number;
  readonly horizonMs: number;
  /** The state after each pass that changed it, in a line. */
  readonly controller: readonly string[];
  /** The status in the end, whole. */
  readonly status: Json;
}

export const RUNS: readonly (readonly [file: string, runs: readonly RecordedRun[]])[] = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => [name, parse(readFileSync(path.join(import.meta.dirname, name), 'utf8'))]);

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

function applied(before: Measurement, answer: Answer, metric: Metric, nowMs: number): Measurement {
  const { value, phase, message, text, metadata, slow, resumeAfter } = answer;
  const measurement: Measurement = {
    ...before,
    ...(slow === undefined ? {} : { finishedAtMs: wholeSecond(nowMs + slow * 1000) }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  if (value !== undefined) return { ...measurement, ...judgeValue('prometheus', metric, value, nowMs) };
  return {
    ...measurement,
    ...(phase === undefined ? {} : { phase }),
    ...(text === undefined ? {} : { value: text }),
    ...(message === undefined ? {} : { message }),
    ...(resumeAfter === undefined ? {} : { resumeAtMs: wholeSecond(nowMs) + resumeAfter * 1000 }),
  };
}

export function scriptedWorld({ answers, secrets = {}, withoutProvider = {} }: RecordedRun): World {
  const taken = new Map<string, number>();
  const looked = new Map<string, number>();
  const inFlight = new Map<string, Answer>();
  const next = (counts: Map<string, number>, name: string): number => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count;
  };
  const nth = (list: readonly Answer[], index: number): Answer | undefined => list[Math.min(index, list.length - 1)];
  const provider: Provider = {
    run(metric, nowMs) {
      const name = String(metric.name);
      const answer = nth(answers[name] ?? [], next(taken, name)) ?? { phase: 'Successful' };
      inFlight.set(name, answer);
      looked.delete(name);
      return applied({ phase: 'Running', startedAtMs: wholeSecond(nowMs) }, answer, metric, nowMs);
    },
    resume(metric, measurement, nowMs) {
      const name = String(metric.name);
      const answer = nth(inFlight.get(name)?.resumes ?? [], next(looked, name));
      return answer === undefined ? measurement : applied(measurement, answer, metric, nowMs);
    },
    terminate(metric, measurement, nowMs) {
      const answer = inFlight.get(String(metric.name))?.terminate;
      return answer === undefined ? measurement : applied(measurement, answer, metric, nowMs);
    },
  };
  return {
    secrets,
    provider({ name }) {
      const error = withoutProvider[String(name)];
      return error === undefined ? provider : { error };
    },
  };
}

/** The state after a pass in a line: `30.001s Running; a Running 2s 1f 1e`. */
export function passLine(offsetMs: number, { phase, message, metricResults }: RunStatus): string {
  const results = metricResults.map((result) => {
    const counters = Object.entries({
      s: result.successful,
      f: result.failed,
      i: result.inconclusive,
      e: result.error,
      'e in a row': result.consecutiveError,
      's in a row': result.consecutiveSuccess,
      kept: result.measurements.length,
    }).filter(([, count]) => count > 0);
    const counted = counters.map(([what, count]) => ` ${count}${what.length > 1 ? ` ${what}` : what}`).join(',');
    const inFlight = result.measurements.at(-1)?.finishedAtMs === undefined ? ', in flight' : '';
    const told = result.message === undefined || result.message === '' ? '' : ` (${result.message})`;
    return `; ${JSON.stringify(result.name)} ${result.phase}${counted}${inFlight}${told}`;
  });
  return `${offsetMs / 1000}s ${phase}${message === '' ? '' : `: ${message}`}${results.join('')}`;
}
