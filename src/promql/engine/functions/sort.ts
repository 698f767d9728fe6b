import { atoi } from '../../../go/strconv.ts';
import { compareStrings } from '../../../go/utf8.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { FLOAT, newSeries, type StepSeries, setFloat } from '../eval/series.ts';
import { compareLabels } from '../labels.ts';
import { sortByLess } from '../numbers.ts';
import type { CallPlan } from '../plan/nodes.ts';
import { argument, stringArgument } from './arguments.ts';

/** Sorts the elements of an instant query; in a range query order comes from the labels alone. */
export function evaluateSort(ev: Evaluator, call: CallPlan): StepSeries[] {
  const input = ev.evaluate(argument(call, 0));
  if (call.name === 'sort' || call.name === 'sort_desc') {
    const floats = input.map((series) => floatsOnly(ev, series));
    if (ev.steps === 1) sortByValue(floats, call.name === 'sort_desc');
    return ev.unite(floats);
  }
  if (ev.steps > 1) return ev.unite(input);
  const names = call.args.slice(1).map((_, i) => stringArgument(call, i + 1));
  const sign = call.name === 'sort_by_label' ? 1 : -1;
  const sorted = [...input].sort((a, b) => {
    for (const name of names) {
      const left = a.labels.get(name);
      const right = b.labels.get(name);
      if (left !== right) return naturallyBefore(left, right) ? -sign : sign;
    }
    return sign * compareLabels(a.labels, b.labels);
  });
  return ev.unite(sorted);
}

/** Elements whose value is not a number stand last either way. */
function sortByValue(list: StepSeries[], descending: boolean): void {
  const value = (series: StepSeries): number => series.values[0] ?? NaN;
  const filled = list.filter(({ kinds }) => kinds[0] === FLOAT);
  sortByLess(filled, (a, b) => {
    const left = value(b);
    const right = value(a);
    if (Number.isNaN(left)) return true;
    return descending ? left < right : left > right;
  });
  list.splice(0, list.length, ...filled);
}

function floatsOnly(ev: Evaluator, series: StepSeries): StepSeries {
  if (series.histograms === undefined) return series;
  const out = newSeries(series.labels, series.dropName, ev.steps);
  for (let step = 0; step < ev.steps; step++) {
    if (series.kinds[step] === FLOAT) setFloat(out, step, series.values[step] ?? NaN);
  }
  return out;
}

/** `node2` before `node10` (facette/natsort Compare). */
function naturallyBefore(a: string, b: string): boolean {
  const left = a.match(CHUNKS) ?? [];
  const right = b.match(CHUNKS) ?? [];
  for (const [i, mine] of left.entries()) {
    const theirs = right[i];
    if (theirs === undefined) return false;
    const myNumber = atoi(mine);
    const theirNumber = atoi(theirs);
    const numbers = myNumber.ok && theirNumber.ok;
    if (numbers ? myNumber.value === theirNumber.value : mine === theirs) {
      if (i === left.length - 1) return true;
      if (i === right.length - 1) return false;
      continue;
    }
    return numbers ? myNumber.value < theirNumber.value : compareStrings(mine, theirs) < 0;
  }
  return false;
}

const CHUNKS = /\d+|\D+/g;
