import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { equalTo } from './matcher.ts';
import { BLOCKS, blockIn, dump, expectedOf } from './support.ts';

describe('blocks that Prometheus wrote', () => {
  test.each(['floats', 'starts', 'histograms', 'histogram-starts', 'overlap', 'tombstones'])(
    '%s: every bit is what its own reader finds',
    async (name) => {
      const { series, notes } = await dump(path.join(BLOCKS, name));
      expect(series).toEqual(expectedOf(name));
      expect(notes).toEqual([]);
    },
  );

  test('a block folder by itself reads as the directory around it', async () => {
    const folder = path.join(BLOCKS, 'histograms');
    expect(await dump(path.join(folder, blockIn(folder)))).toEqual(await dump(folder));
  });

  test('a part of the time gives the samples of that part, both ends included', async () => {
    const [minTimeMs, maxTimeMs] = [1700000045000, 1700000150000];
    const { series } = await dump(path.join(BLOCKS, 'tombstones'), { minTimeMs, maxTimeMs });
    const expected = expectedOf('tombstones')
      .map((one) => ({ ...one, samples: one.samples.filter(([time]) => time >= minTimeMs && time <= maxTimeMs) }))
      .filter(({ samples }) => samples.length > 0);
    expect(series).toEqual(expected);
    expect(series.length).toBeGreaterThan(20);
  });

  test('matchers choose series', async () => {
    const matchers = [equalTo('kind', 'plain'), equalTo('float', 'true')];
    const { series } = await dump(path.join(BLOCKS, 'histograms'), { matchers });
    expect(series).toEqual(
      expectedOf('histograms').filter(({ labels }) => labels['kind'] === 'plain' && labels['float'] === 'true'),
    );
    expect(series).toHaveLength(1);
  });
});
