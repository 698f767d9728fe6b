import { EvaluationError } from '../promql/engine/errors.ts';
import { durationMs, type QueryTimes } from '../promql/engine/plan/durations.ts';
import {
  type AtModifier,
  allMatchers,
  type Call,
  children,
  DEFAULT_LOOKBACK_MS,
  type Duration,
  type DurationExpr,
  type Expr,
  type MatchOp,
  METRIC_NAME,
  matcherAccepts,
  type VectorSelector,
} from '../promql/index.ts';
import type { Span } from '../text/span.ts';
import { type PlacedRule, RuleGraph } from './rules/graph.ts';
import type { RecordingRule, RuleGroup } from './rules/read.ts';

/** One condition of what is read. */
export interface ReadMatcher {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
}

/**
 * Where samples count, relative to each time of evaluation (`moving`), or at fixed times since the epoch (`fixed`).
 * Both ends are inclusive, in milliseconds.
 */
export interface Reach {
  readonly kind: 'moving' | 'fixed';
  readonly fromMs: number;
  readonly toMs: number;
}

/** A selector and the samples that it needs. */
export interface Read {
  readonly matchers: readonly ReadMatcher[];
  readonly reach: Reach;
  /** In the text of the query, or of the last rule in `via`. */
  readonly span: Span;
  /** Matchers that are left out because a placeholder in them has no value, as written. */
  readonly open: readonly string[];
  /** The rules through which the query comes here, the one that it names itself first. */
  readonly via: readonly RecordingRule[];
  /** The rules that record what is read here, if any do. */
  readonly recordedBy: readonly RecordingRule[];
}

export interface ReadSettings {
  readonly lookbackMs?: number;
  readonly groups?: readonly RuleGroup[];
  /** What `step()` and `range()` are in durations; default: those of a single time. */
  readonly times?: QueryTimes;
}

/** What a query needs of its data: each selector, those of `info` and of recording rules that it leads to among them. */
export function readsOf(expr: Expr, settings: ReadSettings = {}): readonly Read[] {
  const collector = new Collector(settings);
  collector.collect(expr, NOW, { base: NOW, via: [] });
  return collector.reads;
}

/** The times of samples that evaluations from `startMs` to `endMs` need; both ends inclusive. */
export function timesOf({ reach }: Read, { startMs, endMs }: { readonly startMs: number; readonly endMs: number }) {
  const isMoving = reach.kind === 'moving';
  return { fromMs: reach.fromMs + (isMoving ? startMs : 0), toMs: reach.toMs + (isMoving ? endMs : 0) };
}

/** `name{label="value"}`. */
export function selectorText(matchers: readonly ReadMatcher[]): string {
  const named = matchers.find(
    ({ label, op, value }) => label === METRIC_NAME && op === '=' && PLAIN_METRIC.test(value),
  );
  const rest = matchers.filter((matcher) => matcher !== named);
  const inside = rest.map(({ label, op, value }) => `${labelText(label)}${op}${JSON.stringify(value)}`).join(',');
  return `${named?.value ?? ''}${inside === '' && named !== undefined ? '' : `{${inside}}`}`;
}

const PLAIN_METRIC = /^[A-Za-z_:][\w:]*$/;
const labelText = (label: string): string => (/^[A-Za-z_]\w*$/.test(label) ? label : JSON.stringify(label));

const NOW: Reach = { kind: 'moving', fromMs: 0, toMs: 0 };
/** Rules that read each other in a circle have no end. */
const MAX_DEPTH = 50;

/** What a selector is looked at in. */
interface Frame {
  /** When the query, or the rule, as a whole is evaluated: what `@ start()` and `@ end()` are. */
  readonly base: Reach;
  readonly via: readonly PlacedRule[];
}

class Collector {
  readonly reads: Read[] = [];
  readonly #lookbackMs: number;
  readonly #graph: RuleGraph;
  readonly #times: QueryTimes;

  constructor({ lookbackMs, groups, times }: ReadSettings) {
    this.#lookbackMs = lookbackMs ?? DEFAULT_LOOKBACK_MS;
    this.#graph = new RuleGraph(groups ?? []);
    this.#times = times ?? NO_TIMES;
  }

  /** `times`: when the expression is evaluated. */
  collect(expr: Expr, times: Reach, frame: Frame): void {
    if (expr.kind === 'VectorSelector') this.#select(expr, undefined, times, frame);
    else if (expr.kind === 'MatrixSelector') this.#select(expr.selector, expr.range, times, frame);
    else if (expr.kind === 'SubqueryExpr') {
      const at = back(atTime(expr.at, times, frame.base), lengthOf(expr.offset, this.#times).ms);
      const rangeMs = lengthOf(expr.range, this.#times).ms;
      this.collect(expr.expr, { ...at, fromMs: at.fromMs - rangeMs }, frame);
    } else if (expr.kind === 'Call' && expr.func?.name === 'info') this.#info(expr, times, frame);
    else for (const child of children(expr)) this.collect(child, times, frame);
  }

  #select(selector: VectorSelector, range: Duration | undefined, times: Reach, frame: Frame): void {
    const { anchored, smoothed, at, span } = selector;
    const offset = lengthOf(selector.offset, this.#times);
    const length = lengthOf(range, this.#times);
    const { kind, fromMs, toMs } = back(atTime(at, times, frame.base), offset.ms);
    const beyondMs = anchored || smoothed ? this.#lookbackMs : 0;
    const beforeMs = range === undefined ? this.#lookbackMs : length.ms + beyondMs;
    const all = allMatchers(selector);
    const known = all.filter(({ label, value }) => label.holes.length === 0 && value.holes.length === 0);
    const conditions = known.map((matcher) => ({
      label: matcher.label.text,
      op: matcher.op,
      value: matcher.value.text,
      matches: (value: string) => matcherAccepts(matcher, value) ?? true,
    }));
    const open = all
      .filter((one) => !known.includes(one))
      .map(({ label, op, value }) => `${label.text}${op}"${value.text}"`);
    const read = {
      matchers: conditions.map(({ label, op, value }) => ({ label, op, value })),
      reach: { kind, fromMs: fromMs - beforeMs + 1, toMs: toMs + (smoothed ? this.#lookbackMs : 0) },
      span,
      open: [...open, ...(selector.openMatchers ? ['{…}'] : []), ...length.open, ...offset.open],
    };
    this.#add(read, this.#graph.asked(conditions), frame);
  }

  #add(read: Omit<Read, 'via' | 'recordedBy'>, rules: readonly PlacedRule[], { via }: Frame): void {
    this.reads.push({ ...read, via: via.map(({ rule }) => rule), recordedBy: rules.map(({ rule }) => rule) });
    for (const placed of rules) {
      if (via.includes(placed) || via.length >= MAX_DEPTH) continue;
      this.collect(placed.rule.expr, read.reach, { base: read.reach, via: [...via, placed] });
    }
  }

  /** promql/info.go: the second argument says which labels of which info metrics are wanted. */
  #info(call: Call, times: Reach, frame: Frame): void {
    const [first, second] = call.args;
    if (first === undefined) return;
    const before = this.reads.length;
    this.collect(first, times, frame);
    const reach = this.reads[before]?.reach ?? times;
    const wanted = second?.kind === 'VectorSelector' ? allMatchers(second) : [];
    const matchers: ReadMatcher[] = wanted.map(({ label, op, value }) => ({
      label: label.text,
      op,
      value: value.text,
    }));
    const isNamed = matchers.some(({ label, op }) => label === METRIC_NAME && (op === '=' || op === '=~'));
    if (matchers.length === 0) matchers.push({ label: METRIC_NAME, op: '=', value: 'target_info' });
    else if (!isNamed) matchers.push({ label: METRIC_NAME, op: '=~', value: '.+_info' });
    const fromMs = reach.fromMs - this.#lookbackMs;
    this.#add({ matchers, reach: { ...reach, fromMs }, span: call.span, open: [] }, [], frame);
  }
}

const NO_TIMES: QueryTimes = { startMs: 0, endMs: 0, stepMs: 0 };

interface Length {
  readonly ms: number;
  /** The placeholder that decides it. */
  readonly open: readonly string[];
}

function lengthOf(duration: Duration | undefined, times: QueryTimes): Length {
  if (duration === undefined) return { ms: 0, open: [] };
  const open = holesIn(duration.expr);
  if (open.length > 0) return { ms: 0, open };
  try {
    return { ms: durationMs(duration, times, true), open };
  } catch (error) {
    // The query itself fails with it, and reads nothing.
    if (error instanceof EvaluationError) return { ms: 0, open };
    throw error;
  }
}

function holesIn(expr: DurationExpr): readonly string[] {
  if (expr.kind === 'NumberLiteral') return expr.hole === undefined ? [] : [`{{${expr.hole.tag}}}`];
  return [expr.lhs, expr.rhs].flatMap((side) => (side === undefined ? [] : holesIn(side)));
}

function atTime(at: AtModifier | undefined, times: Reach, base: Reach): Reach {
  if (at === undefined) return times;
  if (at.at !== 'time') return base;
  return at.ms === undefined ? times : { kind: 'fixed', fromMs: at.ms, toMs: at.ms };
}

const back = ({ kind, fromMs, toMs }: Reach, byMs: number): Reach => ({
  kind,
  fromMs: fromMs - byMs,
  toMs: toMs - byMs,
});
