import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { matchesWildcard, mergeConfigFiles } from '../../src/lint/config/merge.ts';
import { configErrors, readConfigFile } from '../../src/lint/config/read.ts';
import { configSchema, type Schema } from '../../src/lint/config/schema.ts';
import { UsageError } from '../../src/lint/usage-error.ts';
import { rule } from './support.ts';

const withOptions = rule({
  id: 'test/options',
  options: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: { max: { type: 'integer', minimum: 1 }, names: { type: 'array', items: { type: 'string' } } },
    },
    defaults: { max: 3, names: [] },
  },
});
const SCHEMA = configSchema([withOptions, rule({ id: 'test/plain' })]);

const read = (text: string) => readConfigFile(text, 'c.yaml', SCHEMA);
const merge = (...texts: readonly string[]) =>
  mergeConfigFiles(
    texts.map((text) => ({
      file: read(text),
      globs: (patterns) => (path) => patterns.includes(path),
      resolve: (path) => `/repo/${path}`,
    })),
  );

function mistake(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'none';
}

describe('a configuration', () => {
  test('may be empty', () => {
    expect(merge('').rules.size).toBe(0);
    expect(merge('# nothing\n').settings.target).toEqual({ argoRollouts: '1.10', prometheus: '3.14' });
  });

  test('is JSON as well', () => {
    expect(merge('{"requireReason": true, "$schema": "x"}').requireReason).toBe(true);
  });

  test('reads levels and versions as they are written: `off` is no false, 1.10 no 1.1', () => {
    const config = merge('rules:\n  test/plain: off\ntarget:\n  argo-rollouts: 1.10\n  prometheus: v3.5.1\n');
    expect(config.rules.get('test/plain')?.level).toBe('off');
    expect(config.settings.target).toEqual({ argoRollouts: '1.10', prometheus: '3.5' });
  });

  test('reads options of rules', () => {
    expect(
      merge('rules:\n  test/options: [warning, {max: 2, names: [1.10, yes]}]\n').rules.get('test/options'),
    ).toEqual({
      level: 'warning',
      options: { max: 2, names: ['1.10', 'yes'] },
    });
  });

  test('reads durations as milliseconds', () => {
    expect(merge('scrapeInterval: 1m30s').settings.scrapeIntervalMs).toBe(90_000);
  });

  test('replaces single values of what it extends, and adds to lists', () => {
    const config = merge(
      'scrapeInterval: 1m\nexclude: [a]\nexternalTemplates: [platform-*]\nrules: {test/options: [error, {max: 7}]}',
      'scrapeInterval: 30s\nexclude: [b]\nexternalTemplates: [b]\nrules: {test/options: [info, {names: [x]}]}',
    );
    expect(config.settings.scrapeIntervalMs).toBe(30_000);
    expect(['a', 'b', 'c'].map(config.isExcluded)).toEqual([true, true, false]);
    expect(['platform-x', 'b', 'c'].map(config.externalTemplates)).toEqual([true, true, false]);
    expect(config.rules.get('test/options')).toEqual({ level: 'info', options: { max: 7, names: ['x'] } });
  });

  test.each([
    ['rules:\n  test/options: [warning, {max: 0}]', 'c.yaml:2:33: `max` must be at least 1'],
    ['rules:\n  test/options: [warning, {mix: 1}]', 'c.yaml:2:28: unknown key `mix`; did you mean `max`?'],
    ['rules:\n  test/options: []', 'c.yaml:2:17: `test/options` must not be empty'],
    ['rules:\n  test/options: [off, {}, 1]', 'c.yaml:2:27: `test/options` has at most 2 items'],
    ['rules:\n  test/plain: [off]', 'c.yaml:2:15: `test/plain` must be one of'],
    ['rules:\n  test/plain:', 'c.yaml:2:'],
    ['requireReason: maybe', 'c.yaml:1:16: `requireReason` must be true or false, not `maybe`'],
    ['exclude: a', 'c.yaml:1:10: `exclude` must be a list, not `a`'],
    ['a\n---\nb', 'c.yaml:1:1: the configuration must be a map, not `a`'],
    ['exclude: []\n---\nexclude: []', 'c.yaml:3:1: a configuration is one document'],
    ['overrides:\n  - files: []\n    rules: {}', 'c.yaml:2:12: `files` must not be empty'],
  ])('%j is refused with the place', (text, expected) => {
    expect(mistake(text)).toContain(expected);
  });

  test('wildcards stand for anything', () => {
    const cases = [
      ['abc', 'abc', true],
      ['abc', 'ab', false],
      ['abc', 'a*', true],
      ['abc', '*c', true],
      ['abc', 'a*b*c', true],
      ['abc', 'a*c*b', false],
      ['aa', 'a*a*a', false],
      ['a', '*', true],
    ] as const;
    for (const [text, pattern, expected] of cases) expect(matchesWildcard(text, pattern), pattern).toBe(expected);
  });

  test('tells all its mistakes with their places', () => {
    const text = 'exclude: 3\nrules:\n  test/plain: of\n';
    const places = configErrors(text, SCHEMA).map(({ span }) => text.slice(span.start, span.end));
    expect(places).toEqual(['3', 'of']);
    expect(configErrors('rules: {test/plain: off}\n', SCHEMA)).toEqual([]);
  });
});

describe('the schema with all rules', () => {
  test('uses nothing that the reader does not understand', () => {
    const known = new Set([
      ...['type', 'description', 'enum', 'pattern', 'minimum', 'maximum', 'items', 'prefixItems', 'minItems'],
      ...['properties', 'additionalProperties', 'required', 'anyOf', 'default', 'examples'],
    ]);
    const visit = (schema: Schema | false | undefined): void => {
      if (!schema) return;
      expect(Object.keys(schema).filter((key) => !known.has(key))).toEqual([]);
      for (const child of [
        ...Object.values(schema.properties ?? {}),
        ...(schema.prefixItems ?? []),
        ...(schema.anyOf ?? []),
      ]) {
        visit(child);
      }
      visit(schema.items);
      visit(schema.additionalProperties);
    };
    visit(configSchema(rules));
  });
});
