import { describe, expect, test } from 'vitest';
import { ARGO_KINDS } from '../../../src/manifest/manifest.ts';
import { describeField, fieldsAt } from '../../../src/manifest/schema/describe.ts';

describe('describeField', () => {
  test('tells what a field does, its type and its default', () => {
    expect(describeField('AnalysisTemplate', ['spec', 'metrics', 0, 'failureLimit'])).toMatchObject({
      name: 'failureLimit',
      type: 'an integer or a string',
      default: 0,
      required: false,
      description: expect.stringContaining('one more fails the metric'),
    });
  });

  test('knows what is required', () => {
    expect(describeField('AnalysisTemplate', ['spec', 'metrics', 0, 'provider'])?.required).toBe(true);
    expect(describeField('AnalysisTemplate', ['spec', 'metrics'])?.required).toBe(false);
    expect(describeField('AnalysisRun', ['spec', 'metrics'])?.required).toBe(true);
  });

  test('a field is as young as the youngest around it', () => {
    const since = (path: string): string | undefined =>
      describeField('AnalysisTemplate', ['spec', 'metrics', 0, 'provider', ...path.split('.')])?.since;
    expect(since('prometheus.query')).toBeUndefined();
    expect(since('prometheus.rangeQuery.start')).toBe('1.8');
    expect(since('prometheus.authentication.sigv4')).toBe('1.6');
    expect(since('web.authentication.sigv4')).toBe('1.7');
  });

  test('the better description beside a reference wins', () => {
    const text = (path: (string | number)[]): string | undefined => describeField('Rollout', path)?.description;
    expect(text(['spec', 'strategy', 'blueGreen', 'prePromotionAnalysis'])).toContain('before the switch');
    expect(text(['spec', 'strategy', 'canary', 'steps', 0, 'analysis'])).toContain('waits');
  });

  test('knows nothing of unknown fields and of what is not described', () => {
    expect(describeField('Rollout', ['spec', 'foo'])).toBeUndefined();
    expect(describeField('Rollout', ['spec', 'template', 'spec', 'affinity'])).toBeUndefined();
    expect(describeField('Rollout', [])).toBeUndefined();
    expect(describeField('Rollout', ['spec', 'toString'])).toBeUndefined();
  });
});

describe('fieldsAt', () => {
  test('lists the fields of an object', () => {
    expect(fieldsAt('Rollout', ['spec', 'strategy', 'canary', 'steps', 3]).map(({ name }) => name)).toEqual([
      'setWeight',
      'pause',
      'analysis',
      'experiment',
      'setCanaryScale',
      'setHeaderRoute',
      'setMirrorRoute',
      'plugin',
    ]);
  });

  test('gives the values that a field takes', () => {
    const fields = fieldsAt('AnalysisTemplate', ['spec', 'metrics', 0, 'provider', 'datadog']);
    expect(fields.find(({ name }) => name === 'apiVersion')).toMatchObject({
      values: ['v1', 'v2'],
      valuesAreAll: true,
    });
    const from = fieldsAt('Rollout', ['spec', 'strategy', 'canary', 'analysis', 'args', 0, 'valueFrom']);
    expect(from.find(({ name }) => name === 'podTemplateHashValue')).toMatchObject({
      values: ['Latest', 'Stable'],
      valuesAreAll: false,
    });
  });

  test('is empty where there is no object', () => {
    expect(fieldsAt('Rollout', ['spec', 'replicas'])).toEqual([]);
    expect(fieldsAt('Rollout', ['nowhere'])).toEqual([]);
  });

  test.each(ARGO_KINDS)('every field of %s has a description of its own, in whole sentences', (kind) => {
    const walk = (path: readonly (string | number)[], depth: number): number => {
      let count = 0;
      for (const field of fieldsAt(kind, path)) {
        expect(field.description, [...path, field.name].join('.')).toMatch(/^[A-Z`].*[.]$/);
        expect(field.type).not.toBe('');
        count += 1;
        if (depth < 14) count += walk([...path, field.name], depth + 1) + walk([...path, field.name, 0], depth + 1);
      }
      return count;
    };
    expect(walk([], 0)).toBeGreaterThan(60);
  });
});
