// Speed and memory of the built command, as ratios to an empty Node process in the same run: absolute times say more
// about the machine than about us. Usage: npm run bench [-- --rounds 11]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

const CLI = path.resolve('dist/cli.mjs');
const roundsAt = process.argv.indexOf('--rounds');
const ROUNDS = roundsAt === -1 ? 11 : Number(process.argv[roundsAt + 1]);

const folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-bench-'));
try {
  main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly files: number;
  readonly rounds: number;
  readonly cwd: string;
}

function main(): void {
  const empty = path.join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const one = project('one', (add) => add('template.yaml', template(1)));
  const finding = project('finding', (add) =>
    add('template.yaml', template(1).replace('failureLimit: 1', 'failureLimit: 9')),
  );
  const thousand = project('thousand', (add) => {
    for (let i = 0; i < 800; i++) add(`t${i % 40}/template-${i}.yaml`, template(i));
    for (let i = 0; i < 200; i++) add(`t${i % 40}/rollout-${i}.yaml`, rollout(i));
  });
  const mixed = project('mixed', (add) => {
    for (let i = 0; i < 1000; i++) add(`s${i % 100}/template-${i}.yaml`, template(i));
    for (let i = 0; i < 500; i++) add(`s${i % 100}/rollout-${i}.yaml`, rollout(i));
    for (let i = 0; i < 8500; i++) add(`s${i % 100}/other-${i}.yaml`, other(i));
  });
  const cases: readonly Case[] = [
    { name: '--version', args: ['--version'], files: 0, rounds: ROUNDS, cwd: one },
    { name: 'a clean file', args: ['template.yaml'], files: 1, rounds: ROUNDS, cwd: one },
    { name: 'a file with a finding, pretty', args: ['template.yaml'], files: 1, rounds: ROUNDS, cwd: finding },
    { name: '1,000 files of ours', args: ['-f', 'compact', '.'], files: 1000, rounds: 5, cwd: thousand },
    { name: '10,000 mixed files', args: ['-f', 'compact', '.'], files: 10_000, rounds: 3, cwd: mixed },
  ];
  console.log(
    `Node ${process.version}, ${process.platform} ${process.arch}; bundle ${sizeOf('dist')} KB; medians, interleaved with an empty process`,
  );
  console.log(`1,000 files: ${averageSize(thousand)} bytes each on average\n`);
  console.log('                                     ms   x empty   files/s   peak MB   (empty)');
  for (const one of cases) measure(one, empty);
}

function measure({ name, args, files, rounds, cwd }: Case, empty: string): void {
  const base: Sample[] = [];
  const ours: Sample[] = [];
  for (let round = 0; round < rounds; round++) {
    base.push(sample([empty], cwd));
    ours.push(sample([CLI, ...args], cwd));
  }
  const ms = median(ours.map((one) => one.ms));
  const emptyMs = median(base.map((one) => one.ms));
  const columns = [
    name.padEnd(32),
    ms.toFixed(0).padStart(7),
    `${(ms / emptyMs).toFixed(2)}x`.padStart(10),
    (files < 100 ? '' : ((files / ms) * 1000).toFixed(0)).padStart(10),
    median(ours.map((one) => one.peakMb))
      .toFixed(0)
      .padStart(10),
    `   (${emptyMs.toFixed(0)} ms, ${median(base.map((one) => one.peakMb)).toFixed(0)} MB)`,
  ];
  console.log(columns.join(''));
}

interface Sample {
  readonly ms: number;
  readonly peakMb: number;
}

/** The time of one process, and its peak memory as it says itself at its end. */
function sample(args: readonly string[], cwd: string): Sample {
  const report =
    'data:text/javascript,process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS))';
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', report, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - started;
  if (status !== 0 && status !== 1) throw new Error(`exit status ${status}: ${stderr}`);
  return { ms, peakMb: Number(/peak (\d+)$/.exec(stderr)?.[1]) / 1024 };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

function project(name: string, fill: (add: (file: string, text: string) => void) => void): string {
  const root = path.join(folder, name);
  mkdirSync(path.join(root, '.git'), { recursive: true });
  fill((file, text) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  });
  return root;
}

function sizeOf(root: string): number {
  let bytes = 0;
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.mjs')) bytes += statSync(path.join(entry.parentPath, entry.name)).size;
  }
  return Math.round(bytes / 1024);
}

function averageSize(root: string): number {
  let bytes = 0;
  let files = 0;
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    bytes += statSync(path.join(entry.parentPath, entry.name)).size;
    files++;
  }
  return Math.round(bytes / files);
}

function template(i: number): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate-${i}
  labels:
    app.kubernetes.io/name: shop-${i}
    app.kubernetes.io/part-of: shop
spec:
  args:
    - name: service-name
    - name: namespace
      value: production
    - name: threshold
      value: "0.95"
  metrics:
    - name: success-rate
      interval: 30s
      count: 10
      failureLimit: 1
      successCondition: len(result) > 0 && result[0] >= {{args.threshold}}
      provider:
        prometheus:
          address: http://prometheus.monitoring.svc.cluster.local:9090
          query: |
            sum(rate(http_requests_total{service="{{args.service-name}}",namespace="{{args.namespace}}",code!~"5.."}[2m]))
              /
            sum(rate(http_requests_total{service="{{args.service-name}}",namespace="{{args.namespace}}"}[2m]))
            or vector(1)
    - name: latency
      interval: 30s
      count: 10
      failureLimit: 1
      successCondition: len(result) == 0 || result[0] <= ${100 + i}
      provider:
        prometheus:
          address: http://prometheus.monitoring.svc.cluster.local:9090
          query: |
            histogram_quantile(0.99, sum by (le) (
              rate(http_request_duration_seconds_bucket{service="{{args.service-name}}",namespace="{{args.namespace}}"}[2m])
            )) * 1000
`;
}

function rollout(i: number): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: shop-${i}
spec:
  replicas: 5
  selector:
    matchLabels: {app: shop-${i}}
  template:
    metadata:
      labels: {app: shop-${i}}
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1.${i}.0
          ports:
            - containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {memory: 256Mi}
          readinessProbe:
            httpGet: {path: /healthz, port: 8080}
            periodSeconds: 5
  strategy:
    canary:
      maxSurge: 1
      maxUnavailable: 0
      steps:
        - setWeight: 20
        - pause: {duration: 2m}
        - analysis:
            templates:
              - templateName: success-rate-${i}
            args:
              - name: service-name
                value: shop-${i}
        - setWeight: 60
        - pause: {duration: 5m}
`;
}

function other(i: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker-${i}
spec:
  replicas: 2
  selector:
    matchLabels: {app: worker-${i}}
  template:
    metadata:
      labels: {app: worker-${i}}
    spec:
      containers:
        - name: worker
          image: registry.example.com/worker:${i}
---
apiVersion: v1
kind: Service
metadata:
  name: worker-${i}
spec:
  selector: {app: worker-${i}}
  ports:
    - port: 80
      targetPort: 8080
`;
}
