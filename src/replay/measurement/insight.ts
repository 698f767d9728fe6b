import type { Evaluator } from '../../promql/evaluator.ts';
import type { Recording } from '../../recording/recording.ts';
import type { Replay } from '../model.ts';
import type { ReplayedMeasurement, ReplayedMetric } from './log.ts';
import { trafficQuery } from './traffic.ts';

/** What a measurement saw, beyond its value. */
export interface Insight {
  /** Arguments filled in. */
  readonly query: string;
  readonly atMs: number;
  /** How many series the answer had; 0 for a scalar. */
  readonly answered: number;
  /** What went on while it was measured, where the query divides by it. */
  readonly traffic: { readonly perSecond: number; readonly metric: string } | undefined;
}

export interface InsightSources {
  readonly evaluator?: Evaluator | undefined;
  readonly recording?: Recording | undefined;
}

/** The replay with insights where somebody will ask for them. Needs `preparePromql`. */
export async function withInsights(replay: Replay, sources: InsightSources): Promise<Replay> {
  const { evaluator } = sources;
  if (evaluator === undefined) return replay;
  const runs = [];
  for (const run of replay.runs) {
    const metrics: ReplayedMetric[] = [];
    for (const metric of run.metrics) metrics.push(await explained(metric, evaluator));
    runs.push({ ...run, metrics });
  }
  return { ...replay, runs };
}

/** A metric that never comes to rest does not keep anybody waiting. */
const MAX_INSIGHTS = 50;

async function explained(metric: ReplayedMetric, evaluator: Evaluator): Promise<ReplayedMetric> {
  const measurements: ReplayedMeasurement[] = [];
  let given = 0;
  for (const [index, one] of metric.measurements.entries()) {
    const before = metric.measurements[index - 1];
    const wanted = given < MAX_INSIGHTS && (before === undefined || !isAlike(before, one));
    const insight = wanted ? await insightOf(one, evaluator) : undefined;
    if (insight !== undefined) given++;
    measurements.push(insight === undefined ? one : { ...one, insight });
  }
  return { ...metric, measurements };
}

/** True if the second needs no explanation of its own. */
function isAlike(a: ReplayedMeasurement, b: ReplayedMeasurement): boolean {
  return (
    a.measurement.phase === b.measurement.phase &&
    a.measurement.message === b.measurement.message &&
    isEmpty(a) === isEmpty(b)
  );
}

const isEmpty = ({ value }: ReplayedMeasurement): boolean => Array.isArray(value) && value.length === 0;

async function insightOf({ traces }: ReplayedMeasurement, evaluator: Evaluator): Promise<Insight | undefined> {
  const trace = traces.find(({ kind }) => kind === 'query');
  if (trace?.kind !== 'query') return undefined;
  const { query, atMs, seriesCount } = trace;
  return { query, atMs, answered: seriesCount, traffic: await trafficAt(query, atMs, evaluator) };
}

async function trafficAt(query: string, atMs: number, evaluator: Evaluator): Promise<Insight['traffic']> {
  const traffic = trafficQuery(query);
  if (traffic === undefined) return undefined;
  const { value } = await evaluator.instant(traffic.query, atMs);
  const perSecond = value?.type === 'vector' ? value.samples[0]?.value : undefined;
  return perSecond === undefined ? undefined : { perSecond, metric: traffic.metric };
}
