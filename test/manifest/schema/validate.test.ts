import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARGO_KINDS, Manifest } from '../../../src/manifest/manifest.ts';
import { validateManifest } from '../../../src/manifest/schema/validate.ts';
import { pathText } from '../../../src/manifest/schema/words.ts';
import { parseYaml } from '../../../src/yaml/parse.ts';
import { manifestOf, metric, object, problemsIn, prometheus, step, strategy } from './manifest-of.ts';

/** `unknown-field spec.metrics[0].x` */
const said = (text: string, target?: string): string[] =>
  problemsIn(text, target).map((problem) => `${problem.kind} ${pathText(problem.path)}`);

describe('validateManifest', () => {
  test('is silent on a good template', () => {
    expect(said(prometheus('query: up\naddress: http://prometheus'))).toEqual([]);
  });

  test('is silent on objects of other groups', () => {
    expect(
      said('apiVersion: rollouts.kruise.io/v1alpha1\nkind: Rollout\nmetadata: { name: x }\nspec: { x: 1 }'),
    ).toEqual([]);
  });

  test('says the same the second time', () => {
    const manifest = manifestOf(prometheus('interval: 1m'));
    expect(validateManifest(manifest)).toBe(validateManifest(manifest));
  });

  test('reports in order of the text', () => {
    expect(said(metric('zzz: 1\ninterval: 30\nprovider: { prometheus: { qqq: 1 } }\naaa: 1'))).toEqual([
      'unknown-field spec.metrics[0].zzz',
      'wrong-type spec.metrics[0].interval',
      'unknown-field spec.metrics[0].provider.prometheus.qqq',
      'unknown-field spec.metrics[0].aaa',
    ]);
  });

  test('a value that is neither a number nor a string is one problem', () => {
    expect(said(metric('count: true\nprovider: { web: { url: x } }'))).toEqual(['wrong-type spec.metrics[0].count']);
    expect(said(metric('count: 1.5\nprovider: { web: { url: x } }'))).toEqual(['wrong-type spec.metrics[0].count']);
  });

  test('10.0 is an integer', () => {
    expect(said(step('setWeight: 10.0'))).toEqual([]);
  });

  test('a parent of the wrong type hides what is in it', () => {
    expect(said(object('AnalysisTemplate', 'metrics:\n  m:\n    count: true\n    x: 1'))).toEqual([
      'wrong-type spec.metrics',
    ]);
  });

  test('an unknown parent hides what is in it', () => {
    expect(said(strategy('canray: { stepz: [] }'))).toEqual(['unknown-field spec.strategy.canray']);
  });

  test('says once what an alias shows twice', () => {
    const text = strategy(
      'canary:\n  steps:\n    - analysis: &a { templatez: [] }\n    - setWeight: 5\n    - analysis: *a',
    );
    expect(said(text)).toEqual(['unknown-field spec.strategy.canary.steps[0].analysis.templatez']);
  });

  test('all fields that an object lacks are one problem', () => {
    expect(problemsIn(metric('provider: { kayenta: { address: x, application: x } }'))).toMatchObject([
      { kind: 'missing-field', names: expect.arrayContaining(['threshold', 'scopes', 'canaryConfigName']) },
    ]);
  });

  test('a patch may lack anything', () => {
    const text =
      'apiVersion: argoproj.io/v1alpha1\nkind: Experiment\nmetadata: {}\nspec:\n  $patch: replace\n  durration: 5m\n';
    const manifest = manifestOf(text, true);
    expect(validateManifest(manifest).map(({ kind }) => kind)).toEqual(['unknown-field']);
    expect(validateManifest(manifestOf(text)).map(({ kind }) => kind)).toContain('missing-field');
  });

  test('says nothing of a text that is broken', () => {
    expect(said(metric('provider: { web: { url: x }\nxyz: [1'))).toEqual([]);
  });

  test('says nothing where a placeholder without quotes made a map', () => {
    expect(said(metric('count: {{args.n}}\nprovider: { web: { url: x } }'))).toEqual([]);
  });

  test('says nothing of the type of a text that another tool fills in', () => {
    expect(said(object('Rollout', `replicas: ${'$'}{REPLICAS}`))).toEqual([]);
    expect(said(object('Rollout', 'replicas: "{{ .Values.replicas }}"'))).toEqual([]);
  });

  test('an argument cannot stand where only a number may', () => {
    expect(problemsIn(metric('provider: { web: { url: x, timeoutSeconds: "{{ args.t }}" } }'))).toMatchObject([
      { kind: 'wrong-type', placeholder: true },
    ]);
  });

  test('leaves pod specs, Jobs’ inner parts and plugin configuration alone', () => {
    const pod = 'template: { spec: { containers: [{ name: x, foo: 1 }], bar: 1 } }';
    expect(said(object('Rollout', pod))).toEqual([]);
    expect(said(metric(`provider: { job: { spec: { ${pod}, podFailurePolicy: { x: 1 } } } }`))).toEqual([]);
    expect(said(metric('provider: { plugin: { a/b: { x: null } } }'))).toEqual([]);
    expect(said(metric('provider: { web: { url: x, jsonBody: { a: [null, 1], b: null } } }'))).toEqual([]);
  });

  test('the Job around the pod is described', () => {
    expect(said(metric('provider: { job: { spec: { template: {}, restartPolicy: Never } } }'))).toEqual([
      'unknown-field spec.metrics[0].provider.job.spec.restartPolicy',
    ]);
  });

  test('keys with odd names stay what they are', () => {
    expect(said(metric('__proto__: { x: 1 }\nconstructor: 1\nprovider: { web: { url: x } }'))).toEqual([
      'unknown-field spec.metrics[0].__proto__',
      'unknown-field spec.metrics[0].constructor',
    ]);
  });
});

describe('metadata', () => {
  const template = (metadata: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\n${metadata}\nspec: {}\n`;

  test.each([
    ['metadata: { namespace: a }', ['missing-field metadata']],
    ['metadata: { name: "" }', ['missing-field metadata']],
    ['metadata: { generateName: a- }', []],
    ['metadata: { name: a, labels: { v: 1 } }', ['wrong-type metadata.labels.v']],
    ['metadata: { name: a, lables: {} }', ['unknown-field metadata.lables']],
    ['metadata: { name: a, creationTimestamp: null }', []],
    ['', ['missing-field ']],
    ['metadata: a', ['wrong-type metadata']],
  ])('%s', (metadata, expected) => {
    expect(said(template(metadata))).toEqual(expected);
  });
});

describe('values that the API server refuses', () => {
  test('a word that is none of those that exist', () => {
    expect(problemsIn(metric('provider: { datadog: { apiVersion: V2, query: x } }'))).toMatchObject([
      { kind: 'bad-value', value: 'V2', allowed: ['v1', 'v2'], nearest: 'v2' },
    ]);
  });

  test('another version of the API', () => {
    expect(said(metric('provider: { web: { url: x } }').replace('v1alpha1', 'v1'))).toEqual(['bad-value apiVersion']);
  });

  test.each(['tomorrow', '"2026-01-31"', '"2026-13-01T00:00:00Z"', '"2026-01-31T24:00:00Z"', '"2026-01-31 12:00:00Z"'])(
    '%s is no date and time',
    (value) => {
      expect(said(object('Rollout', `restartAt: ${value}`))).toEqual(['bad-value spec.restartAt']);
    },
  );

  test.each(['"2026-01-31T12:00:00Z"', '2026-01-31T12:00:00Z', '"2026-01-31t12:00:00.123+01:00"'])(
    '%s is a date and time',
    (value) => {
      expect(said(object('Rollout', `restartAt: ${value}`))).toEqual([]);
    },
  );

  test('the status of an AnalysisRun is read as well', () => {
    const run = object('AnalysisRun', 'metrics: []');
    expect(said(`${run}status: { phase: Failed, metricResults: [{ name: m, phase: Failed, count: "3" }] }`)).toEqual([
      'wrong-type status.metricResults[0].count',
    ]);
    expect(said(`${object('Rollout', 'replicas: 1')}status: { anything: 1 }`)).toEqual([]);
    expect(said(`${object('AnalysisTemplate', 'metrics: []')}status: {}`)).toEqual(['unknown-field status']);
  });
});

describe('keys without a value', () => {
  test.each([
    [metric('provider:'), 'spec.metrics[0].provider', 'refused'],
    [step('pause:'), 'spec.strategy.canary.steps[0].pause', 'emptying'],
    [step('pause:\nsetWeight: 5'), 'spec.strategy.canary.steps[0].pause', 'ignored'],
    [strategy('canary:'), 'spec.strategy.canary', 'emptying'],
    [object('AnalysisTemplate', 'args:'), 'spec.args', 'ignored'],
    [object('AnalysisTemplate', 'metrics:\n  -'), 'spec.metrics[0]', 'refused'],
  ])('%s', (text, at, effect) => {
    const problems = problemsIn(text);
    expect(problems).toMatchObject([{ kind: 'null-value', effect }]);
    expect(problems.map(({ path }) => pathText(path))).toEqual([at]);
  });

  test('an unknown key without a value is unknown', () => {
    expect(said(metric('foo:\nprovider: { web: { url: x } }'))).toEqual(['unknown-field spec.metrics[0].foo']);
  });
});

describe('fields newer than the target', () => {
  const text = prometheus('rangeQuery: { start: now(), end: now(), step: 1m }\nauthentication: { basicAuth: {} }');

  test.each([
    ['1.5', ['spec.metrics[0].provider.prometheus.rangeQuery', 'spec.metrics[0].provider.prometheus.authentication']],
    [
      '1.7',
      [
        'spec.metrics[0].provider.prometheus.rangeQuery',
        'spec.metrics[0].provider.prometheus.authentication.basicAuth',
      ],
    ],
    ['1.8', ['spec.metrics[0].provider.prometheus.authentication.basicAuth']],
    ['1.10', ['spec.metrics[0].provider.prometheus.authentication.basicAuth']],
    ['1.11', []],
  ])('for %s', (target, expected) => {
    expect(said(text, target)).toEqual(expected.map((at) => `newer-field ${at}`));
  });

  test('all fields are known where no target is named', () => {
    expect(said(text)).toEqual([]);
  });
});

const folder = path.join(process.env['ROLLOUTLINT_CONFORMANCE'] ?? '../shared/conformance', 'argo-lint');
const present = existsSync(folder);
if (!present) console.warn(`skipped: the manifests of the controller's own lint, since ${folder} is absent`);

describe.skipIf(!present)('the manifests of the controller’s own lint', () => {
  const files = present
    ? readdirSync(folder).filter((file) => /^(valid|invalid-unknown-field).*\.(ya?ml|json)$/.test(file))
    : [];

  test.each(files)('%s', (file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const problems = parseYaml(text).flatMap((document) =>
      document.root?.kind === 'map'
        ? validateManifest(new Manifest({ path: file, text }, document, document.root, false))
        : [],
    );
    if (file.startsWith('valid')) expect(problems).toEqual([]);
    else expect(problems).toMatchObject([{ kind: 'unknown-field', name: 'unknown-strategy' }]);
  });
});

describe('any object', () => {
  const keys = fc.constantFrom(
    ...['spec', 'metadata', 'metrics', 'name', 'provider', 'prometheus', 'web', 'strategy', 'canary', 'steps', 'pause'],
    ...['analysis', 'templates', 'args', 'value', 'valueFrom', 'interval', 'count', 'foo', '0', '~/a', '__proto__'],
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(null, true, 0, 1.5, 'x', '30s', '{{args.x}}', ''),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(keys, tie('json'), { maxKeys: 4 }),
    ),
  }));

  test('gives problems at places that exist, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ARGO_KINDS), fc.dictionary(keys, json, { maxKeys: 4 }), (kind, rest) => {
        const text = JSON.stringify({ ...rest, apiVersion: 'argoproj.io/v1alpha1', kind });
        const manifest = manifestOf(text);
        for (const problem of validateManifest(manifest, { target: '1.2' })) {
          const span = manifest.keySpan(problem.path);
          expect(span.start).toBeLessThan(span.end + 1);
          expect(span.end).toBeLessThanOrEqual(text.length);
          if (problem.kind !== 'missing-field') expect(manifest.value(problem.path)).not.toBeUndefined();
        }
      }),
    );
  });
});
