import { template } from './example-yaml.ts';

/** An AnalysisTemplate that asks Prometheus this; further lines of the metric, and entries of `spec.args`. */
export function asking(query: string, { metric = '', args }: { metric?: string; args?: string } = {}): string {
  const isPlain = !query.includes('\n') && !/: | #|^[{"'[&*!|>%@`]/.test(query);
  const lines = isPlain ? ` ${query}` : ` |\n${query.replaceAll(/^/gm, '      ')}`;
  const provider = `provider:\n  prometheus:\n    address: http://prometheus.monitoring:9090\n    query:${lines}`;
  return template([metric, provider].filter((part) => part !== '').join('\n'), args === undefined ? {} : { args });
}
