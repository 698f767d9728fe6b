import type { MetricShape, NameSource } from './names.ts';

/** A line that is none of an exposition. */
export interface ExpositionError {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Series by name: the values of each label. */
type Series = Map<string, Map<string, Set<string>>>;

/** The series that a family of each type has, by what follows its name. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['', '_total'],
  histogram: ['', '_bucket', '_sum', '_count'],
  gaugehistogram: ['', '_bucket', '_gsum', '_gcount'],
  summary: ['', '_sum', '_count'],
  info: ['', '_info'],
};

/** What Prometheus attaches to every target's series, whatever the configuration of the scrape says. */
const SCRAPED = ['job', 'instance'];

/**
 * Reads what a target answers on `/metrics`, as text (version 0.0.4) or OpenMetrics, for its names. `targetLabels`: what
 * the scrape adds; undefined where that is not known. A family that is announced without a series may have any labels.
 */
export function expositionSource(
  title: string,
  text: string,
  targetLabels: ReadonlyMap<string, string | undefined> | undefined,
): NameSource | ExpositionError {
  const series: Series = new Map();
  const announced = new Map<string, string>();
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (trimmed.startsWith('#')) {
      if (trimmed === '# EOF') break;
      const [, name, type] = /^#\s+TYPE\s+("(?:[^"\\]|\\.)*"|\S+)\s+(\w+)/.exec(trimmed) ?? [];
      if (name !== undefined && type !== undefined) announced.set(name.replaceAll('"', ''), type);
      continue;
    }
    if (!readSample(trimmed, series)) {
      return { line: index + 1, text: `not a line of an exposition: ${shortened(trimmed)}` };
    }
  }
  if (series.size === 0 && announced.size === 0) return { line: 1, text: 'there are no metrics in it' };
  const target = new Map<string, ReadonlySet<string> | undefined>(SCRAPED.map((label) => [label, undefined]));
  for (const [label, value] of targetLabels ?? [])
    target.set(label, value === undefined ? undefined : new Set([value]));
  const metrics = new Map<string, readonly MetricShape[]>();
  for (const [name, labels] of series) {
    metrics.set(name, [
      { labels: new Map([...labels, ...target]), open: targetLabels === undefined, never: new Set<string>() },
    ]);
  }
  for (const [name, type] of announced) {
    for (const suffix of SUFFIXES[type] ?? ['']) {
      if (!hasFamily(series, name, type))
        metrics.set(name + suffix, [{ labels: target, open: true, never: new Set() }]);
    }
  }
  return { kind: 'exposition', title, metrics };
}

const hasFamily = (series: Series, name: string, type: string): boolean =>
  (SUFFIXES[type] ?? ['']).some((suffix) => series.has(name + suffix));

const NAME = /[\p{L}_:][\p{L}\p{N}_:]*/uy;
const LABEL = /\s*(?:([\p{L}_][\p{L}\p{N}_.]*)|"((?:[^"\\]|\\.)*)")\s*/uy;
const VALUE = /=\s*"((?:[^"\\]|\\.)*)"\s*/y;
const NUMBER = /\s*(?:[+-]?(?:\d|\.\d|inf|nan)|\{)/iy;

/** `name{label="value",…} 1`, or `{"name",label="value"} 1`: false for anything else. */
function readSample(line: string, series: Series): boolean {
  NAME.lastIndex = 0;
  let name = NAME.exec(line)?.[0];
  let at = name?.length ?? 0;
  const labels: [string, string][] = [];
  while (line[at] === ' ' || line[at] === '\t') at++;
  if (line[at] === '{' && /[\s{"a-z_}]/i.test(line[at + 1] ?? '')) {
    at++;
    for (;;) {
      while (/[\s,]/.test(line[at] ?? '')) at++;
      if (line[at] === '}') break;
      LABEL.lastIndex = at;
      const label = LABEL.exec(line);
      if (label === null) return false;
      at = LABEL.lastIndex;
      VALUE.lastIndex = at;
      const value = VALUE.exec(line);
      if (value === null) {
        // A quoted text alone is the name.
        if (label[2] === undefined || name !== undefined) return false;
        name = unescaped(label[2]);
      } else {
        at = VALUE.lastIndex;
        labels.push([label[1] ?? unescaped(label[2] ?? ''), unescaped(value[1] ?? '')]);
      }
    }
    at++;
  }
  NUMBER.lastIndex = at;
  if (name === undefined || !NUMBER.test(line)) return false;
  const of = series.get(name) ?? new Map<string, Set<string>>();
  series.set(name, of);
  for (const [label, value] of labels) {
    // An empty value is the same as no label.
    if (value === '') continue;
    const values = of.get(label);
    if (values === undefined) of.set(label, new Set([value]));
    else values.add(value);
  }
  return true;
}

const unescaped = (text: string): string =>
  text.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));

const shortened = (line: string): string => (line.length > 60 ? `\`${line.slice(0, 60)}…\`` : `\`${line}\``);
