import { describe, expect, test } from 'vitest';
import { recordedEvaluator } from '../../src/evaluation/recorded.ts';
import { LabelSet } from '../../src/promql/engine/labels.ts';
import { memoryStorage } from '../../src/promql/engine/storage.ts';

const up = {
  labels: LabelSet.of({ __name__: 'up', job: 'api' }),
  timestampsMs: Float64Array.of(0, 15_000, 30_000),
  values: Float64Array.of(1, 0, 1),
};

describe('the evaluator over recorded series', () => {
  test('answers at a time and over a range', async () => {
    const evaluator = recordedEvaluator(memoryStorage([up]));
    const instant = await evaluator.instant('up', 20_000);
    expect(instant.value).toMatchObject({ type: 'vector', samples: [{ value: 0, timestampMs: 20_000 }] });
    const range = await evaluator.range('sum(up)', { startMs: 0, endMs: 30_000, stepMs: 15_000 });
    expect(range.value).toMatchObject({ type: 'matrix', series: [{ values: Float64Array.of(1, 0, 1) }] });
  });

  test('says what is wrong with a query instead of throwing', async () => {
    const { error } = await recordedEvaluator(memoryStorage([])).instant('sum(', 0);
    expect(error?.type).toBe('bad-data');
  });

  test('passes the settings on to the engine', async () => {
    const evaluator = recordedEvaluator(memoryStorage([up]), { lookbackMs: 10_000 });
    expect((await evaluator.instant('up', 45_000)).value).toMatchObject({ samples: [] });
  });

  test('gives up when it is told to', async () => {
    const evaluator = recordedEvaluator(memoryStorage([up]));
    const { error } = await evaluator.instant('up', 0, { signal: AbortSignal.abort() });
    expect(error?.type).toBe('canceled');
  });
});
