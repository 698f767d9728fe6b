import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dump, temporaryFolder } from './support.ts';

const installed = spawnSync('promtool', ['--version']).error === undefined;
if (!installed) console.log('skipped: promtool is not installed');

const START_SECONDS = 1_700_000_000;

/** Series over five hours, with several blocks and chunks, by name and then by time. */
function seededSeries(): Map<string, readonly (readonly [seconds: number, value: number])[]> {
  let state = 42;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const series = new Map<string, (readonly [number, number])[]>();
  for (let i = 0; i < 12; i++) {
    let counter = 0;
    const samples = Array.from({ length: 600 }, (_, k) => {
      counter += i % 2 === 0 ? Math.floor(random() * 50) : random();
      const value = i % 5 === 4 ? (random() - 0.5) * 10 ** (i + 20) : counter;
      return [
        START_SECONDS + k * 30 + Math.floor(random() * 3),
        k % 97 === 96 ? Number.POSITIVE_INFINITY : value,
      ] as const;
    });
    series.set(`pod-${String(i).padStart(2, '0')}`, samples);
  }
  return series;
}

test.skipIf(!installed)('blocks of promtool hold what the text holds, sample by sample', async () => {
  const folder = temporaryFolder();
  const series = seededSeries();
  const lines = [...series].flatMap(([pod, samples]) =>
    samples.map(
      ([seconds, value]) => `up{pod="${pod}",path="a\\\\b\\"c"} ${value === Infinity ? '+Inf' : value} ${seconds}`,
    ),
  );
  const text = path.join(folder, 'samples.txt');
  writeFileSync(text, ['# TYPE up gauge', ...lines, '# EOF', ''].join('\n'));
  const data = path.join(folder, 'data');
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', text, data], { stdio: 'pipe' });

  const { series: found, notes } = await dump(data);
  expect(notes).toEqual([]);
  expect(found.map(({ labels }) => labels)).toEqual(
    [...series.keys()].map((pod) => ({ __name__: 'up', path: 'a\\b"c', pod })),
  );
  for (const [i, samples] of [...series.values()].entries()) {
    expect(found[i]?.samples).toEqual(samples.map(([seconds, value]) => [seconds * 1000, 0, bits(value)]));
  }
});

const bits = (value: number): string =>
  new DataView(Float64Array.of(value).buffer).getBigUint64(0, true).toString(16).padStart(16, '0');
