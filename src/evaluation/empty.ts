import { makeMatcher } from '../promql/engine/plan/matchers.ts';
import type { SampleSeries, Storage } from '../promql/engine/storage.ts';
import { METRIC_NAME } from '../promql/index.ts';
import { nearest } from '../text/nearest.ts';
import { type Read, type ReadMatcher, selectorText } from './reads.ts';

/** A series that exists, and when its samples begin and end where that is known. */
export interface SeriesFacts {
  label(name: string): string;
  readonly names: readonly string[];
  readonly firstMs?: number;
  readonly lastMs?: number;
}

/** Which series there are: in a recording, or on a server. */
export interface SeriesCatalogue {
  /** The series with samples in the time (both ends inclusive), or, `anywhen`, at any time that can be looked through. */
  series(matchers: readonly ReadMatcher[], times: Times, anywhen?: boolean): Promise<readonly SeriesFacts[]>;
  /** Those at any time that can be looked through from there. */
  metricNames(times: Times): Promise<readonly string[]>;
}

interface Times {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Why a selector has nothing to give. */
export type SelectorFate =
  | { readonly kind: 'matched'; readonly series: number }
  /** The series have samples at other times only. */
  | { readonly kind: 'elsewhen'; readonly series: number; readonly firstMs?: number; readonly lastMs?: number }
  | { readonly kind: 'no-metric'; readonly name: string; readonly nearest: string | undefined }
  | { readonly kind: 'no-label'; readonly label: string; readonly nearest: string | undefined }
  | {
      readonly kind: 'no-value';
      readonly matcher: ReadMatcher;
      readonly values: readonly string[];
      readonly nearest: string | undefined;
    }
  /** Each condition is met by some series, all of them by none. */
  | { readonly kind: 'no-combination' };

/** Finds out what became of a selector at the times that its query looks at. */
export async function fateOf(read: Read, times: Times, catalogue: SeriesCatalogue): Promise<SelectorFate> {
  const { matchers } = read;
  const inside = await catalogue.series(matchers, times);
  if (inside.length > 0) return { kind: 'matched', series: inside.length };
  const ever = await catalogue.series(matchers, times, true);
  if (ever.length > 0) return elsewhen(ever);
  const ofName = matchers.filter(({ label }) => label === METRIC_NAME);
  const [name] = ofName;
  const named = await catalogue.series(ofName, times, true);
  if (named.length === 0 && name !== undefined) {
    const near = name.op === '=' ? nearest(name.value, await catalogue.metricNames(times)) : undefined;
    return { kind: 'no-metric', name: name.op === '=' ? name.value : selectorText(ofName), nearest: near };
  }
  for (const matcher of matchers) {
    if (matcher.label === METRIC_NAME) continue;
    if ((await catalogue.series([...ofName, matcher], times, true)).length === 0) return blame(matcher, named);
  }
  return { kind: 'no-combination' };
}

function elsewhen(series: readonly SeriesFacts[]): SelectorFate {
  const first = series.reduce((least, { firstMs = NaN }) => Math.min(least, firstMs), Infinity);
  const last = series.reduce((most, { lastMs = NaN }) => Math.max(most, lastMs), -Infinity);
  return {
    kind: 'elsewhen',
    series: series.length,
    ...(Number.isNaN(first) ? {} : { firstMs: first }),
    ...(Number.isNaN(last) ? {} : { lastMs: last }),
  };
}

function blame(matcher: ReadMatcher, named: readonly SeriesFacts[]): SelectorFate {
  const { label, op, value } = matcher;
  const values = [...new Set(named.map((series) => series.label(label)))].filter((one) => one !== '').sort();
  if (values.length === 0 && named.length > 0) {
    return { kind: 'no-label', label, nearest: nearest(label, new Set(named.flatMap(({ names }) => names))) };
  }
  return { kind: 'no-value', matcher, values, nearest: op === '=' ? nearest(value, values) : undefined };
}

const MAX_VALUES = 5;

/** One line about a selector, for people; `formatTime` writes milliseconds since the epoch. */
export function fateText(read: Read, fate: SelectorFate, times: Times, formatTime: (ms: number) => string): string {
  const through = read.via.map(({ name, place }) => `, which the rule ${name} reads (${place}),`).at(-1) ?? '';
  const selector = `${selectorText(read.matchers)}${through}`;
  const looked = `the query looks at ${formatTime(times.fromMs - 1)} to ${formatTime(times.toMs)}`;
  switch (fate.kind) {
    case 'matched':
      return `${selector} matches ${counted(fate.series)}`;
    case 'elsewhen': {
      const { series, firstMs, lastMs } = fate;
      const known = firstMs !== undefined && lastMs !== undefined;
      const when = known
        ? `samples from ${formatTime(firstMs)} to ${formatTime(lastMs)} only`
        : 'samples at other times only';
      return `${selector} matches ${counted(series)} with ${when}; ${looked}`;
    }
    case 'no-metric':
      return `${selector} matches nothing: there is no metric ${fate.name}${meant(fate.nearest)}`;
    case 'no-label':
      return `${selector} matches nothing: these series have no label ${fate.label}${meant(fate.nearest)}`;
    case 'no-value': {
      const { matcher, values } = fate;
      const more = values.length > MAX_VALUES ? `, … (${values.length})` : '';
      const list = values.slice(0, MAX_VALUES).map((value) => JSON.stringify(value));
      return `${selector} matches nothing: ${matcher.label} is ${list.join(', ')}${more}${meant(fate.nearest)}`;
    }
    case 'no-combination':
      return `${selector} matches nothing: series meet each condition, but none meets all`;
  }
}

const meant = (near: string | undefined): string => (near === undefined ? '' : `; did you mean ${near}?`);
const counted = (count: number): string => `${count} series`;

/** What a recording has. */
export function recordedCatalogue(
  storage: Storage & { labelValues(label: string): readonly string[] },
): SeriesCatalogue {
  return {
    async series(matchers, times, anywhen = false) {
      const { fromMs, toMs } = anywhen ? { fromMs: -Infinity, toMs: Infinity } : times;
      const conditions = matchers.map(({ label, op, value }) => makeMatcher(label, op, value));
      return storage
        .select(conditions, fromMs, toMs)
        .filter(({ timestampsMs }) => timestampsMs.some((timeMs) => timeMs >= fromMs && timeMs <= toMs))
        .map(factsOf);
    },
    metricNames: async () => storage.labelValues(METRIC_NAME),
  };
}

function factsOf({ labels, timestampsMs }: SampleSeries): SeriesFacts {
  const firstMs = timestampsMs[0];
  const lastMs = timestampsMs.at(-1);
  return {
    names: labels.names,
    label: (name) => labels.get(name),
    ...(firstMs === undefined ? {} : { firstMs }),
    ...(lastMs === undefined ? {} : { lastMs }),
  };
}
