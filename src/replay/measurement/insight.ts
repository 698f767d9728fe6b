import { fateOf, type SelectorFate, type SeriesCatalogue } from '../../evaluation/empty.ts';
import { type Read, readsOf, timesOf } from '../../evaluation/reads.ts';
import type { RuleGroup } from '../../evaluation/rules/read.ts';
import { objectOf, textOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import type { Evaluator } from '../../promql/evaluator.ts';
import { parsePromql } from '../../promql/index.ts';
import type { Replay } from '../model.ts';
import type { ReplayedMeasurement, ReplayedMetric } from './log.ts';
import { trafficQuery } from './traffic.ts';

/** What a selector of a query found. */
export interface SelectorInsight {
  readonly read: Read;
  readonly fate: SelectorFate;
  /** When its samples count, milliseconds since the epoch, both inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a measurement saw, beyond its value. */
export interface Insight {
  /** Arguments filled in, those from secrets with a placeholder. */
  readonly query: string;
  readonly atMs: number;
  /** How many series the answer had; 0 for a scalar. */
  readonly answered: number;
  /** True where the answer needs an explanation: it is empty, not a number, or an error. */
  readonly isOdd: boolean;
  /** In order of the query, what rules read in place of what they record; each selector once. */
  readonly selectors: readonly SelectorInsight[];
  /** What went on while it was measured, where the query divides by it. */
  readonly traffic: { readonly perSecond: number; readonly metric: string } | undefined;
}

export interface InsightSources {
  readonly evaluator?: Evaluator | undefined;
  readonly catalogue?: SeriesCatalogue | undefined;
  /** The recording rules that the evaluator knows. */
  readonly groups?: readonly RuleGroup[] | undefined;
}

/** The replay with insights where somebody will ask for them. Needs `preparePromql`. */
export async function withInsights(replay: Replay, sources: InsightSources): Promise<Replay> {
  const { evaluator } = sources;
  if (evaluator === undefined) return replay;
  const runs = [];
  for (const run of replay.runs) {
    const metrics: ReplayedMetric[] = [];
    for (const metric of run.metrics) metrics.push(await explained(metric, evaluator, sources));
    runs.push({ ...run, metrics });
  }
  return { ...replay, runs };
}

/** A metric that never comes to rest does not keep anybody waiting. */
const MAX_INSIGHTS = 20;

async function explained(
  metric: ReplayedMetric,
  evaluator: Evaluator,
  sources: InsightSources,
): Promise<ReplayedMetric> {
  const measurements: ReplayedMeasurement[] = [];
  let given = 0;
  for (const [index, one] of metric.measurements.entries()) {
    const before = metric.measurements[index - 1];
    const wanted = given < MAX_INSIGHTS && (before === undefined || !isAlike(before, one));
    const insight = wanted ? await insightOf(metric.metric, one, evaluator, sources) : undefined;
    if (insight !== undefined) given++;
    measurements.push(insight === undefined ? one : { ...one, insight });
  }
  return { ...metric, measurements };
}

/** True if two measurements came to the same, so that the second needs no explanation of its own. */
export function isAlike(a: ReplayedMeasurement, b: ReplayedMeasurement): boolean {
  const [x, y] = [a.measurement, b.measurement];
  return x.phase === y.phase && x.message === y.message && isOdd(a) === isOdd(b);
}

/** True where the answer has nothing that could be compared. */
function isOdd({ value, measurement }: ReplayedMeasurement): boolean {
  if (measurement.phase === 'Error') return true;
  if (Array.isArray(value)) return value.length === 0 || value.some((each) => Number.isNaN(each));
  return Number.isNaN(value);
}

/** The query of a metric as it may be shown: without the values of secrets. */
export const shownQuery = ({ provider }: Metric): string => textOf(objectOf(objectOf(provider)['prometheus'])['query']);

async function insightOf(
  metric: Metric,
  one: ReplayedMeasurement,
  evaluator: Evaluator,
  { catalogue, groups }: InsightSources,
): Promise<Insight | undefined> {
  const trace = one.traces.find(({ kind }) => kind === 'query');
  if (trace?.kind !== 'query') return undefined;
  const { query, atMs, range, seriesCount } = trace;
  const times = range ?? { startMs: atMs, endMs: atMs, stepMs: 0 };
  const { expr, errors } = parsePromql(query);
  const reads = expr === undefined || errors.length > 0 ? [] : readsOf(expr, { times, ...(groups && { groups }) });
  const selectors: SelectorInsight[] = [];
  const seen = new Set<string>();
  const shown = shownQuery(metric);
  // Conditions on secrets are nobody's business.
  const isOpen = shown === query;
  for (const read of isOpen ? reads : []) {
    // What a rule records is explained by what the rule reads.
    if (read.recordedBy.length > 0 || catalogue === undefined) continue;
    const { fromMs, toMs } = timesOf(read, times);
    const key = JSON.stringify([read.matchers, fromMs, toMs]);
    if (seen.has(key)) continue;
    seen.add(key);
    selectors.push({ read, fate: await fateOf(read, { fromMs, toMs }, catalogue), fromMs, toMs });
  }
  const traffic = range === undefined ? await trafficAt(query, atMs, evaluator) : undefined;
  return { query: shown, atMs, answered: seriesCount, isOdd: isOdd(one), selectors, traffic };
}

async function trafficAt(query: string, atMs: number, evaluator: Evaluator): Promise<Insight['traffic']> {
  const traffic = trafficQuery(query);
  if (traffic === undefined) return undefined;
  const { value } = await evaluator.instant(traffic.query, atMs);
  const perSecond = value?.type === 'vector' ? value.samples[0]?.value : undefined;
  return perSecond === undefined ? undefined : { perSecond, metric: traffic.metric };
}
