import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rules as allRules } from '../../rules/index.ts';
import { DEFAULT_CONFIG } from '../../src/lint/config/config.ts';
import { lintWorkspace } from '../../src/lint/linter.ts';
import { createWorkspace } from '../../src/workspace/create.ts';
import { lint, rule, template } from './support.ts';

describe('lintWorkspace', () => {
  test('calls a rule for each object of its kinds, in asked files only', async () => {
    const files = [
      { path: 'b.yaml', text: template('b'), asked: true },
      {
        path: 'a.yaml',
        text: `${template('a')}---\nkind: Service\napiVersion: v1\nmetadata:\n  name: s\n`,
        asked: true,
      },
      { path: 'c.yaml', text: template('c'), asked: false },
    ];
    const rules = [rule({ id: 'test/argo' }), rule({ id: 'test/service', kinds: ['Service'] })];
    const { findings } = await lintWorkspace(createWorkspace(files), rules, DEFAULT_CONFIG, { today: '2026-03-01' });
    expect(findings.map(({ at, rule: id, message }) => `${at.file} ${id} ${message}`)).toEqual([
      'a.yaml test/argo found a',
      'a.yaml test/service found s',
      'b.yaml test/argo found b',
    ]);
  });

  test('reports a rule that throws once, and the findings of all others', async () => {
    const broken = rule({
      id: 'test/broken',
      check: () => {
        throw new TypeError('no such\nthing');
      },
    });
    const { findings, crashes } = await lint({ 'a.yaml': template('a'), 'b.yaml': template('b') }, [
      broken,
      rule({ id: 'test/fine' }),
    ]);
    expect(findings.map(({ rule: id, message }) => `${id}: ${message}`)).toEqual([
      'internal/rule-crashed: rule `test/broken` crashed: TypeError: no such thing',
      'test/fine: found a',
      'test/fine: found b',
    ]);
    expect(crashes).toEqual([{ rule: 'test/broken', file: 'a.yaml', stack: expect.stringContaining('TypeError') }]);
  });

  test('says the same thing once, however often an aliased node is reached', async () => {
    const twice = rule({
      id: 'test/twice',
      check: ({ report, manifest }) => {
        for (let i = 0; i < 2; i++) report('found', { at: manifest.keySpan(['spec']), data: { name: 'x' } });
      },
    });
    expect((await lint({ 'a.yaml': template('a') }, [twice])).findings).toHaveLength(1);
  });

  test('takes the level of the configuration, and a lower one of the report', async () => {
    const lowered = rule({
      id: 'test/lowered',
      check: ({ report }) => report('found', { at: { start: 0, end: 1 }, data: { name: 'x' }, severity: 'info' }),
    });
    const levels = async (level: 'error' | 'info' | 'warning') =>
      (
        await lint({ 'a.yaml': template('a') }, [rule({ id: 'test/plain' }), lowered], {
          rules: new Map([
            ['test/plain', { level, options: {} }],
            ['test/lowered', { level, options: {} }],
          ]),
        })
      ).findings.map(({ severity }) => severity);
    expect(await levels('warning')).toEqual(['info', 'warning']);
    expect(await levels('info')).toEqual(['info', 'info']);
  });

  test('lets a rule in preview warn at most, until it is configured', async () => {
    const preview = rule({ id: 'test/preview', stage: 'preview' });
    const files = { 'a.yaml': template('a') };
    expect((await lint(files, [preview])).findings[0]?.severity).toBe('warning');
    const rules = new Map([['test/preview', { level: 'error' as const, options: {} }]]);
    expect((await lint(files, [preview], { rules })).findings[0]?.severity).toBe('error');
  });

  test('gives options: defaults, then configuration, then overrides of the file', async () => {
    const seen: unknown[] = [];
    const curious = rule({
      id: 'test/curious',
      options: { schema: {}, defaults: { a: 1, b: 1, c: 1 } },
      check: ({ options }) => seen.push(options),
    });
    await lint({ 'a.yaml': template('a'), 'b.yaml': template('b') }, [curious], {
      rules: new Map([['test/curious', { level: 'error', options: { b: 2, c: 2 } }]]),
      overrides: [
        {
          matches: (path) => path === 'b.yaml',
          rules: new Map([['test/curious', { level: 'info', options: { c: 3 } }]]),
        },
      ],
    });
    expect(seen).toEqual([
      { a: 1, b: 2, c: 2 },
      { a: 1, b: 2, c: 3 },
    ]);
  });

  test('names the users of the template in which a finding stands', async () => {
    const rollout = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: checkout}
spec:
  strategy:
    canary:
      steps:
        - analysis: {templates: [{templateName: a}]}
`;
    const { findings } = await lint({ 'a.yaml': template('a'), 'r.yaml': rollout }, [
      rule({ id: 'test/template', kinds: ['AnalysisTemplate'] }),
    ]);
    expect(findings[0]?.usedBy?.map(({ label, at }) => `${label} ${at.file}`)).toEqual([
      'Rollout checkout, step 1 r.yaml',
    ]);
  });

  test('counts templates of ours that need rendering as skipped', async () => {
    const text = `${template('{{ .Values.name }}')}{{- end }}\n`;
    const { skipped } = await lint({ 'Chart.yaml': 'name: x\n', 'templates/a.yaml': text }, []);
    expect(skipped.map(({ path }) => path)).toEqual(['templates/a.yaml']);
  });
});

const PIECES = [
  template('a', '  metrics:\n    - name: m\n      count: 5\n      provider: {}\n'),
  template('a', '  metrics:\n    - name: m\n      interval: 10s\n      interval: 30s\n'),
  template('b', '  metrics: &m\n    - {name: x, count: "{{args.c}}"}\n  x: *m\n'),
  'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec:\n  strategy:\n    canary:\n      steps:\n        - analysis: {templates: [{templateName: a}], args: [{name: q, value: 1}]}\n        - setWeight: 200\n',
  'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n',
  'a: [1\n',
  '# rolloutlint-disable-file yaml/duplicate-key, nothing/known\n',
  'plain text\n',
];

describe('the findings of all rules', () => {
  test('do not depend on the order of files, nor of rules', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (contents, dice) => {
          const files = contents.map((pieces, index) => ({
            path: `f${index}.yaml`,
            text: pieces.join('---\n'),
            asked: true,
          }));
          const shuffle = <T>(list: readonly T[]): T[] =>
            list
              .map((value) => ({ value, order: dice.next().value ?? 0 }))
              .sort((a, b) => a.order - b.order)
              .map(({ value }) => value);
          const options = { today: '2026-03-01' };
          const one = await lintWorkspace(createWorkspace(files), allRules, DEFAULT_CONFIG, options);
          const other = await lintWorkspace(
            createWorkspace(shuffle(files)),
            shuffle(allRules),
            DEFAULT_CONFIG,
            options,
          );
          expect(one.crashes).toEqual([]);
          expect(other.findings).toEqual(one.findings);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('lie within their files, for any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 4 }),
        async (pieces) => {
          const text = pieces.join('');
          const { findings, crashes } = await lint({ 'a.yaml': text }, allRules);
          expect(crashes).toEqual([]);
          for (const { at } of findings) {
            expect(at.span.start).toBeGreaterThanOrEqual(0);
            expect(at.span.end).toBeGreaterThanOrEqual(at.span.start);
            expect(at.span.end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
