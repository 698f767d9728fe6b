import { expect, test } from 'vitest';
import { placesOf } from '../../../../src/manifest/schema/advice/placement.ts';

const objectsWith = (kind: Parameters<typeof placesOf>[0], name: string): string[] =>
  placesOf(kind, name).map(({ object }) => object.join('.'));

test('the table has every place of a field, the nearest to the root first', () => {
  expect(objectsWith('AnalysisTemplate', 'interval')).toEqual([
    'spec.metrics.[]',
    'spec.metrics.[].provider.datadog',
    'spec.metrics.[].provider.cloudWatch',
    'spec.metrics.[].provider.skywalking',
  ]);
  expect(objectsWith('Rollout', 'startingStep')).toEqual(['spec.strategy.canary.analysis']);
});

test('metadata and status are no places for what a user means', () => {
  expect(objectsWith('AnalysisRun', 'finalizers')).toEqual([]);
  expect(objectsWith('AnalysisRun', 'completedAt')).toEqual([]);
});

test('a name of nowhere has no places', () => {
  expect(objectsWith('Rollout', 'constructor')).toEqual([]);
});
