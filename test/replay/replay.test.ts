import { describe, expect, test } from 'vitest';
import { ANALYSIS_STEP, play, rollout, START_MS, TWO_VERSIONS, template, tryPlay } from './support.ts';

const seconds = (ms: number): number => Math.floor((ms - START_MS) / 1000);

describe('a template by itself', () => {
  const files = { 'k8s/template.yaml': template() };

  test('is measured as an AnalysisRun until it is decided', async () => {
    const { verdict, message, runs, endMs } = await play({
      files,
      series: TWO_VERSIONS,
      options: { args: new Map([['hash', 'bbb']]) },
    });
    expect({ verdict, message }).toEqual({
      verdict: 'Failed',
      message: 'Metric "success-rate" assessed Failed due to failed (3) > failureLimit (2)',
    });
    expect(seconds(endMs)).toBe(360);
    const [metric] = runs[0]?.metrics ?? [];
    expect(metric?.measurements.map(({ measurement }) => measurement.phase)).toEqual(['Failed', 'Failed', 'Failed']);
    expect(metric?.measurements[0]?.conditions).toEqual([
      { field: 'successCondition', text: 'result[0] >= 0.99', filled: '0.96 >= 0.99', holds: false },
    ]);
    expect(metric?.measurements[0]?.insight).toMatchObject({ answered: 1, isOdd: false, traffic: { perSecond: 10 } });
  });

  test('says who passes a missing argument', async () => {
    const all = { ...files, 'k8s/rollout.yaml': rollout(ANALYSIS_STEP) };
    expect(await tryPlay({ files, template: 'success-rate' })).toBe(
      'AnalysisTemplate success-rate: an argument has no value: add --arg hash=…',
    );
    expect(await tryPlay({ files: all, template: 'success-rate' })).toBe(
      'AnalysisTemplate success-rate: an argument has no value: add --arg hash=… (Rollout checkout, step 2 passes a pod template hash); or play a Rollout that uses it with --rollout',
    );
  });

  test('refuses an argument that it does not take', async () => {
    const args = new Map([['hsah', 'bbb']]);
    expect(await tryPlay({ files, options: { args } })).toBe(
      '--arg hsah: AnalysisTemplate success-rate takes no such argument; did you mean hash?',
    );
  });

  test('brings the templates that it nests along, and says which one is missing', async () => {
    const outer = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: all }
spec:
  args: [{ name: hash }]
  templates: [{ templateName: success-rate }]
`;
    const options = { args: new Map([['hash', 'aaa']]) };
    const { runs, objects } = await play({
      files: { ...files, 'all.yaml': outer },
      series: TWO_VERSIONS,
      template: 'all',
      options,
    });
    expect(runs[0]?.run.status.phase).toBe('Successful');
    expect(objects.map(({ name }) => name)).toEqual(['all', 'success-rate']);
    expect(await tryPlay({ files: { 'all.yaml': outer }, options })).toBe(
      "AnalysisTemplate all (all.yaml): AnalysisTemplate 'success-rate' not found; add the file that has it to MANIFESTS",
    );
  });

  test('goes on with a placeholder for a secret, and says so', async () => {
    const secret = template().replace(
      '    - name: hash\n',
      '    - name: hash\n    - name: token\n      valueFrom: { secretKeyRef: { name: prometheus, key: token } }\n',
    );
    const { verdict, notes, runs } = await play({
      files: { 'a.yaml': secret },
      series: TWO_VERSIONS,
      options: { args: new Map([['hash', 'aaa']]) },
    });
    expect(verdict).toBe('Successful');
    expect(notes).toEqual([{ kind: 'secret-unknown', secret: 'prometheus', key: 'token' }]);
    expect(runs[0]?.args).toEqual({ hash: 'aaa', token: undefined });
  });

  test('without an end is cut where the recording ends', async () => {
    const endless = { 'a.yaml': template().replace('      count: 5\n', '') };
    const { verdict, notes, endMs } = await play({
      files: endless,
      series: TWO_VERSIONS,
      options: { args: new Map([['hash', 'aaa']]) },
    });
    expect(verdict).toBe('Running');
    expect(seconds(endMs)).toBe(200 * 15 + 1);
    expect(notes).toEqual([{ kind: 'cut', atMs: endMs, recordingEnds: true }]);
  });

  test('explains an empty answer by the value that would have matched', async () => {
    const { runs } = await play({ files, series: TWO_VERSIONS, options: { args: new Map([['hash', 'bbbb']]) } });
    const [first, second] = runs[0]?.metrics[0]?.measurements ?? [];
    expect(first?.measurement.phase).toBe('Error');
    expect(first?.insight?.selectors[0]?.fate).toMatchObject({
      kind: 'no-value',
      values: ['aaa', 'bbb'],
      nearest: 'bbb',
    });
    expect(second?.insight).toBeUndefined();
  });
});

describe('an AnalysisRun', () => {
  const run = template()
    .replace('kind: AnalysisTemplate', 'kind: AnalysisRun')
    .replace('    - name: hash\n', '    - name: hash\n      value: aaa\n');

  test('is played with its own arguments, or with others', async () => {
    const files = { 'run.yaml': run };
    expect((await play({ files, series: TWO_VERSIONS })).verdict).toBe('Successful');
    const options = { args: new Map([['hash', 'bbb']]) };
    expect((await play({ files, series: TWO_VERSIONS, run: 'success-rate', options })).verdict).toBe('Failed');
  });

  test('with a mistake in its spec ends as the controller ends it', async () => {
    const files = { 'run.yaml': run.replace('interval: 30s', 'interval: 30') };
    const { verdict, message } = await play({ files, series: TWO_VERSIONS });
    expect({ verdict, message }).toEqual({
      verdict: 'Error',
      message: 'Analysis spec invalid: metrics[0]: invalid interval string: time: missing unit in duration "30"',
    });
  });
});

describe('a Rollout', () => {
  const files = { 'k8s/rollout.yaml': rollout(ANALYSIS_STEP), 'k8s/template.yaml': template() };

  test('takes its hashes from the recording and is aborted by its analysis', async () => {
    const { verdict, hashes, notes, endMs, runs } = await play({ files, series: TWO_VERSIONS });
    expect(verdict).toBe('aborted');
    expect(hashes).toEqual({ stable: 'aaa', canary: 'bbb' });
    expect(notes).toEqual([
      { kind: 'hash-deduced', which: 'canary', hash: 'bbb', label: 'hash' },
      { kind: 'hash-deduced', which: 'stable', hash: 'aaa', label: 'hash' },
    ]);
    expect(seconds(endMs)).toBe(360);
    expect(runs.map(({ name, kind, step }) => ({ name, kind, step }))).toEqual([
      { name: 'checkout-bbb-2-1', kind: 'step', step: 1 },
    ]);
  });

  test('is healthy with a good version, and promoted by hand where it waits', async () => {
    const steps = `${ANALYSIS_STEP}        - pause: {}\n`;
    const all = { ...files, 'k8s/rollout.yaml': rollout(steps) };
    const hashes = { canary: 'aaa', stable: 'ccc' };
    const waiting = await play({ files: all, series: TWO_VERSIONS, options: { hashes } });
    expect(waiting.verdict).toBe('paused');
    const actions = [{ atMs: START_MS + 900_000, kind: 'promote' as const }];
    const promoted = await play({ files: all, series: TWO_VERSIONS, options: { hashes, actions } });
    expect(promoted.verdict).toBe('healthy');
    expect(seconds(promoted.endMs)).toBe(900);
  });

  test('asks which hash is meant where the recording leaves it open', async () => {
    const series = ['requests_total{hash="aaa",code="200"} 0+1x200', 'requests_total{hash="bbb",code="200"} 0+1x200'];
    expect(await tryPlay({ files, series })).toBe(
      'say which pod template hash is meant with --canary-hash and --stable-hash: hash in the recording is aaa (10:00:00-10:50:00), bbb (10:00:00-10:50:00)',
    );
  });

  test('does not take a version for its own that was gone before the start', async () => {
    const series = [...TWO_VERSIONS, 'requests_total{hash="ccc",code="200"} 0+1x10'];
    expect((await play({ files, series })).hashes).toEqual({ stable: 'aaa', canary: 'bbb' });
  });

  test('takes the only version left for the one that is not given', async () => {
    const { hashes, notes } = await play({ files, series: TWO_VERSIONS, options: { hashes: { stable: 'aaa' } } });
    expect(hashes).toEqual({ stable: 'aaa', canary: 'bbb' });
    expect(notes).toEqual([{ kind: 'hash-deduced', which: 'canary', hash: 'bbb', label: 'hash' }]);
  });

  test('asks for the hash that queries ask for where there is no recording', async () => {
    expect(await tryPlay({ files, options: { recording: undefined } })).toBe(
      'the queries ask for the pod template hash (label hash): say which with --canary-hash HASH',
    );
    const { notes } = await play({ files, options: { recording: undefined, hashes: { canary: 'x' } } });
    expect(notes[0]).toEqual({ kind: 'hash-invented', which: 'stable', hash: 'stablehash', label: undefined });
  });

  test('finds a hash inside of a pattern', async () => {
    const pods = template().replaceAll('hash="{{args.hash}}"', 'pod=~"checkout-{{args.hash}}-.*"');
    const series = TWO_VERSIONS.map((line) => line.replace(/hash="(\w+)"/, 'pod="checkout-$1-x2x7q"'));
    const { hashes } = await play({ files: { ...files, 'k8s/template.yaml': pods }, series });
    expect(hashes).toEqual({ stable: 'aaa', canary: 'bbb' });
  });

  test('invents hashes that nobody asks for, and says so', async () => {
    const { notes } = await play({ files: { 'r.yaml': rollout('        - setWeight: 50\n') } });
    expect(notes).toEqual([
      { kind: 'hash-invented', which: 'canary', hash: 'canaryhash', label: undefined },
      { kind: 'hash-invented', which: 'stable', hash: 'stablehash', label: undefined },
    ]);
  });

  test('takes another value for an argument wherever a template takes it', async () => {
    const { verdict, runs } = await play({
      files,
      series: TWO_VERSIONS,
      options: { args: new Map([['hash', 'aaa']]) },
    });
    expect(verdict).toBe('healthy');
    expect(runs[0]?.args).toEqual({ hash: 'aaa' });
    expect(await tryPlay({ files, options: { args: new Map([['service', 'x']]) } })).toBe(
      '--arg service: Rollout checkout takes no such argument; it takes hash',
    );
  });

  test('is not played without a template that it uses', async () => {
    expect(await tryPlay({ files: { 'r.yaml': rollout(ANALYSIS_STEP) } })).toBe(
      'Rollout checkout, step 2 uses AnalysisTemplate success-rate, which is not among the files: add the file that has it to MANIFESTS',
    );
  });
});

describe('the same replay', () => {
  test('says the same whatever the order of files and of series', async () => {
    const files = {
      'a/template.yaml': template(),
      'b/rollout.yaml': rollout(ANALYSIS_STEP),
      'c/other.yaml': template('', 'latency'),
    };
    const shuffled = Object.fromEntries(Object.entries(files).toReversed());
    const once = await play({ files, series: TWO_VERSIONS, rollout: 'checkout' });
    const again = await play({ files: shuffled, series: TWO_VERSIONS.toReversed(), rollout: 'checkout' });
    expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  });

  test('plays a virtual week in less than a second', async () => {
    const endless = template().replace('      count: 5\n', '').replace('interval: 30s', 'interval: 5m');
    const started = performance.now();
    const { runs } = await play({
      files: { 'a.yaml': endless.replace('result[0] >= 0.99', 'len(result) == 0 || result[0] >= 0.99') },
      series: TWO_VERSIONS,
      options: { args: new Map([['hash', 'aaa']]), horizonMs: START_MS + 300_000 + 7 * 86_400_000 },
    });
    expect(runs[0]?.metrics[0]?.measurements).toHaveLength(2016);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
