import { limitsOf } from '../../../analysis/limits.ts';
import { isSet, textOf } from '../../../manifest/controller/read.ts';
import type { Metric } from '../../../manifest/controller/types.ts';
import { providerOf } from '../../../replay/measurement/value.ts';
import { plural } from '../../report.ts';

/** What a metric that has used up its limit does: `aborts` a rollout, `fails` a run. */
export type Consequence = 'aborts' | 'fails';

/** `result[0] >= 0.99, every 30s, 5 times; aborts on the 3rd failure`. */
export function metricWords(metric: Metric, isDryRun: boolean, consequence: Consequence): string {
  return [[...conditions(metric), ...schedule(metric)].join(', '), ...limits(metric, isDryRun, consequence)].join('; ');
}

function conditions(metric: Metric): string[] {
  const provider = providerOf(metric);
  // These two come to a phase of their own; conditions are not looked at.
  if (provider === 'job') return ['decided by a Job'];
  if (provider === 'kayenta') return ["decided by Kayenta's score"];
  const success = oneLine(textOf(metric.successCondition));
  const failure = oneLine(textOf(metric.failureCondition));
  if (success === '' && failure === '') return ['no condition: every answer is a success'];
  if (failure === '') return [success];
  return success === '' ? [`fails if ${failure}`] : [success, `fails if ${failure}`];
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function schedule(metric: Metric): string[] {
  const { count } = limitsOf(metric);
  const delay = textOf(metric.initialDelay);
  const interval = textOf(metric.interval);
  return [
    ...(delay === '' ? [] : [`first after ${delay}`]),
    ...(interval === '' || count === 1 ? [] : [`every ${interval}`]),
    count === undefined ? 'without end' : count === 1 ? 'once' : plural(count, 'time'),
  ];
}

function limits(metric: Metric, isDryRun: boolean, consequence: Consequence): string[] {
  if (isDryRun) return ['a dry run: decides nothing'];
  const {
    count = Number.POSITIVE_INFINITY,
    failureLimit,
    canFail,
    inconclusiveLimit,
    errorLimit,
    goal,
  } = limitsOf(metric);
  const words: string[] = [];
  if (goal !== undefined) words.push(goal === 1 ? 'done after a success' : `done after ${goal} successes in a row`);
  if (!canFail) words.push('failures do not count');
  else if (failureLimit >= count) words.push(`never ${consequence}: ${plural(failureLimit, 'failure')} allowed`);
  else words.push(`${consequence} on the ${ordinal(failureLimit + 1)} failure`);
  if (inconclusiveLimit > 0) words.push(`inconclusive on the ${ordinal(inconclusiveLimit + 1)} inconclusive one`);
  if (isSet(metric.consecutiveErrorLimit))
    words.push(`${consequence} on the ${ordinal(errorLimit + 1)} error in a row`);
  return words;
}

/** `3rd`. */
export function ordinal(number: number): string {
  const tens = number % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${suffix}`;
}
