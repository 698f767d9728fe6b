import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { recordingOf } from '../../src/recording/build.ts';
import { readRecordings } from '../../src/recording/read.node.ts';
import { series } from '../evaluation/support.ts';
import { type FakePrometheus, fakePrometheus } from './fake-prometheus.ts';

const STEP_MS = 15_000;
const COUNT = 2_000;
const rising = (by: number): number[] => Array.from({ length: COUNT }, (_, i) => i * by);

const data = recordingOf([
  series({ __name__: 'requests_total', app: 'shop', code: '200' }, rising(3)),
  series({ __name__: 'requests_total', app: 'shop', code: '500' }, rising(1)),
  series({ __name__: 'requests_total', app: 'other', code: '200' }, rising(7)),
  series({ __name__: 'latency', app: 'shop' }, rising(2)),
]);

const TEMPLATE = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {name: success-rate}
spec:
  args: [{name: app, value: shop}, {name: hash}]
  metrics:
  - name: success-rate
    count: 1
    successCondition: result[0] > 0.9
    provider:
      prometheus:
        address: http://prometheus:9090
        query: sum(rate(requests_total{app="{{args.app}}",hash="{{args.hash}}"}[5m]))
  - name: latency
    count: 1
    successCondition: result[0] < 2
    provider:
      prometheus:
        address: http://prometheus:9090
        query: app:latency:max offset 1h
`;

const RULES = `groups:
- name: g
  rules:
  - {record: "app:latency:max", expr: "max_over_time(latency[10m])"}
`;

let cwd: string;
let server: FakePrometheus;

beforeEach(async () => {
  cwd = realpathSync(mkdtempSync(path.join(tmpdir(), 'rolloutlint-record-')));
  mkdirSync(path.join(cwd, '.git'));
  writeFileSync(path.join(cwd, 'template.yaml'), TEMPLATE);
  writeFileSync(path.join(cwd, 'rules.yaml'), RULES);
  server = await fakePrometheus(data);
});

afterEach(async () => {
  await server.close();
  rmSync(cwd, { recursive: true, force: true });
});

async function run(...args: string[]) {
  let stderr = '';
  const io: Io = {
    stdout: { write: () => {}, isTTY: false, columns: undefined },
    stderr: {
      write: (text) => {
        stderr += text;
      },
      isTTY: false,
      columns: undefined,
    },
    readStdin: async () => '',
    env: { ROLLOUTLINT_PROMETHEUS_TOKEN: 'hush-hush' },
    cwd,
    today: () => '2026-03-01',
    now: () => 0,
  };
  return { exit: await main(['record', ...args], io), stderr };
}

const FROM = new Date(4 * 3_600_000).toISOString();
const TO = new Date(6 * 3_600_000).toISOString();
const common = (): string[] => [
  'template.yaml',
  '--prometheus',
  server.url,
  '--from',
  FROM,
  '--to',
  TO,
  '-o',
  'out.om.gz',
];

describe('record', () => {
  test('saves the series that the queries read, from where they need them, and no others', async () => {
    const { exit, stderr } = await run(...common(), '--rules', 'rules.yaml');
    expect(stderr).toContain('template.yaml:13: hash="{{args.hash}}" has no value here');
    expect(stderr).toMatch(/wrote out\.om\.gz: 3 series, [\d,]+ samples, .* \(3 selectors of 2 queries\)/);
    expect(exit).toBe(0);
    const recording = await readRecordings([path.join(cwd, 'out.om.gz')]);
    expect(recording.series.map(({ labels }) => labels.toString())).toEqual([
      '{__name__="latency", app="shop"}',
      '{__name__="requests_total", app="shop", code="200"}',
      '{__name__="requests_total", app="shop", code="500"}',
    ]);
    const [latency, requests] = recording.series;
    // Five minutes of look-back of the rule's own series, ten of its range, an hour of offset.
    expect(latency?.timestampsMs[0]).toBe(4 * 3_600_000 - 75 * 60_000 + STEP_MS);
    expect(latency?.timestampsMs.at(-1)).toBe(5 * 3_600_000);
    expect(requests?.timestampsMs[0]).toBe(4 * 3_600_000 - 5 * 60_000 + STEP_MS);
    expect(requests?.timestampsMs.at(-1)).toBe(6 * 3_600_000);
    expect(readdirSync(cwd).filter((name) => name.startsWith('out'))).toEqual(['out.om.gz']);
    expect(gunzipSync(readFileSync(path.join(cwd, 'out.om.gz'))).toString()).not.toContain('hush');
  });

  test('fills in arguments that the manifests leave open', async () => {
    const { stderr } = await run(...common(), '--arg', 'hash=', '--arg', 'app=other');
    expect(stderr).not.toContain('has no value');
    const recording = await readRecordings([path.join(cwd, 'out.om.gz')]);
    expect(recording.series.map(({ labels }) => labels.get('app'))).toEqual(['other']);
  });

  test('goes on where a run stopped that failed', async () => {
    server.patience = 2;
    const first = await run(...common());
    expect(first.exit).toBe(2);
    expect(first.stderr).toMatch(
      /the disk is full\n.* of \d+ parts are in out\.om\.gz\.parts; the same command goes on/,
    );
    expect(existsSync(path.join(cwd, 'out.om.gz'))).toBe(false);
    const questions = server.asked.length;
    const kept = readdirSync(path.join(cwd, 'out.om.gz.parts')).length;
    expect(kept).toBeGreaterThan(0);

    server.patience = Infinity;
    server.asked = [];
    const second = await run(...common());
    expect(second.exit).toBe(0);
    const resumed = server.asked.length;
    const bytes = readFileSync(path.join(cwd, 'out.om.gz'));

    server.asked = [];
    await run(...common(), '--fresh');
    expect(server.asked.length).toBe(resumed + kept);
    expect(readFileSync(path.join(cwd, 'out.om.gz')).equals(bytes)).toBe(true);
    expect(questions).toBeGreaterThan(kept);
  });

  test('takes a part that is broken for none', async () => {
    server.patience = 3;
    await run(...common());
    const folder = path.join(cwd, 'out.om.gz.parts');
    for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), 'half a p');
    server.patience = Infinity;
    expect((await run(...common())).exit).toBe(0);
    expect((await readRecordings([path.join(cwd, 'out.om.gz')])).series).toHaveLength(2);
  });

  test('writes nothing where the server has nothing', async () => {
    const { exit, stderr } = await run(...common(), '--arg', 'app=nobody', '--arg', 'hash=x');
    expect(exit).toBe(1);
    expect(stderr).toContain('the server has no samples of requests_total{app="nobody",hash="x"}');
    expect(readdirSync(cwd).filter((name) => name.startsWith('out'))).toEqual([]);
  });

  test.each([
    [[], 'record needs manifests'],
    [['template.yaml'], 'record needs --prometheus URL'],
    [['template.yaml', '--prometheus', 'http://x'], 'record needs -o FILE'],
    [['template.yaml', '--prometheus', 'http://x', '-o', 'a'], 'record needs --from TIME'],
    [
      ['template.yaml', '--prometheus', 'http://x', '-o', 'a', '--from', '2026-03-02', '--to', '2026-03-01'],
      'is after --to',
    ],
    [['rules.yaml', '--prometheus', 'http://x', '-o', 'a', '--from', '2026-03-01'], 'no manifest in rules.yaml has'],
    [
      ['nothing.yaml', '--prometheus', 'http://x', '-o', 'a', '--from', '-1h'],
      'there is no file or folder nothing.yaml',
    ],
  ])('asks for what it needs: %j', async (args, message) => {
    const { exit, stderr } = await run(...args);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(message) });
  });

  test('asks nothing where its file cannot be written, and makes no folders for it', async () => {
    mkdirSync(path.join(cwd, 'folder'));
    const given = (output: string) => run(...common().slice(0, -1), output);
    const outputs = ['folder', 'mispelt/out.om.gz', '/proc/out.om.gz', '-', ''];
    const told = [];
    for (const output of outputs) told.push(await given(output));
    expect(told.map(({ exit }) => exit)).toEqual([2, 2, 2, 2, 2]);
    const lines = told.map(({ stderr }) => stderr.trimEnd().split('\n').at(-1));
    expect(lines).toEqual([
      'rolloutlint: -o folder: this is a folder; write the name of a file, such as tuesday.om.gz',
      'rolloutlint: -o mispelt/out.om.gz: there is no folder mispelt',
      expect.stringMatching(/^rolloutlint: -o: cannot write \/proc\/out\.om\.gz\.parts: |there is no folder/),
      'rolloutlint: -o -: a recording goes to a file, such as tuesday.om.gz',
      'rolloutlint: record needs -o FILE, such as tuesday.om.gz',
    ]);
    expect(server.asked).toEqual([]);
    expect(existsSync(path.join(cwd, 'mispelt'))).toBe(false);
  });

  test('says that a part cannot be kept, and leaves no half of it', async () => {
    const folder = path.join(cwd, 'out.om.gz.parts');
    server.onQuery = () => rmSync(folder, { recursive: true, force: true });
    const { exit, stderr } = await run(...common());
    expect(exit).toBe(2);
    expect(stderr).toMatch(/rolloutlint: -o: cannot write .*out\.om\.gz\.parts: ENOENT[^\n]*\n$/);
    expect(existsSync(folder)).toBe(false);
  });

  test('says that an argument is misspelt', async () => {
    const { stderr } = await run(...common(), '--arg', 'hahs=1', '--arg', 'app=shop');
    expect(stderr).toContain('rolloutlint: --arg hahs: no query has {{args.hahs}}; did you mean hash?\n');
    expect(stderr).not.toContain('--arg app');
  });

  test('refuses a file where it keeps its parts', async () => {
    writeFileSync(path.join(cwd, 'out.om.gz.parts'), 'mine');
    const { exit, stderr } = await run(...common());
    expect(exit).toBe(2);
    expect(stderr).toMatch(/rolloutlint: -o: cannot write .*out\.om\.gz\.parts: EEXIST[^\n]*\n$/);
    expect(readFileSync(path.join(cwd, 'out.om.gz.parts'), 'utf8')).toBe('mine');
  });

  test('keeps no part that a server could answer partially only', async () => {
    server.warnings = ['partial response'];
    server.patience = 2;
    const { exit, stderr } = await run(...common());
    expect(exit).toBe(2);
    expect(stderr).toContain('rolloutlint: partial response\n');
    const parts = path.join(cwd, 'out.om.gz.parts');
    expect(existsSync(parts) ? readdirSync(parts) : []).toEqual([]);
  });
});
