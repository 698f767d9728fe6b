import { optionalText } from '../../manifest/controller/read.ts';
import { nearest } from '../../text/nearest.ts';
import type { Span } from '../../text/span.ts';
import type { YamlMap, YamlNode, YamlSequence } from '../../yaml/tree.ts';
import { decodeJson } from '../../yaml/walk.ts';
import { expectationFor, isMet } from '../expectation.ts';
import type { ReplayedMeasurement, ReplayedMetric } from '../measurement/log.ts';
import type { Replay, ReplayedRun } from '../model.ts';
import {
  measurementsOutcome,
  metricsOutcome,
  type OutcomeValue,
  rolloutOutcome,
  runsOutcome,
  stepStarts,
  stepsOutcome,
  worstPhase,
} from './outcome.ts';
import { timeOf, timeText, wholeSecond } from './time.ts';
import { isRounded, isValue, writtenValue } from './value.ts';
import { flowText } from './yaml-text.ts';

/** The metric, and the measurement of it, that a mismatch is about. */
export interface Concern {
  readonly run: string;
  readonly metric: string;
  /** In the list of its measurements. */
  readonly index: number | undefined;
}

/** What happened, in place of a part of a test. */
export interface Rewrite {
  readonly node: YamlNode;
  readonly value: OutcomeValue;
}

/** Something that is not as expected. */
export interface Mismatch {
  /** `metrics.success-rate.measurements[1].value`. */
  readonly path: string;
  /** As it is written. */
  readonly expected: string;
  /** What there is instead, with nothing where there is none. */
  readonly got: string | undefined;
  /** More than the two tell. */
  readonly hint: string | undefined;
  readonly span: Span;
  readonly concern: Concern | undefined;
  /** What `--update` writes instead of `node`. */
  readonly edit: Rewrite;
}

/** Where an `expect` asks for what cannot be. */
export interface Impossible {
  readonly span: Span;
  readonly text: string;
}

export interface Comparison {
  readonly mismatches: readonly Mismatch[];
  readonly impossible: readonly Impossible[];
}

/** Holds what a test expects against what happened. */
export function compare(expect: YamlMap, replay: Replay): Comparison {
  const comparer = new Comparer(replay);
  comparer.whole(expect);
  return comparer;
}

const COUNTERS = ['count', 'successful', 'failed', 'inconclusive', 'error'] as const;

class Comparer implements Comparison {
  readonly mismatches: Mismatch[] = [];
  readonly impossible: Impossible[] = [];
  readonly #replay: Replay;

  constructor(replay: Replay) {
    this.#replay = replay;
  }

  whole(expect: YamlMap): void {
    const replay = this.#replay;
    this.#verdict(expect.get('verdict'));
    this.#time(expect.get('at'), replay.endMs, 'at');
    const messages = [replay.message, ...replay.runs.map(({ run }) => run.status.message)];
    const message = expect.get('message');
    if (message?.kind === 'scalar' && !messages.includes(message.text))
      this.#differs(message, replay.message, 'message');
    const metrics = replay.runs.flatMap((run) => run.metrics.map((metric) => ({ run, metric })));
    this.#metrics(expect.get('metrics'), metrics, 'metrics');
    this.#runs(expect.get('runs'));
    this.#rollout(expect.get('rollout'));
    this.#steps(expect.get('steps'));
  }

  #verdict(node: YamlNode | undefined): void {
    if (node?.kind !== 'scalar') return;
    const { kind, manifestKind } = this.#replay.subject;
    const expected = expectationFor(kind, node.text);
    if (!expected.ok) {
      // A run that the play leaves before its end has no verdict to ask a replay for, but a test may tell it.
      if (kind === 'rollout' || this.#replay.verdict !== node.text) {
        this.impossible.push({
          span: node.span,
          text: `${withArticle(manifestKind)} cannot come to \`${node.text}\`: ${expected.problem}`,
        });
      }
      return;
    }
    if (isMet(this.#replay, expected.verdict)) return;
    const isPhase = kind === 'rollout' && /^[A-Z]/.test(node.text);
    const hint = isPhase && this.#replay.runs.length > 0 ? `the worst run is ${worstPhase(this.#replay)}` : undefined;
    this.#differs(node, this.#replay.verdict, 'verdict', { hint });
  }

  #metrics(node: YamlNode | undefined, measured: readonly Measured[], path: string): void {
    if (node?.kind !== 'map') return;
    for (const { key, value } of node.entries) {
      const at = `${path}.${key.text}`;
      const [one, second] = measured.filter(({ metric }) => metric.name === key.text);
      if (second !== undefined) {
        const span = key.span;
        this.impossible.push({
          span,
          text: `\`${key.text}\` is measured by several runs: say which one under \`runs\``,
        });
      } else if (one === undefined) {
        const names = measured.map(({ metric }) => metric.name);
        const near = nearest(key.text, names) ?? names.join(', ');
        const hint = names.length === 0 ? 'nothing was measured' : `measured: ${near}`;
        const outcome = metricsOutcome(
          measured.map(({ metric }) => metric),
          this.#replay,
        );
        this.#add(
          { path: at, expected: key.text, got: undefined, hint, span: key.span, concern: undefined },
          node,
          outcome,
        );
      } else if (value.kind === 'map') this.#metric(value, one, at);
    }
  }

  #metric(node: YamlMap, { run, metric }: Measured, path: string): void {
    const concern = { run: run.name, metric: metric.name, index: undefined };
    const { result } = metric;
    this.#text(node.get('phase'), result.phase, `${path}.phase`, { concern });
    this.#text(node.get('message'), result.message ?? '', `${path}.message`, { concern });
    for (const counter of COUNTERS) {
      const wanted = node.get(counter);
      if (wanted?.kind === 'scalar' && wanted.value !== result[counter]) {
        this.#differs(wanted, result[counter], `${path}.${counter}`, { concern });
      }
    }
    const list = node.get('measurements');
    if (list?.kind === 'sequence') this.#measurements(list, run, metric, `${path}.measurements`);
  }

  #measurements(list: YamlSequence, run: ReplayedRun, { name, measurements }: ReplayedMetric, path: string): void {
    const { startMs } = this.#replay;
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
        this.#add({ path: where, expected, got, hint, span: node.span, concern }, list, outcome);
        continue;
      }
      const concern = { run: run.name, metric: name, index };
      this.#text(node.get('phase'), one.measurement.phase, `${where}.phase`, { concern });
      this.#text(node.get('message'), one.measurement.message ?? '', `${where}.message`, { concern });
      const value = node.get('value');
      if (value !== undefined && !isValue(one, decodeJson(value), value.kind === 'scalar' ? value.text : '')) {
        const whole = { node: list, value: measurementsOutcome(measurements, startMs) };
        this.#differs(value, writtenValue(one) ?? null, `${where}.value`, { concern, whole });
      }
    }
  }

  #runs(list: YamlNode | undefined): void {
    if (list?.kind !== 'sequence') return;
    const taken = new Set<ReplayedRun>();
    for (const [place, node] of list.items.entries()) {
      if (node.kind !== 'map') continue;
      const { of, step, template } = identity(node);
      const run = this.#replay.runs.find(
        (each) =>
          !taken.has(each) &&
          (of === undefined || each.kind === of) &&
          (step === undefined || String((each.step ?? -2) + 1) === step) &&
          (template === undefined || each.templates.includes(template)),
      );
      const path = `runs[${place}]`;
      if (run === undefined) {
        const what = [of, step === undefined ? undefined : `step ${step}`, template].filter(
          (each) => each !== undefined,
        );
        const names = this.#replay.runs.map((each) => `${each.kind} ${each.templates.join(', ')}`);
        const hint = names.length === 0 ? 'no analysis ran' : `there were ${listed(names)}`;
        const expected = `a run${what.length === 0 ? '' : ` of ${what.join(', ')}`}`;
        const found = { path, expected, got: undefined, hint, span: node.span, concern: undefined };
        this.#add(found, list, runsOutcome(this.#replay));
        continue;
      }
      taken.add(run);
      const { phase, message } = run.run.status;
      this.#text(node.get('phase'), phase === '' ? 'Pending' : phase, `${path}.phase`);
      this.#text(node.get('message'), message, `${path}.message`);
      const whole = { node: list, value: runsOutcome(this.#replay) };
      this.#time(node.get('at'), run.endedMs, `${path}.at`, { whole });
      this.#metrics(
        node.get('metrics'),
        run.metrics.map((metric) => ({ run, metric })),
        `${path}.metrics`,
      );
    }
  }

  #rollout(node: YamlNode | undefined): void {
    if (node?.kind !== 'map') return;
    const { subject, end } = this.#replay;
    if (end === undefined) {
      this.impossible.push({
        span: node.span,
        text: `${withArticle(subject.manifestKind)} is no Rollout: \`rollout\` cannot be expected`,
      });
      return;
    }
    const outcome = rolloutOutcome(this.#replay);
    for (const { key, value } of node.entries) {
      const got = outcome[key.text];
      if (value.kind !== 'scalar') continue;
      const isSame =
        key.text === 'weight' && end.share !== undefined
          ? isRounded(end.share * 100, value.text, 1)
          : value.text === (optionalText(got) ?? '');
      const whole = { node, value: outcome };
      if (!isSame) this.#differs(value, got ?? null, `rollout.${key.text}`, { whole });
    }
  }

  #steps(list: YamlNode | undefined): void {
    if (list?.kind !== 'sequence') return;
    const starts = stepStarts(this.#replay);
    for (const [place, node] of list.items.entries()) {
      if (node.kind !== 'map') continue;
      const wanted = node.get('step');
      const step = wanted?.kind === 'scalar' ? Number(wanted.value) : 0;
      const mine = starts.filter((start) => start.step === step - 1);
      const at = node.get('at');
      // After a retry a step begins anew: any of its times will do.
      const wantedMs = at?.kind === 'scalar' ? timeOf(at.text, this.#replay.startMs) : undefined;
      const fits = mine.find((start) => wantedMs !== undefined && wholeSecond(start.atMs) === wholeSecond(wantedMs));
      const first = fits ?? mine[0];
      const path = `steps[${place}].at`;
      if (first === undefined) {
        const hint = `step ${step} never began`;
        const found = {
          path,
          expected: flowText(decodeJson(node)),
          got: undefined,
          hint,
          span: node.span,
          concern: undefined,
        };
        this.#add(found, list, stepsOutcome(this.#replay));
      } else this.#time(at, first.atMs, path);
    }
  }

  #text(node: YamlNode | undefined, got: string, path: string, more: More = {}): void {
    if (node?.kind === 'scalar' && node.text !== got) this.#differs(node, got, path, more);
  }

  #time(node: YamlNode | undefined, gotMs: number | undefined, path: string, more: More = {}): void {
    if (node?.kind !== 'scalar') return;
    const { startMs } = this.#replay;
    const wantedMs = timeOf(node.text, startMs);
    if (wantedMs === undefined) this.impossible.push({ span: node.span, text: `\`${node.text}\` is no time` });
    else if (gotMs === undefined || wholeSecond(wantedMs) !== wholeSecond(gotMs)) {
      this.#differs(node, gotMs === undefined ? null : timeText(gotMs, startMs, node.text), path, more);
    }
  }

  #differs(node: YamlNode, got: OutcomeValue, path: string, { concern, hint, whole }: More = {}): void {
    const expected = node.kind === 'scalar' ? node.text : flowText(decodeJson(node));
    const shown = got === null ? undefined : typeof got === 'object' ? flowText(got) : String(got);
    const edit = got === null && whole !== undefined ? whole : { node, value: got };
    this.#add({ path, expected, got: shown, hint, span: node.span, concern }, edit.node, edit.value);
  }

  #add(mismatch: Omit<Mismatch, 'edit'>, node: YamlNode, value: OutcomeValue): void {
    this.mismatches.push({ ...mismatch, edit: { node, value } });
  }
}

interface Measured {
  readonly run: ReplayedRun;
  readonly metric: ReplayedMetric;
}

interface More {
  readonly concern?: Concern | undefined;
  readonly hint?: string | undefined;
  /** What to write where there is nothing to write in its place alone. */
  readonly whole?: Rewrite;
}

const withArticle = (noun: string): string => `${/^[AEIOU]/.test(noun) ? 'an' : 'a'} ${noun}`;

const beganAt = ({ measurement }: ReplayedMeasurement): number | undefined =>
  measurement.startedAtMs === undefined ? undefined : wholeSecond(measurement.startedAtMs);

const MAX_LISTED = 5;

function listed(texts: readonly string[]): string {
  const more = texts.length - MAX_LISTED;
  return more > 0 ? `${texts.slice(0, MAX_LISTED).join(', ')} and ${more} more` : texts.join(', ');
}

/** The words that tell which run an entry of `runs` means. */
function identity(node: YamlMap): Readonly<Record<'of' | 'step' | 'template', string | undefined>> {
  const text = (key: string): string | undefined => {
    const value = node.get(key);
    return value?.kind === 'scalar' ? value.text : undefined;
  };
  return { of: text('of'), step: text('step'), template: text('template') };
}
