import { describe, expect, test } from 'vitest';
import type { WrongType } from '../../../../src/manifest/schema/problem.ts';
import { metric, object, problemsIn, step, strategy } from '../manifest-of.ts';

function onlyWrong(text: string): WrongType {
  const [problem, ...more] = problemsIn(text);
  if (problem?.kind !== 'wrong-type' || more.length > 0) throw new Error(JSON.stringify([problem, ...more]));
  return problem;
}

const web = (lines: string): string => metric(`provider: { web: { url: x } }\n${lines}`);
const arg = (value: string): string => strategy(`canary: { analysis: { args: [{ name: a, value: ${value} }] } }`);

describe('what to write for a value of the wrong type', () => {
  test.each([
    [web('interval: 30'), '30s', false],
    [arg('5'), '"5"', true],
    [arg('1.10'), '"1.10"', true],
    [arg('yes'), '"yes"', true],
    [object('Rollout', 'replicas: "3"'), '3', true],
    [step('setWeight: "20%"'), '20', false],
    [metric('provider: { web: { url: x, timeoutSeconds: 1m30s } }'), '90', true],
    [object('Rollout', 'paused: "true"'), 'true', true],
    [object('Rollout', 'paused: "yes"'), 'true', false],
    [step('pause: 30'), '{ duration: 30 }', true],
    [step('pause: 5m'), '{ duration: 5m }', true],
    [step('pause: true'), '{}', true],
    [step('analysis: { templates: [a] }'), '{ templateName: a }', false],
    [step('analysis: { templates: a }'), '[{ templateName: a }]', false],
    [step('analysis: { dryRun: [a] }'), '{ metricName: a }', false],
    [step('analysis: { args: { a: b } }'), '[{ name: a, value: "b" }]', true],
    [
      metric('provider: { web: { url: x, headers: { Accept: text/plain } } }'),
      '[{ key: Accept, value: "text/plain" }]',
      true,
    ],
    [strategy('canary: { trafficRouting: { ambassador: { mappings: a } } }'), '[a]', true],
  ])('%s', (text, expected, certain) => {
    expect(onlyWrong(text).replacement).toEqual({ text: expected, certain });
  });

  test.each([
    [step('setWeight: 12.5')],
    [step('setWeight: x')],
    [object('AnalysisTemplate', 'metrics: { name: a }')],
    [step('pause: [5m]')],
    [web('interval: -1')],
    [web('interval: true')],
    [arg('{ a: 1 }')],
  ])('nobody knows for %s', (text) => {
    expect(onlyWrong(text).replacement).toBeUndefined();
  });
});

describe('the words of a wrong type', () => {
  test.each([
    [web('interval: 0x1e'), 'the number `0x1e`', 'a duration such as `30s`'],
    [step('pause: { duration: true }'), 'the boolean `true`', 'a number of seconds or a duration such as `30s`'],
    [web('count: []'), 'a list', 'an integer or a string'],
    [object('Rollout', "replicas: '3'"), "the string `'3'`", 'an integer'],
    [object('Rollout', 'paused: 1'), 'the number `1`', '`true` or `false`'],
    [object('Rollout', 'selector: { matchLabels: [] }'), 'a list', 'a map of strings'],
    [object('Rollout', 'strategy: []'), 'a list', 'a map'],
    [object('Rollout', 'restartAt: 5'), 'the number `5`', 'a date and time such as `2026-01-31T12:00:00Z`'],
  ])('%s', (text, actual, expected) => {
    expect(onlyWrong(text)).toMatchObject({ actual, expected });
  });
});
