// The measurement loop over three hours of recorded metrics of a canary: a Rollout of ten steps with five metrics, one
// metric measured for a week, and what that takes of memory.
// node tools/run.mjs bench/replay.ts (needs the conformance data)
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { worldOf } from '../src/analysis/world.ts';
import { recordedCatalogue } from '../src/evaluation/empty.ts';
import { recordedEvaluator } from '../src/evaluation/recorded.ts';
import { readRecordings } from '../src/recording/read.node.ts';
import type { Replay } from '../src/replay/model.ts';
import { type ReplayOptions, replay } from '../src/replay/replay.ts';
import type { Selection } from '../src/replay/subject/select.ts';
import { formatReplay } from '../src/report/replay/formats.ts';
import { createWorkspace } from '../src/workspace/create.ts';

const dir = path.join(process.env['ROLLOUTLINT_CONFORMANCE'] ?? '../shared/conformance', 'promql-prometheus');
if (!existsSync(dir)) {
  console.log(`skipped, there is no data at ${dir}`);
  process.exit(0);
}

const HASH = 'rollouts_pod_template_hash="{{args.hash}}"';
const requests = (more = ''): string => `sum(rate(istio_requests_total{${HASH}${more}}[5m]))`;
const buckets = `sum by (le) (rate(istio_request_duration_milliseconds_bucket{${HASH}}[5m]))`;
const METRICS: Readonly<Record<string, readonly [query: string, condition: string]>> = {
  success: [`${requests(',response_code!~"5.."')} / ${requests()}`, 'result[0] >= 0.5'],
  errors: [`${requests(',response_code=~"5.."')} / ${requests()}`, 'len(result) == 0 || result[0] < 0.9'],
  p50: [`histogram_quantile(0.5, ${buckets})`, 'isNaN(result[0]) || result[0] < 100000'],
  p99: [`histogram_quantile(0.99, ${buckets})`, 'isNaN(result[0]) || result[0] < 100000'],
  up: ['min(up{job="istio-proxy"})', 'result[0] >= 0'],
};

const metric = ([name, [query, condition]]: (typeof metrics)[number]): string => `
    - name: ${name}
      interval: 15s
      count: 20
      failureLimit: 20
      consecutiveErrorLimit: 20
      successCondition: ${JSON.stringify(condition)}
      provider:
        prometheus:
          address: http://prometheus:9090
          query: ${JSON.stringify(query)}`;
const metrics = Object.entries(METRICS);
const template = (name: string, some: typeof metrics): string => `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: ${name} }
spec:
  args: [{ name: hash }]
  metrics:${some.map(metric).join('')}
`;
const ANALYSIS = `
        - analysis:
            templates: [{ templateName: all }]
            args: [{ name: hash, valueFrom: { podTemplateHashValue: Latest } }]`;
const rollout = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: checkout }
spec:
  replicas: 10
  selector: { matchLabels: { app: checkout } }
  template:
    metadata: { labels: { app: checkout } }
    spec: { containers: [{ name: checkout, image: checkout:2 }] }
  strategy:
    canary:
      steps:${[10, 25, 50, 75, 90].map((weight) => `\n        - setWeight: ${weight}${ANALYSIS}`).join('')}
`;
const endless = template('endless', metrics.slice(0, 1)).replace('      count: 20\n', '').replace('15s', '5m');
const workspace = createWorkspace(
  [
    { path: 'rollout.yaml', text: rollout, asked: true },
    { path: 'all.yaml', text: template('all', metrics), asked: true },
    { path: 'endless.yaml', text: endless, asked: true },
  ],
  { complete: true },
);

const recording = await readRecordings([path.join(dir, 'data.om.gz')]);
const startMs = (recording.firstMs ?? 0) + 600_000;
const evaluator = recordedEvaluator(recording);

async function play(selection: Selection, options: Partial<ReplayOptions>): Promise<Replay> {
  const world = worldOf({ evaluator });
  const played = await replay(workspace, selection, { world, startMs, recording, ...options });
  if (!played.ok) throw new Error(played.problem.text);
  return played.replay;
}

const measurementsOf = ({ runs }: Replay): number =>
  runs.flatMap((run) => run.metrics).reduce((sum, { measurements }) => sum + measurements.length, 0);

async function time(name: string, rounds: number, run: () => Promise<Replay>): Promise<void> {
  const last = await run();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  const ms = times.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
  const count = measurementsOf(last);
  const rate = Math.round((count / ms) * 1000).toLocaleString('en-US');
  console.log(`${name}: ${count} measurements, ${last.verdict}, ${ms.toFixed(0)} ms, ${rate} measurements/s`);
}

console.log(`${recording.series.length} series, ${recording.sampleCount} samples`);
const hashes = { canary: 'b47d5f7c8', stable: 'f9d6c4b65' };
const explained = { hashes, evaluator, catalogue: recordedCatalogue(recording) };
await time('a rollout of 10 steps, 5 metrics', 9, () => play({ rollout: 'checkout' }, { hashes }));
await time('the same, explained', 9, () => play({ rollout: 'checkout' }, explained));
const week = {
  args: new Map([['hash', 'b47d5f7c8']]),
  horizonMs: startMs + 7 * 86_400_000,
  // Samples end after three hours; errors do not end the run.
  recording: undefined,
};
const patient = createWorkspace([
  { path: 'a.yaml', text: endless.replace('result[0] >=', 'len(result) == 0 || result[0] >='), asked: true },
]);
await time('a virtual week, every 5 minutes', 9, async () => {
  const played = await replay(patient, {}, { world: worldOf({ evaluator }), startMs, ...week });
  if (!played.ok) throw new Error(played.problem.text);
  return played.replay;
});

const played = await play({ rollout: 'checkout' }, explained);
for (const format of ['pretty', 'json', 'analysisrun'] as const) {
  const start = performance.now();
  const report = { replay: played, expected: 'healthy', isAsExpected: true, findings: [] };
  const text = formatReplay(format, report);
  console.log(`${format}: ${(text.length / 1000).toFixed(0)} kB in ${(performance.now() - start).toFixed(0)} ms`);
}
const { heapUsed, rss } = process.memoryUsage();
console.log(`memory: heap ${(heapUsed / 1e6).toFixed(0)} MB, resident ${(rss / 1e6).toFixed(0)} MB`);
