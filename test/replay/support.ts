import type { RecordedValues } from '../../src/analysis/recorded/values.ts';
import { worldOf } from '../../src/analysis/world.ts';
import { recordedCatalogue } from '../../src/evaluation/empty.ts';
import { recordedEvaluator } from '../../src/evaluation/recorded.ts';
import type { SampleSeries } from '../../src/promql/engine/index.ts';
import { preparePromql } from '../../src/promql/index.ts';
import { parseSeries } from '../../src/promql/series/notation.ts';
import { recordingOf } from '../../src/recording/build.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Replay } from '../../src/replay/model.ts';
import { type ReplayOptions, replay } from '../../src/replay/replay.ts';
import type { Selection } from '../../src/replay/subject/select.ts';
import { createWorkspace } from '../../src/workspace/create.ts';

export const START_MS = Date.UTC(2026, 2, 1, 10);
const SCRAPE_MS = 15_000;

/** Series in promtool's notation, a sample every 15 seconds from `START_MS` on. */
export async function recordingFrom(lines: readonly string[]): Promise<Recording> {
  await preparePromql();
  return recordingOf(
    lines.map((line): SampleSeries => {
      const parsed = parseSeries(line);
      if (!parsed.ok) throw new Error(parsed.error);
      const samples = parsed.values.flatMap((value, index) => (value.kind === 'float' ? [{ index, value }] : []));
      return {
        labels: parsed.labels,
        timestampsMs: Float64Array.from(samples, ({ index }) => START_MS + index * SCRAPE_MS),
        values: Float64Array.from(samples, ({ value }) => value.value),
      };
    }),
  );
}

export interface Play extends Selection {
  /** By path. */
  readonly files: Readonly<Record<string, string>>;
  readonly series?: readonly string[];
  readonly values?: RecordedValues;
  readonly options?: Partial<ReplayOptions>;
}

/** What a replay says, or why it refuses. */
export async function tryPlay({ files, series = [], values, options, ...selection }: Play): Promise<Replay | string> {
  const workspace = createWorkspace(
    Object.entries(files).map(([path, text]) => ({ path, text, asked: true })),
    { complete: true },
  );
  const recording = await recordingFrom(series);
  const evaluator = recordedEvaluator(recording);
  const result = await replay(workspace, selection, {
    world: worldOf({ evaluator, ...(values === undefined ? {} : { values }) }),
    evaluator,
    recording,
    catalogue: recordedCatalogue(recording),
    startMs: START_MS + 300_000,
    ...options,
  });
  return result.ok ? result.replay : result.problem.text;
}

export async function play(what: Play): Promise<Replay> {
  const result = await tryPlay(what);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

export const QUERY =
  'sum(rate(requests_total{hash="{{args.hash}}",code!~"5.."}[1m])) / sum(rate(requests_total{hash="{{args.hash}}"}[1m]))';

export const template = (metric = '', name = 'success-rate'): string => `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: ${name}
spec:
  args:
    - name: hash
  metrics:
    - name: ${name}
      interval: 30s
      count: 5
      failureLimit: 2
      successCondition: result[0] >= 0.99
${metric}      provider:
        prometheus:
          address: http://prometheus:9090
          query: |
            ${QUERY}
`;

export const rollout = (steps: string, name = 'checkout'): string => `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${name}
spec:
  replicas: 6
  selector:
    matchLabels: { app: checkout }
  template:
    metadata:
      labels: { app: checkout }
    spec:
      containers: [{ name: checkout, image: checkout:2 }]
  strategy:
    canary:
      steps:
${steps}`;

export const ANALYSIS_STEP = `        - setWeight: 10
        - analysis:
            templates: [{ templateName: success-rate }]
            args:
              - name: hash
                valueFrom: { podTemplateHashValue: Latest }
`;

/** Requests of a healthy old version and of a new one that begins three minutes later and errs at 4 %. */
export const TWO_VERSIONS = [
  'requests_total{hash="aaa",code="200"} 0+150x200',
  'requests_total{hash="aaa",code="500"} 0+0x200',
  'requests_total{hash="bbb",code="200"} _x12 0+144x188',
  'requests_total{hash="bbb",code="500"} _x12 0+6x188',
];
