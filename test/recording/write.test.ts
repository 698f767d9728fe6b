import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { EMPTY_HISTOGRAM } from '../../src/promql/engine/histogram/histogram.ts';
import { LabelSet } from '../../src/promql/engine/labels.ts';
import { markStale, type SampleSeries } from '../../src/promql/engine/storage.ts';
import { recordingOf } from '../../src/recording/build.ts';
import { RecordingError } from '../../src/recording/error.ts';
import { readRecordings } from '../../src/recording/read.node.ts';
import { writeRecording } from '../../src/recording/write.node.ts';
import { openMetricsText } from '../../src/recording/write.ts';
import { readText, shape } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'recording-write-'));
afterAll(() => rmSync(folder, { recursive: true }));

function seriesOf(
  labels: Record<string, string>,
  samples: readonly (readonly [ms: number, value: number])[],
): SampleSeries {
  return {
    labels: LabelSet.of(labels),
    timestampsMs: Float64Array.from(samples, ([ms]) => ms),
    values: Float64Array.from(samples, ([, value]) => value),
  };
}

function textOf(series: readonly SampleSeries[]): { readonly text: string; readonly notes: readonly string[] } {
  const pieces = openMetricsText({ series });
  let text = '';
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return { text, notes: value };
    text += value;
  }
}

const hasPromtool = (() => {
  try {
    execFileSync('promtool', ['--version']);
    return true;
  } catch {
    console.log('the text is not shown to promtool, which is not installed');
    return false;
  }
})();

describe('writing OpenMetrics text', () => {
  test('groups families, sorts them and ends with # EOF', () => {
    const series = [
      seriesOf({ __name__: 'b', A: '1' }, [[1000, 1.5]]),
      seriesOf({ __name__: 'a', x: 'q"\\\n' }, [
        [1709294400685, NaN],
        [1709294415685, Infinity],
        [1709294430685, -Infinity],
      ]),
      seriesOf({ __name__: 'my.metric', 'a b': '1' }, [[1, -0]]),
    ];
    expect(textOf(series)).toEqual({
      text: [
        '# TYPE a unknown',
        'a{x="q\\"\\\\\\n"} NaN 1709294400.685',
        'a{x="q\\"\\\\\\n"} +Inf 1709294415.685',
        'a{x="q\\"\\\\\\n"} -Inf 1709294430.685',
        '# TYPE b unknown',
        'b{A="1"} 1.5 1',
        '# TYPE "my.metric" unknown',
        '{"my.metric","a b"="1"} -0 0.001',
        '# EOF',
        '',
      ].join('\n'),
      notes: [],
    });
  });

  test('says what text cannot hold', () => {
    const values = new Float64Array([1, NaN, NaN]);
    markStale(values, 1);
    const odd: SampleSeries = {
      labels: LabelSet.of({ __name__: 'a' }),
      timestampsMs: new Float64Array([1, 2, 3]),
      values,
      histograms: [undefined, undefined, EMPTY_HISTOGRAM],
    };
    const { text, notes } = textOf([
      odd,
      seriesOf({ x: '1' }, [[1, 1]]),
      seriesOf({ __name__: 'b', c: '\u{dc80}' }, [[1, 1]]),
    ]);
    expect(text).toBe('# TYPE a unknown\na 1 0.001\n# EOF\n');
    expect(notes).toEqual([
      '1 native histograms were left out: OpenMetrics text has none',
      '1 staleness markers were left out: series end five minutes after their last sample instead',
      '1 series were left out: they have no metric name',
      '1 series were left out: their labels are not valid Unicode',
    ]);
  });

  const label = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
    fc.constantFrom('__proto__', 'constructor', 'a', 'le', '\0', '"', '\\n', '\r'),
  );
  const time = fc.oneof(fc.integer({ min: -1e12, max: 4e12 }), fc.integer({ min: 0, max: 5000 }));
  const someSeries = fc.array(
    fc.tuple(
      label,
      fc.array(fc.tuple(label, label), { maxLength: 4 }),
      fc.uniqueArray(fc.tuple(time, fc.double()), { selector: ([ms]) => ms, minLength: 1, maxLength: 8 }),
    ),
    { maxLength: 8 },
  );

  test('reads back as it was, whatever pieces it comes in', () => {
    fc.assert(
      fc.property(someSeries, fc.integer({ min: 1, max: 200 }), (made, pieces) => {
        const byKey = new Map(
          made.map(([name, labels, samples]) => {
            const of = LabelSet.of([...labels, ['__name__', name]]);
            return [of.key, { ...seriesOf({}, samples), labels: of }] as const;
          }),
        );
        const recording = recordingOf([...byKey.values()]);
        const { text, notes } = textOf(recording.series);
        expect(notes).toEqual([]);
        expect(shape(readText(text, pieces))).toEqual(shape(recording));
      }),
      { numRuns: 150 },
    );
  });

  test.skipIf(!hasPromtool)('is taken by promtool, sample for sample', () => {
    const times = Array.from({ length: 200 }, (_, i) => 1709294400000 + i * 15007);
    const recording = recordingOf(
      ['a', 'b:c', 'd_total'].map((name, n) =>
        seriesOf(
          { __name__: name, pod: 'x"\\\n{}é', le: '1' },
          times.map((ms, i) => [ms + n, i / 7]),
        ),
      ),
    );
    const file = path.join(folder, 'in.om');
    writeFileSync(file, textOf(recording.series).text);
    execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, path.join(folder, 'blocks')]);
    return readRecordings([path.join(folder, 'blocks')]).then((read) => expect(shape(read)).toEqual(shape(recording)));
  });
});

describe('writing a file', () => {
  const recording = recordingOf([
    seriesOf(
      { __name__: 'a' },
      Array.from({ length: 5000 }, (_, i) => [i * 1000, i / 3]),
    ),
  ]);

  test('packs where the name says so, twice the same, and leaves nothing else', async () => {
    const [plain, packed, again] = ['x.om', 'x.om.gz', 'y.om.gz'].map((name) => path.join(folder, 'out', name));
    execFileSync('mkdir', [path.join(folder, 'out')]);
    for (const file of [plain, packed, again]) expect(await writeRecording(file ?? '', recording)).toEqual([]);
    expect(readdirSync(path.join(folder, 'out')).sort()).toEqual(['x.om', 'x.om.gz', 'y.om.gz']);
    expect(readFileSync(packed ?? '').equals(readFileSync(again ?? ''))).toBe(true);
    expect(shape(await readRecordings([packed ?? '']))).toEqual(shape(recording));
    expect(shape(await readRecordings([plain ?? '', packed ?? '']))).toEqual(shape(recording));
  });

  test('keeps the old file and leaves nothing behind where it fails or is aborted', async () => {
    const inside = mkdtempSync(path.join(folder, 'fail-'));
    const file = path.join(inside, 'x.om');
    writeFileSync(file, 'old');
    const broken = {
      get series(): readonly SampleSeries[] {
        throw new Error('no series');
      },
    };
    await expect(writeRecording(file, broken)).rejects.toThrow('no series');
    await expect(writeRecording(`${file}.gz`, broken)).rejects.toThrow('no series');
    await expect(writeRecording(file, recording, { signal: AbortSignal.abort() })).rejects.toThrow('abort');
    await expect(writeRecording(path.join(inside, 'no', 'x.om'), recording)).rejects.toThrow(RecordingError);
    await expect(writeRecording(inside, recording)).rejects.toThrow(/^\S+: it cannot be written: /);
    expect(readdirSync(inside)).toEqual(['x.om']);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
