import { preparePromql } from '../../../src/promql/index.ts';
import type { TestCase, TestFile } from '../../../src/replay/test/case.ts';
import { readTestFile } from '../../../src/replay/test/read.ts';
import { runTest, type TestResult } from '../../../src/replay/test/run.ts';
import { createWorkspace } from '../../../src/workspace/create.ts';

/** A template whose gate is 99 % over a minute, five times, every 30 s; two failures are allowed. */
const TEMPLATE = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {name: success-rate}
spec:
  metrics:
    - name: success-rate
      successCondition: result[0] >= 0.99
      failureLimit: 2
      count: 5
      interval: 30s
      provider:
        prometheus:
          address: http://prometheus:9090
          query: sum(rate(good[1m])) / sum(rate(all[1m]))
`;

/** A Rollout that waits for a minute, measures, and waits for a person. */
const ROLLOUT = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: shop}
spec:
  replicas: 4
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: shop, image: 'shop:2'}]}
  strategy:
    canary:
      steps:
        - setWeight: 25
        - pause: {duration: 60s}
        - analysis: {templates: [{templateName: success-rate}]}
        - pause: {}
`;

/** A Rollout that measures the same all the time and in a step. */
const TWICE = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: twice}
spec:
  replicas: 4
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: shop, image: 'shop:2'}]}
  strategy:
    canary:
      analysis: {templates: [{templateName: success-rate}]}
      steps:
        - setWeight: 25
        - pause: {duration: 10s}
        - analysis: {templates: [{templateName: success-rate}]}
`;

/** A run whose condition knows a secret. */
const SECRET = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisRun
metadata: {name: secret}
spec:
  args:
    - {name: word, valueFrom: {secretKeyRef: {name: words, key: first}}}
  metrics:
    - name: word
      successCondition: result == '{{args.word}}'
      provider: {web: {url: 'http://words', jsonPath: '{$.word}'}}
`;

/** Samples from five minutes before the start on: so many of a hundred requests are good. */
export const samples = (good: number): string => `interval: 15s
from: -5m
series:
  - {series: good, values: 0+${good}x60}
  - {series: all, values: 0+100x60}
`;

export async function readTests(text: string): Promise<TestFile> {
  await preparePromql();
  return readTestFile(text, 'gate.test.yaml');
}

export async function onlyCase(text: string): Promise<TestCase> {
  const { cases, problems } = await readTests(text);
  const [only] = cases;
  if (only === undefined) throw new Error(JSON.stringify(problems));
  return only;
}

const workspace = createWorkspace(
  [
    { path: 'template.yaml', text: TEMPLATE, asked: true },
    { path: 'rollout.yaml', text: ROLLOUT, asked: true },
    { path: 'twice.yaml', text: TWICE, asked: true },
    { path: 'secret.yaml', text: SECRET, asked: true },
  ],
  { complete: true },
);

export const run = (test: TestCase): Promise<TestResult> =>
  runTest(test, { workspace, recording: undefined, groups: [] });

export async function runText(text: string): Promise<TestResult> {
  return run(await onlyCase(text));
}

/** What is not as expected: `path: expected, got`. */
export async function mismatches(
  expect: string,
  { good = 96, subject = 'template: success-rate' } = {},
): Promise<string[]> {
  const text = `manifests: [.]\n${subject}\n${samples(good)}tests:\n  - name: a test\n    expect: ${expect}\n`;
  const result = await runText(text);
  if (result.kind === 'refused') return [`refused: ${result.problem.text}`];
  return result.mismatches.map(({ path, expected, got }) => `${path}: ${expected}, ${got ?? 'nothing'}`);
}
