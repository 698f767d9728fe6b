import { limitsOf } from '../../../analysis/limits.ts';
import type { Metric } from '../../../manifest/controller/types.ts';
import type { JudgedCondition } from '../../../replay/measurement/conditions.ts';
import type { Insight } from '../../../replay/measurement/insight.ts';
import type { ReplayedMeasurement } from '../../../replay/measurement/log.ts';
import { numberText } from '../../../replay/measurement/number-text.ts';
import type { ResultValue } from '../../../replay/measurement/value.ts';
import { plural } from '../../report.ts';
import { clock } from './lines.ts';
import type { Consequence } from './metric-words.ts';

const LONGEST_VALUE = 24;

/** `0.9612`, `[0.98, 1.2]`, `(empty)`, `-` where there is none. */
export function valueText({ value, measurement }: ReplayedMeasurement, apart: readonly number[]): string {
  if (value === undefined) return cut(measurement.value ?? '') || '-';
  return shown(value, apart);
}

function shown(value: ResultValue, apart: readonly number[]): string {
  if (typeof value === 'number') return numberText(value, apart);
  if (Array.isArray(value)) {
    const list = value as readonly ResultValue[];
    const [first] = list;
    if (first === undefined) return '(empty)';
    if (list.length === 1 && typeof first === 'number') return numberText(first, apart);
    if (list.length > 3) return `${list.length} values`;
    return cut(`[${list.map((each) => (typeof each === 'number' ? numberText(each, apart) : '…')).join(', ')}]`);
  }
  return cut(typeof value === 'string' ? value : JSON.stringify(value));
}

const cut = (text: string): string => (text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 3)}...`);

/** `0.9612 >= 0.99 is false`: the condition that decided, with the value put in. */
export function conditionText({ conditions, measurement: { phase } }: ReplayedMeasurement): string {
  const said = ({ filled, holds }: JudgedCondition): string => `${filled} is ${holds ?? 'neither true nor false'}`;
  const success = conditions.find(({ field }) => field === 'successCondition');
  const failure = conditions.find(({ field }) => field === 'failureCondition');
  if (phase === 'Failed' && failure?.holds === true) return said(failure);
  if (phase === 'Inconclusive')
    return [success, failure]
      .flatMap((each) => each ?? [])
      .map(said)
      .join(', ');
  const deciding = success ?? failure;
  return deciding === undefined ? '' : said(deciding);
}

/** Where the counters of the metric stand against its limits, and what the next one would do. */
export function counterText(
  metric: Metric,
  { measurement, result }: ReplayedMeasurement,
  consequence: Consequence,
): string {
  const { failureLimit, canFail, inconclusiveLimit, errorLimit } = limitsOf(metric);
  switch (measurement.phase) {
    case 'Failed':
      if (!canFail) return 'failures do not count';
      return limitText('failure', result.failed, failureLimit, consequence, result.dryRun);
    case 'Inconclusive':
      return limitText('inconclusive', result.inconclusive, inconclusiveLimit, 'pauses', result.dryRun);
    case 'Error':
      return limitText('error', result.consecutiveError, errorLimit, consequence, result.dryRun);
    case 'Successful':
      return successText(metric, result.count, result.consecutiveSuccess);
    default:
      return '';
  }
}

function limitText(what: string, count: number, limit: number, consequence: string, isDryRun: boolean): string {
  const allowed = limit === 0 ? 'none allowed' : `of ${limit}`;
  if (isDryRun) return `${what} ${count} ${limit === 0 ? '' : allowed}`.trim();
  if (count > limit) return `${what} ${count}, ${limit === 0 ? allowed : `${limit} allowed`}: ${consequence}`;
  return count === limit
    ? `${what} ${count} ${allowed}, the next ${consequence}`
    : `${what} ${count} ${allowed} allowed`;
}

function successText(metric: Metric, taken: number, inARow: number): string {
  const { goal, count } = limitsOf(metric);
  if (goal !== undefined) return `${inARow} of ${goal} in a row`;
  return count === undefined || count <= 1 ? '' : `${taken} of ${count}`;
}

/** `12 series, 9.8 requests/s`. */
export function insightText({ answered, traffic }: Insight): string {
  const parts = answered > 1 ? [`${plural(answered, 'series', 'series')} answered`] : [];
  if (traffic !== undefined) parts.push(`${numberText(traffic.perSecond)} ${unitOf(traffic.metric)}/s`);
  return parts.join(', ');
}

/** What is counted, where the name says it in a word. */
const unitOf = (metric: string): string =>
  /request/.test(metric) ? 'requests' : /message/.test(metric) ? 'messages' : 'events';

/** `12 more Successful until 10:20:00, 0.9912 to 0.9987`. */
export function manyText(many: readonly ReplayedMeasurement[], apart: readonly number[]): string {
  const [first] = many;
  const last = many.at(-1);
  if (first === undefined || last === undefined) return '';
  const numbers = many.flatMap(({ value }) => onlyNumber(value));
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const [from, to] = [numberText(low, apart), numberText(high, apart)];
  const range = numbers.length < many.length ? '' : from === to ? `, all ${from}` : `, ${from} to ${to}`;
  const until = clock(last.measurement.startedAtMs ?? 0);
  return `${many.length} more ${first.measurement.phase} until ${until}${range}`;
}

function onlyNumber(value: ResultValue | undefined): number[] {
  const single = Array.isArray(value) && value.length === 1 ? (value[0] as ResultValue) : value;
  return typeof single === 'number' && !Number.isNaN(single) ? [single] : [];
}
