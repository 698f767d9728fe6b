// How fast text becomes documents: splitting, our trees, and the yaml library for scale.
// node tools/run.mjs bench/yaml.ts [corpus folder]
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Parser, parseAllDocuments } from 'yaml';
import { readBlockDocument } from '../src/yaml/compose/block-reader.ts';
import { parseDocument, parseWithLibrary, parseYaml } from '../src/yaml/parse.ts';
import { splitDocuments } from '../src/yaml/split.ts';
import { decodeJson } from '../src/yaml/walk.ts';

const MANIFEST = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate-NUMBER
  labels: {app: checkout, tier: "backend"}
spec:
  args:
    - name: service-name
    - name: prometheus-port # where the sidecar listens
      value: "9090"
  metrics:
    - name: success-rate
      interval: 5m
      # No traffic is no answer.
      successCondition: len(result) > 0 && result[0] >= 0.95
      failureLimit: 3
      provider:
        prometheus:
          address: http://prometheus.monitoring.svc:9090
          query: |
            sum(rate(http_requests_total{service="{{args.service-name}}",code!~"5.."}[5m]))
            /
            sum(rate(http_requests_total{service="{{args.service-name}}"}[5m]))
    - name: latency
      interval: 5m
      successCondition: 'result[0] <= 0.5'
      failureCondition: "result[0] > 1.5"
      consecutiveErrorLimit: 4
      provider:
        prometheus:
          address: http://prometheus.monitoring.svc:9090
          query: >-
            histogram_quantile(0.95,
            sum by (le) (rate(request_duration_seconds_bucket{service="{{args.service-name}}"}[5m])))
    - name: smoke
      count: 1
      provider:
        job:
          spec:
            backoffLimit: 0
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: smoke
                    image: curlimages/curl:8.10.1
                    command: [sh, -c]
                    args: ["curl --fail http://{{args.service-name}}/healthz"]
`;

interface Data {
  readonly name: string;
  readonly texts: readonly string[];
}

function readCorpus(folder: string): Data {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(?:ya?ml|json)$/.test(file),
  );
  return { name: folder, texts: files.map((file) => readFileSync(path.join(folder, file), 'utf8')) };
}

const milliseconds = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const STEPS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['split', splitDocuments],
  ['parse', parseYaml],
  ['parse + JSON', (text) => parseYaml(text).map(({ root }) => root && decodeJson(root))],
  [
    'parse, library only',
    (text) => splitDocuments(text).map((span) => parseWithLibrary(text, span, text.slice(span.start, span.end), [])),
  ],
  ['yaml: syntax tree', (text) => [...new Parser().parse(text)]],
  [
    'yaml: documents',
    (text) => parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' }),
  ],
];

function measure({ name, texts }: Data): void {
  const size = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  const documents = texts.flatMap((text) => splitDocuments(text).map((span) => readBlockDocument(text, span)));
  const ordinary = documents.filter((document) => document !== undefined).length;
  console.log(
    `${name}: ${texts.length} files, ${size.toFixed(2)} MB, ${ordinary} of ${documents.length} documents ordinary`,
  );
  for (const [step, run] of STEPS) {
    const times = Array.from({ length: 9 }, () => milliseconds(() => texts.forEach(run)));
    const [first = 0] = times;
    const median = times.sort((a, b) => a - b)[4] ?? 0;
    console.log(
      `  ${step.padEnd(20)} first ${first.toFixed(0).padStart(5)} ms   median ${median.toFixed(0).padStart(5)} ms   ${((size / median) * 1000).toFixed(1).padStart(7)} MB/s`,
    );
  }
}

function measureOnce(name: string, text: string): void {
  let problems = 0;
  let documents = 0;
  const time = milliseconds(() => {
    // One document at a time, as the linter does it.
    for (const span of splitDocuments(text)) {
      const document = parseDocument(text, span);
      documents++;
      problems += document.problems.length;
    }
  });
  const megabytes = text.length / 1e6;
  const memory = process.memoryUsage.rss() / 1e6;
  console.log(
    `  ${name.padEnd(34)} ${megabytes.toFixed(1).padStart(6)} MB ${time.toFixed(0).padStart(6)} ms ${((megabytes / time) * 1000).toFixed(1).padStart(7)} MB/s   ${documents} documents, ${problems} problems, ${memory.toFixed(0)} MB resident`,
  );
}

const many = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');
const manifest = (i: number): string => MANIFEST.replace('NUMBER', String(i));

measure({ name: 'manifests', texts: Array.from({ length: 1000 }, (_, i) => manifest(i)) });
measure({
  name: 'manifests with an anchor',
  texts: Array.from({ length: 1000 }, (_, i) => manifest(i).replace('labels: {', 'labels: &l {')),
});
const folder = process.argv[2];
if (folder !== undefined) measure(readCorpus(folder));

console.log('large files, once');
measureOnce(
  '100,000 keys',
  many(100_000, (i) => `key-${i}: value\n`),
);
measureOnce('100,000 keys, library', `a: &a 1\n${many(100_000, (i) => `key-${i}: value\n`)}`);
measureOnce(
  '100,000 equal keys',
  many(100_000, () => 'key: value\n'),
);
measureOnce(
  '100,000 documents',
  many(100_000, (i) => `---\na: ${i}\n`),
);
measureOnce(
  '10 MB of documents',
  many(6500, (i) => `---\n${manifest(i)}`),
);
measureOnce(
  '7 MB in one list',
  `items:\n${many(150_000, (i) => `  - name: item-${i}\n    value: "${i}"\n    on: true\n`)}`,
);
measureOnce(
  '7 MB in one JSON document',
  JSON.stringify(
    Array.from({ length: 140_000 }, (_, i) => ({ name: `item-${i}`, value: i, list: [1, 'x'] })),
    undefined,
    0,
  ),
);
measureOnce('10,000 levels of brackets', '['.repeat(10_000));
measureOnce(
  '100 MB of documents',
  many(65_000, (i) => `---\n${manifest(i)}`),
);
measureOnce(
  '100 MB in one document',
  `a: |\n${many(1_400_000, (i) => `  line ${i} of a text without an end that goes on and on and on and on\n`)}`,
);
