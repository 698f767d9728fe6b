/*
 * Short ways to write the examples of rules: complete manifests that are right in all but what the example is about.
 */

const indent = (text: string, by: number): string =>
  text
    .trim()
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : ' '.repeat(by) + line))
    .join('\n');

/** A Prometheus provider, its query one that always has an answer. */
export const PROMETHEUS = `
provider:
  prometheus:
    address: http://prometheus.monitoring:9090
    query: sum(rate(http_requests_total{app="checkout",code=~"5.."}[2m])) or vector(0)
`;

const CONDITION = 'successCondition: len(result) > 0 && result[0] < 0.05';

/**
 * An AnalysisTemplate with one metric of these lines. A condition and a Prometheus provider are added where the lines
 * have none; `args` are the entries of `spec.args`.
 */
export function template(
  metric: string,
  { name = 'error-rate', args, spec, kind = 'AnalysisTemplate' }: TemplateParts = {},
): string {
  const lines = [metric.trim()];
  if (!/^(success|failure)Condition:/m.test(metric) && !/^provider: \{?\s*job|^ {2}job:/m.test(metric))
    lines.push(CONDITION);
  if (!/^provider:/m.test(metric)) lines.push(PROMETHEUS.trim());
  return [
    'apiVersion: argoproj.io/v1alpha1',
    `kind: ${kind}`,
    'metadata:',
    `  name: ${name}`,
    'spec:',
    ...(args === undefined ? [] : ['  args:', indent(args, 4)]),
    ...(spec === undefined ? [] : [indent(spec, 2)]),
    '  metrics:',
    `    - name: ${name}`,
    indent(lines.join('\n'), 6),
    '',
  ].join('\n');
}

export interface TemplateParts {
  readonly name?: string;
  readonly args?: string;
  /** Further lines of `spec`. */
  readonly spec?: string;
  readonly kind?: string;
}

/** A canary Rollout with these lines under `strategy.canary`. */
export const canary = (lines: string, spec = ''): string => rollout(`strategy:\n  canary:\n${indent(lines, 4)}`, spec);

/** A blue-green Rollout with these lines under `strategy.blueGreen`. */
export const blueGreen = (lines: string, spec = ''): string =>
  rollout(`strategy:\n  blueGreen:\n${indent(lines, 4)}`, spec);

/** A Rollout `checkout` with these lines of `spec`, besides its selector and its pod template. */
export function rollout(strategy: string, spec = ''): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Rollout',
    'metadata:',
    '  name: checkout',
    'spec:',
    ...(spec.trim() === '' ? [] : [indent(spec, 2)]),
    '  selector:',
    '    matchLabels:',
    '      app: checkout',
    '  template:',
    '    metadata:',
    '      labels:',
    '        app: checkout',
    '    spec:',
    '      containers:',
    '        - name: checkout',
    '          image: example.com/checkout:1.4.2',
    indent(strategy, 2),
    '',
  ].join('\n');
}

/** Several objects in one file. */
export const documents = (...texts: readonly string[]): string => texts.join('---\n');
