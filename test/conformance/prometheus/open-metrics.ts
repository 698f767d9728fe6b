import { LabelSet } from '../../../src/promql/engine/labels.ts';
import type { SampleSeries } from '../../../src/promql/engine/storage.ts';

const SAMPLE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+) (\S+)$/;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)",?/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/** The samples of an OpenMetrics text with timestamps, as series. */
export function readOpenMetrics(text: string): SampleSeries[] {
  const bySeries = new Map<
    string,
    { readonly labels: LabelSet; readonly times: number[]; readonly values: number[] }
  >();
  const byText = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, inside = '', value, time] = SAMPLE.exec(line) ?? [];
    if (name === undefined || value === undefined || time === undefined) throw new Error(`not a sample: ${line}`);
    const written = `${name}{${inside}}`;
    let key = byText.get(written);
    if (key === undefined) {
      const labels = LabelSet.of([['__name__', name], ...labelsOf(inside)]);
      key = labels.key;
      byText.set(written, key);
      if (!bySeries.has(key)) bySeries.set(key, { labels, times: [], values: [] });
    }
    const series = bySeries.get(key);
    series?.times.push(Math.round(Number(time) * 1000));
    series?.values.push(value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value));
  }
  return [...bySeries.values()].map(({ labels, times, values }) => ({
    labels,
    timestampsMs: Float64Array.from(times),
    values: Float64Array.from(values),
  }));
}

function labelsOf(inside: string): [string, string][] {
  return [...inside.matchAll(LABEL)].map(([, name = '', value = '']) => [
    name,
    value.replaceAll(/\\(.)/g, (whole, escaped: string) => ESCAPES[escaped] ?? whole),
  ]);
}
