// Discovery and indexing of a repository that is mostly foreign: 10,000 YAML files of other kinds, 100 of ours.
// Usage: node tools/run.mjs bench/workspace.ts [foreign files] [runs]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { bindingsOf } from '../src/workspace/bindings.ts';
import { createWorkspace, WorkspaceCache } from '../src/workspace/create.ts';
import { discover } from '../src/workspace/discover.node.ts';

const FOREIGN = Number(process.argv[2] ?? 10_000);
const RUNS = Number(process.argv[3] ?? 7);
const OURS = 100;

const foreign = (n: number): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${n}
  namespace: team-${n % 50}
  labels: { app.kubernetes.io/name: app-${n}, app.kubernetes.io/part-of: shop }
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: app-${n}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-${n}
    spec:
      containers:
        - name: main
          image: registry.example.com/shop/app-${n}:1.2.${n}
          args: ["--config", "/etc/app/config.yaml", "--log-level=info"]
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet: { path: /ready, port: 8080 }
            periodSeconds: 5
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 256Mi }
---
apiVersion: v1
kind: Service
metadata:
  name: app-${n}
  namespace: team-${n % 50}
spec:
  selector:
    app.kubernetes.io/name: app-${n}
  ports:
    - name: http
      port: 80
      targetPort: 8080
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: app-${n}
  namespace: team-${n % 50}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: app-${n}
  ingress:
    - from:
        - namespaceSelector: {}
`;

const ours = (n: number): string => `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
  namespace: team-${n % 50}
spec:
  args:
    - name: service
    - name: threshold
      value: "0.95"
  metrics:
    - name: success-rate
      interval: 1m
      count: 5
      successCondition: len(result) > 0 && result[0] >= {{args.threshold}}
      provider:
        prometheus:
          address: http://prometheus.monitoring:9090
          query: |
            sum(rate(http_requests_total{service="{{args.service}}",status!~"5.."}[5m]))
              / sum(rate(http_requests_total{service="{{args.service}}"}[5m]))
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: app-${n}
  namespace: team-${n % 50}
spec:
  selector: { matchLabels: { app: app-${n} } }
  template:
    metadata: { labels: { app: app-${n} } }
    spec: { containers: [{ name: main, image: x }] }
  strategy:
    canary:
      canaryService: app-${n}
      steps:
        - setWeight: 20
        - analysis:
            templates: [{ templateName: success-rate }]
            args: [{ name: service, value: app-${n} }]
`;

const root = mkdtempSync(path.join(tmpdir(), 'rolloutlint-bench-'));
try {
  mkdirSync(path.join(root, '.git'));
  const write = (kind: string, n: number, text: string): void => {
    const folder = path.join(root, `team-${n % 50}`, `app-${n}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${kind}.yaml`), text);
  };
  for (let n = 0; n < FOREIGN; n++) write('app', n, foreign(n));
  for (let n = 0; n < OURS; n++) write('rollout', n, ours(n));
  console.log(`${FOREIGN} foreign files of ${foreign(1).length} bytes, ${OURS} of ours of ${ours(1).length} bytes`);

  const steps = new Map<string, number[]>();
  const timed = <T>(name: string, run: () => T): T => {
    const start = performance.now();
    const result = run();
    const times = steps.get(name) ?? [];
    times.push(performance.now() - start);
    steps.set(name, times);
    return result;
  };
  for (let run = 0; run < RUNS; run++) {
    const found = timed('discover (walk and read)', () => discover({ paths: ['.'], cwd: root }));
    const cache = new WorkspaceCache();
    const options = { complete: found.complete, skipped: found.skipped, cache };
    const workspace = timed('create', () => createWorkspace(found.files, options));
    timed('classify every file', () => workspace.files.filter(({ role }) => role === 'manifests').length);
    const bindings = timed('references and bindings', () => [
      ...workspace.manifests('AnalysisTemplate').flatMap((template) => bindingsOf(workspace, template)),
      ...workspace.manifests('Rollout').flatMap((rollout) => bindingsOf(workspace, rollout)),
    ]);
    timed('100 Services by name', () =>
      workspace
        .manifests('Rollout')
        .filter((rollout) => workspace.find('Service', rollout.name ?? '', rollout).status === 'found'),
    );
    const edited = found.files.map((file) =>
      file.path === 'team-1/app-1/rollout.yaml' ? { ...file, text: `${file.text}\n# edited\n` } : file,
    );
    timed('after an edit: create, classify, bind', () => {
      const next = createWorkspace(edited, options);
      const used = next.files.filter(({ role }) => role === 'manifests').length;
      return used + next.manifests('AnalysisTemplate').flatMap((template) => bindingsOf(next, template)).length;
    });
    if (run === 0) console.log(`${bindings.length} bindings`);
  }
  let total = 0;
  for (const [name, times] of steps) {
    const median = times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
    if (!name.startsWith('after')) total += median;
    console.log(`${name.padEnd(40)} ${median.toFixed(1).padStart(8)} ms  (first ${(times[0] ?? 0).toFixed(1)})`);
  }
  console.log(
    `${'together'.padEnd(40)} ${total.toFixed(1).padStart(8)} ms, ${Math.round(((FOREIGN + OURS) / total) * 1000)} files/s`,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
