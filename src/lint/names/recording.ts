import { METRIC_NAME } from '../../promql/index.ts';
import type { Recording } from '../../recording/recording.ts';
import type { NameSource } from './names.ts';

/** The names of recorded series; their labels are all that they have, because the server's answer holds the target's, too. */
export function recordingSource(title: string, { series }: Recording): NameSource {
  const labels = new Map<string, Map<string, Set<string>>>();
  for (const { labels: own } of series) {
    const of = labels.get(own.metricName) ?? new Map<string, Set<string>>();
    labels.set(own.metricName, of);
    for (const [index, label] of own.names.entries()) {
      if (label === METRIC_NAME) continue;
      const value = own.values[index] ?? '';
      const values = of.get(label);
      if (values === undefined) of.set(label, new Set([value]));
      else values.add(value);
    }
  }
  const metrics = [...labels].map(
    ([name, of]) => [name, [{ labels: of, open: false, never: new Set<string>() }]] as const,
  );
  return { kind: 'recording', title, metrics: new Map(metrics) };
}
