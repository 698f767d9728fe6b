import {
  flagOf,
  isObject,
  isSet,
  listOf,
  objectOf,
  optionalInteger,
  optionalText,
  textMapOf,
  textOf,
} from '../manifest/controller/read.ts';
import type { Json, JsonObject } from '../yaml/tree.ts';
import {
  EMPTY_SUMMARY,
  type Measurement,
  type MetricResult,
  type Phase,
  type Run,
  type RunStatus,
  type Summary,
} from './run.ts';

/** Of the object; what is not given is left out. */
export interface RunMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly JsonObject[];
}

/**
 * The run as the AnalysisRun that a cluster would hold: the fields that Go's `omitempty` leaves, times in UTC and whole
 * seconds, keys sorted as kubectl prints them.
 */
export function analysisRunObject(run: Run, metadata: RunMetadata): JsonObject {
  return sorted({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisRun',
    metadata: sparse({ ...metadata }),
    spec: { ...run.spec, metrics: run.spec.metrics ?? null },
    status: writeStatus(run.status),
  });
}

type Loose = { readonly [key: string]: unknown };

function writeStatus(status: RunStatus): Loose {
  return {
    phase: status.phase,
    // The two summaries are structs of their own, which `omitempty` keeps.
    runSummary: sparse({ ...status.runSummary }),
    ...sparse({
      message: status.message,
      metricResults: status.metricResults.map(writeResult),
      startedAt: writeTime(status.startedAtMs),
      completedAt: writeTime(status.completedAtMs),
    }),
    ...(status.dryRunSummary === undefined ? {} : { dryRunSummary: sparse({ ...status.dryRunSummary }) }),
  };
}

const writeResult = ({ name, phase, measurements, ...rest }: MetricResult): Loose => ({
  name,
  phase,
  ...sparse({ ...rest, measurements: measurements.map(writeMeasurement) }),
});

const writeMeasurement = ({ phase, startedAtMs, finishedAtMs, resumeAtMs, ...rest }: Measurement): Loose => ({
  phase,
  ...sparse({
    ...rest,
    startedAt: writeTime(startedAtMs),
    finishedAt: writeTime(finishedAtMs),
    resumeAt: writeTime(resumeAtMs),
  }),
});

const LATEST_MS = 8.64e15;

function writeTime(ms: number | undefined): string | undefined {
  if (ms === undefined || !(Math.abs(ms) <= LATEST_MS)) return undefined;
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** What `omitempty` keeps: no zeros, no empty texts, lists and maps. */
function sparse(fields: Loose): Loose {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === 0 || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const MAX_DEPTH = 200;

/** A plain copy, keys in order; what nests deeper than any manifest is cut. */
function sorted(value: Loose): JsonObject {
  const copy = (each: unknown, depth: number): Json => {
    if (depth > MAX_DEPTH) return null;
    if (Array.isArray(each)) return each.map((item: unknown) => copy(item, depth + 1));
    if (isObject(each)) return copyMap(each, depth);
    return typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean' ? each : null;
  };
  const copyMap = (map: Loose, depth: number): JsonObject =>
    Object.fromEntries(
      Object.entries(map)
        .filter(([, each]) => each !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, each]) => [key, copy(each, depth + 1)]),
    );
  return copyMap(value, 0);
}

/** An AnalysisRun that a cluster gave. */
export interface ReadRun {
  readonly run: Run;
  readonly metadata: RunMetadata;
  /** What was not as the controller writes it, one line each; it was read as well as it could be. */
  readonly problems: readonly string[];
}

/** Reads an AnalysisRun back, whatever it is: a wrong type counts as nothing there. Never throws. */
export function readAnalysisRun(object: unknown): ReadRun {
  const problems: string[] = [];
  const root = objectOf(object);
  if (!isObject(object)) problems.push('expected an AnalysisRun');
  else if (root['kind'] !== 'AnalysisRun')
    problems.push(`expected kind AnalysisRun, found ${JSON.stringify(root['kind'] ?? null)}`);
  if (!isObject(root['status'])) problems.push('status: there is none; the run has not been played');
  const reader = new StatusReader(problems);
  return {
    run: { spec: objectOf(root['spec']), status: reader.status(objectOf(root['status'])) },
    metadata: readMetadata(objectOf(root['metadata'])),
    problems,
  };
}

function readMetadata(written: JsonObject): RunMetadata {
  const [namespace, uid] = [optionalText(written['namespace']), optionalText(written['uid'])];
  const owners = listOf(written['ownerReferences']).filter(isObject);
  return {
    name: textOf(written['name']),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(isObject(written['labels']) ? { labels: textRecord(written['labels']) } : {}),
    ...(isObject(written['annotations']) ? { annotations: textRecord(written['annotations']) } : {}),
    ...(owners.length === 0 ? {} : { ownerReferences: owners }),
  };
}

const textRecord = (value: Json | undefined): Readonly<Record<string, string>> => Object.fromEntries(textMapOf(value));

const PHASES: readonly Phase[] = ['Pending', 'Running', 'Successful', 'Failed', 'Error', 'Inconclusive'];

class StatusReader {
  readonly #problems: string[];

  constructor(problems: string[]) {
    this.#problems = problems;
  }

  status(written: JsonObject): RunStatus {
    const phase = isSet(written['phase']) && written['phase'] !== '' ? this.#phase(written['phase'], 'status') : '';
    const dryRun = written['dryRunSummary'];
    return {
      phase,
      message: textOf(written['message']),
      metricResults: listOf(written['metricResults']).map((each, index) =>
        this.#result(objectOf(each), `status.metricResults[${index}]`),
      ),
      ...this.#times(written, 'status', { startedAt: 'startedAtMs', completedAt: 'completedAtMs' }),
      runSummary: summaryOf(objectOf(written['runSummary'])),
      ...(isObject(dryRun) ? { dryRunSummary: summaryOf(dryRun) } : {}),
    };
  }

  #result(written: JsonObject, where: string): MetricResult {
    const counter = (name: string): number => optionalInteger(written[name]) ?? 0;
    return {
      name: textOf(written['name']),
      phase: this.#phase(written['phase'], where),
      measurements: listOf(written['measurements']).map((each, index) =>
        this.#measurement(objectOf(each), `${where}.measurements[${index}]`),
      ),
      ...textField(written, 'message'),
      count: counter('count'),
      successful: counter('successful'),
      failed: counter('failed'),
      inconclusive: counter('inconclusive'),
      error: counter('error'),
      consecutiveError: counter('consecutiveError'),
      consecutiveSuccess: counter('consecutiveSuccess'),
      dryRun: flagOf(written['dryRun']),
      ...(isObject(written['metadata']) ? { metadata: textRecord(written['metadata']) } : {}),
    };
  }

  #measurement(written: JsonObject, where: string): Measurement {
    return {
      phase: this.#phase(written['phase'], where),
      ...textField(written, 'message'),
      ...textField(written, 'value'),
      ...this.#times(written, where, {
        startedAt: 'startedAtMs',
        finishedAt: 'finishedAtMs',
        resumeAt: 'resumeAtMs',
      }),
      ...(isObject(written['metadata']) ? { metadata: textRecord(written['metadata']) } : {}),
    };
  }

  #phase(written: Json | undefined, where: string): Phase {
    const phase = PHASES.find((each) => each === written);
    if (phase === undefined) this.#problems.push(`${where}.phase: ${JSON.stringify(written ?? null)} is no phase`);
    return phase ?? 'Running';
  }

  #times<K extends string>(
    written: JsonObject,
    where: string,
    fields: Readonly<Record<string, K>>,
  ): { readonly [key in K]?: number } {
    const times: { [key in K]?: number } = {};
    for (const [field, key] of Object.entries(fields)) {
      const text = written[field];
      if (!isSet(text)) continue;
      const ms = typeof text === 'string' && RFC3339.test(text) ? Date.parse(text) : Number.NaN;
      if (Number.isNaN(ms)) this.#problems.push(`${where}.${field}: ${JSON.stringify(text)} is no time`);
      else times[key] = ms;
    }
    return times;
  }
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function textField<K extends string>(written: JsonObject, field: K): { readonly [key in K]?: string } {
  const text = optionalText(written[field]);
  const fields: { [key in K]?: string } = {};
  if (text !== undefined) fields[field] = text;
  return fields;
}

function summaryOf(written: JsonObject): Summary {
  const counters = { ...EMPTY_SUMMARY };
  const read = Object.keys(counters).map((name) => [name, optionalInteger(written[name]) ?? 0] as const);
  return { ...counters, ...Object.fromEntries(read) };
}
