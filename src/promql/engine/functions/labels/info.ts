import { EvaluationError } from '../../errors.ts';
import type { Evaluator } from '../../eval/evaluator.ts';
import { instantSamples } from '../../eval/selectors.ts';
import { ABSENT, copySample, newSeries, type StepSeries, uniteSeries } from '../../eval/series.ts';
import type { LabelSet } from '../../labels.ts';
import { makeMatcher } from '../../plan/matchers.ts';
import type { CallPlan, PlanNode } from '../../plan/nodes.ts';
import type { SeriesMatcher } from '../../storage.ts';
import { argument } from '../arguments.ts';

const IDENTIFYING = ['instance', 'job'];
const NAME = '__name__';

/** `info(v, {data labels})`: adds to each element the labels of the info series of its instance and job (promql/info.go). */
export function evaluateInfo(ev: Evaluator, call: CallPlan): StepSeries[] {
  const first = argument(call, 0);
  const base = ev.evaluate(first);
  const second = call.args[1];
  const selector = second?.kind === 'invariant' ? second.expr : second;
  const wanted = selector?.kind === 'vector' ? selector.matchers : [];
  const names = infoNameMatchers(wanted.filter(({ label }) => label === NAME));
  const data = wanted.filter(({ label }) => label !== NAME);
  const isInfo = (labels: LabelSet): boolean => names.every((matcher) => matcher.matches(labels.metricName));
  const enriched = base.filter(({ labels }) => !isInfo(labels));
  const info = fetchInfo(ev, first, enriched, [...data, ...names]);
  return combine(ev, base, isInfo, info, data);
}

/** Without a name that is asked for, everything that ends in `_info`; without any condition on it, `target_info`. */
function infoNameMatchers(matchers: readonly SeriesMatcher[]): SeriesMatcher[] {
  if (matchers.length === 0) return [makeMatcher(NAME, '=', 'target_info')];
  if (matchers.some(({ op }) => op === '=' || op === '=~')) return [...matchers];
  return [makeMatcher(NAME, '=~', '.+_info'), ...matchers];
}

/** Info series of the instances and jobs at hand; their values are when they were scraped. */
function fetchInfo(
  ev: Evaluator,
  first: PlanNode,
  enriched: readonly StepSeries[],
  matchers: readonly SeriesMatcher[],
): StepSeries[] {
  const identifying: SeriesMatcher[] = [];
  for (const label of IDENTIFYING) {
    const values = new Set(enriched.map(({ labels }) => labels.get(label)));
    values.delete('');
    if (values.size === 0) continue;
    identifying.push({
      label,
      op: '=~',
      value: [...values].map(quoteMeta).join('|'),
      matches: (text) => values.has(text),
    });
  }
  if (identifying.length === 0) return [];
  const { atMs, offsetMs } = referenceTime(first);
  const { lookbackMs } = ev.context.settings;
  const from = (atMs ?? ev.startMs) - offsetMs - lookbackMs + 1;
  const to = (atMs ?? ev.timeOf(ev.steps - 1)) - offsetMs;
  const series = ev.context.storage.select([...identifying, ...matchers], from, to);
  for (const { labels, histograms } of series) {
    if (histograms?.some((one) => one !== undefined)) {
      throw new EvaluationError(`this should be an info metric, with float samples: ${labels}`);
    }
  }
  return instantSamples(ev, series, atMs, offsetMs, true);
}

const quoteMeta = (text: string): string => text.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&');

/** The `@` and offset under which the first selector is read (infoSelectTimestampAndOffset). */
function referenceTime(plan: PlanNode): { readonly atMs: number | undefined; readonly offsetMs: number } {
  return search(plan, []) ?? { atMs: undefined, offsetMs: 0 };
}

interface Shift {
  readonly atMs: number | undefined;
  readonly offsetMs: number;
}

function search(plan: PlanNode, subqueries: readonly Shift[]): Shift | undefined {
  switch (plan.kind) {
    case 'vector': {
      let { atMs, offsetMs } = plan;
      for (const subquery of [...subqueries].reverse()) {
        if (atMs !== undefined) break;
        offsetMs += subquery.offsetMs;
        atMs = subquery.atMs;
      }
      return { atMs, offsetMs };
    }
    case 'matrix':
      return search(plan.selector, subqueries);
    case 'subquery':
      return search(plan.expr, [...subqueries, plan]);
    case 'unary':
    case 'invariant':
      return search(plan.expr, subqueries);
    case 'aggregate':
      return search(plan.expr, subqueries) ?? (plan.param && search(plan.param, subqueries));
    case 'binary':
      return search(plan.lhs, subqueries) ?? search(plan.rhs, subqueries);
    case 'call':
      for (const arg of plan.args) {
        const found = search(arg, subqueries);
        if (found !== undefined) return found;
      }
      return undefined;
    case 'number':
    case 'string':
      return undefined;
  }
}

const signature = (name: string, labels: LabelSet): string =>
  [name, ...IDENTIFYING.map((label) => labels.get(label))].join('\u{ffff}');

function combine(
  ev: Evaluator,
  base: readonly StepSeries[],
  isInfo: (labels: LabelSet) => boolean,
  info: readonly StepSeries[],
  data: readonly SeriesMatcher[],
): StepSeries[] {
  const infoNames = [...new Set(info.map(({ labels }) => labels.metricName))];
  const infoSignatures = info.map(({ labels }) => signature(labels.metricName, labels));
  const optional = data.every((matcher) => matcher.matches(''));
  const wanted = new Set(data.map(({ label }) => label));
  const outputs = base.map(() => new Map<string, StepSeries>());
  const all: StepSeries[] = [];
  for (let step = 0; step < ev.steps; step++) {
    if (base.every(({ kinds }) => kinds[step] === ABSENT)) continue;
    const newest = new Map<string, StepSeries>();
    for (const [i, series] of info.entries()) {
      if (series.kinds[step] === ABSENT) continue;
      const key = infoSignatures[i] ?? '';
      const other = newest.get(key);
      if (other !== undefined) {
        const [theirs = 0, mine = 0] = [other.values[step], series.values[step]];
        if (theirs > mine) continue;
        if (theirs === mine) {
          throw new EvaluationError(
            `found duplicate series for info metric: existing ${other.labels} @ ${theirs}, new ${series.labels} @ ${mine}`,
          );
        }
      }
      newest.set(key, series);
    }
    for (const [i, series] of base.entries()) {
      if (series.kinds[step] === ABSENT) continue;
      let { labels } = series;
      if (!isInfo(labels)) {
        const matching = infoNames.flatMap((name) => newest.get(signature(name, labels)) ?? []);
        if (matching.length === 0 && !optional) continue;
        labels = enrich(labels, matching, wanted);
      }
      const byLabels = outputs[i] ?? new Map<string, StepSeries>();
      let out = byLabels.get(labels.key);
      if (out === undefined) {
        out = newSeries(labels, series.dropName, ev.steps);
        byLabels.set(labels.key, out);
        all.push(out);
      }
      copySample(series, out, step);
    }
  }
  return uniteSeries(all);
}

function enrich(labels: LabelSet, info: readonly StepSeries[], wanted: ReadonlySet<string>): LabelSet {
  const added = new Map<string, string>();
  for (const { labels: theirs } of info) {
    for (const [i, name] of theirs.names.entries()) {
      if (name === NAME || (wanted.size > 0 && !wanted.has(name))) continue;
      const value = theirs.values[i] ?? '';
      const known = added.get(name);
      if (known !== undefined && known !== value) throw new EvaluationError(`conflicting label: ${name}`);
      if (labels.get(name) === '') added.set(name, value);
    }
  }
  return added.size === 0 ? labels : labels.with(added);
}
