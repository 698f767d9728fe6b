import { describe, expect, it } from 'vitest';
import { buildRolloutArguments } from '../../../src/manifest/controller/arguments/build.ts';
import { collectTemplates, nameOf } from '../../../src/manifest/controller/arguments/collect.ts';
import { experimentNames, resolveExperimentArgument } from '../../../src/manifest/controller/arguments/experiment.ts';
import { downwardValue, rolloutValue } from '../../../src/manifest/controller/arguments/field-path.ts';
import { flattenTemplates } from '../../../src/manifest/controller/arguments/flatten.ts';
import { droppedArguments, mergeArguments } from '../../../src/manifest/controller/arguments/merge.ts';
import { readArguments } from '../../../src/manifest/controller/arguments/read.ts';
import { planAnalysisRun } from '../../../src/manifest/controller/arguments/run.ts';
import type { AnalysisTemplate } from '../../../src/manifest/controller/types.ts';
import type { Json } from '../../../src/yaml/tree.ts';

const HASHES = { stable: 'S', latest: 'L' };
const fieldRef = (fieldPath: string) => ({ name: 'x', valueFrom: { fieldRef: { fieldPath } } });
const template = (name: string, spec: Json): AnalysisTemplate => ({ metadata: { name }, spec });
const declared = (args: Json) => readArguments(args, 'template', 0, ['spec', 'args']);
const passed = (args: Json) => readArguments(args, 'user', 0, ['args']);

describe('the arguments that a Rollout passes', () => {
  it('take the pod hash of exactly Stable and Latest', () => {
    const entries = ['Stable', 'Latest', 'latest'].map((podTemplateHashValue) => ({
      name: 'x',
      value: 'v',
      valueFrom: { podTemplateHashValue },
    }));
    const { args } = buildRolloutArguments(entries, HASHES, {});
    expect(args?.map(({ value }) => value)).toEqual(['S', 'L', 'v']);
  });

  it('stop at metadata that the downward API does not offer', () => {
    const list = [fieldRef('spec.nope'), fieldRef('metadata.labels.app'), fieldRef('metadata.name')];
    const built = buildRolloutArguments(list, HASHES, {});
    expect(built.args).toBeUndefined();
    expect(built.error).toBe('unsupported fieldPath: metadata.labels.app');
    expect(built.fieldRefErrors.map(({ path, surfaced }) => [path[0], surfaced])).toEqual([
      [0, false],
      [1, true],
    ]);
  });

  it('forget the error of a dotted path at the next fieldRef', () => {
    const built = buildRolloutArguments([fieldRef('spec.nope'), fieldRef('metadata.name')], HASHES, {});
    expect(built).toMatchObject({
      error: undefined,
      fieldRefErrors: [{ code: 'field-path-missing', surfaced: false }],
    });
  });
});

describe('field paths', () => {
  const rollout = {
    metadata: { name: 'r', labels: { app: 'a', b: 'x"' } },
    spec: { replicas: 1_000_000, strategy: { canary: { steps: [{ setWeight: 5 }] } } },
  };

  it.each([
    ["metadata.labels['app']", 'a'],
    ["metadata.labels['none']", ''],
    ['metadata.labels', 'app="a"\nb="x\\""'],
    ['metadata.name', 'r'],
  ])('%s is %j', (fieldPath, value) => {
    expect(downwardValue(rollout, fieldPath)).toEqual({ ok: true, value });
  });

  it.each([
    ['metadata.labels.app', 'unsupported fieldPath: metadata.labels.app'],
    ['metadata.labels["app"]', 'unsupported fieldPath: metadata.labels["app"]'],
    ["metadata.label['app']", `fieldPath "metadata.label['app']" does not support subscript`],
  ])('%s is refused', (fieldPath, error) => {
    expect(downwardValue(rollout, fieldPath)).toMatchObject({ ok: false, error });
  });

  it.each([
    ['spec.replicas', '1e+06'],
    ['spec.strategy.canary.steps[0].setWeight', '5'],
    ['.spec..replicas', '1e+06'],
    ['status.canary', undefined],
    ['spec.strategy.canary.steps[1].setWeight', undefined],
    ['spec.strategy.canary.steps[-1].setWeight', undefined],
    ['spec.strategy.canary.steps.x', undefined],
    ['spec.__proto__', undefined],
    ['', undefined],
  ])('%s of a Rollout is %j', (fieldPath, value) => {
    const read = rolloutValue(rollout, fieldPath);
    expect(read.ok ? read.value : undefined).toBe(value);
  });
});

describe('merging arguments', () => {
  it('keeps the secret of the template beside a passed value', () => {
    const secret = { secretKeyRef: { name: 's', key: 'k' } };
    const merged = mergeArguments(passed([{ name: 'a', value: '1' }]), declared([{ name: 'a', valueFrom: secret }]));
    expect(merged).toMatchObject({
      ok: true,
      value: [
        {
          name: 'a',
          value: '1',
          valueFrom: secret,
          valueAt: { source: 'user', path: ['args', 0] },
          valueFromAt: { source: 'template', path: ['spec', 'args', 0] },
        },
      ],
    });
  });

  it('drops what nobody declares without a word', () => {
    const [incoming, known] = [passed([{ name: 'b', value: '1' }]), declared([{ name: 'a', value: '0' }])];
    expect(mergeArguments(incoming, known)).toMatchObject({ ok: true, value: [{ name: 'a', value: '0' }] });
    expect(droppedArguments(incoming, known).map(({ name }) => name)).toEqual(['b']);
  });

  it('points at the first entry that has nothing', () => {
    expect(mergeArguments([], declared([{ name: 'a', value: '' }, { name: 'b' }, { name: 'c' }]))).toEqual({
      ok: false,
      code: 'argument-not-resolved',
      error: 'args.b was not resolved',
      places: [{ source: 'template', index: 0, path: ['spec', 'args', 1] }],
    });
  });
});

describe('flattening templates', () => {
  it('puts cluster templates after namespaced ones and says where everything stands', () => {
    const flattened = flattenTemplates(
      [template('n', { metrics: [{ name: 'm1' }], args: [{ name: 'a' }] })],
      [template('c', { metrics: [{ name: 'm2' }], args: [{ name: 'a', value: '1' }] })],
    );
    expect(flattened).toMatchObject({
      ok: true,
      value: {
        metrics: [
          { value: { name: 'm1' }, at: { source: 'template', index: 0, path: ['spec', 'metrics', 0] } },
          { value: { name: 'm2' }, at: { source: 'clusterTemplate', index: 0, path: ['spec', 'metrics', 0] } },
        ],
        args: [{ name: 'a', value: '1', valueAt: { source: 'clusterTemplate' } }],
      },
    });
  });

  it('lets an entry without anything drop an earlier secret', () => {
    const secret = { name: 'a', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } };
    const flattened = flattenTemplates(
      [template('t', { args: [secret] }), template('u', { args: [{ name: 'a' }] })],
      [],
    );
    expect(flattened.ok && flattened.value.args[0]).not.toHaveProperty('valueFrom');
  });

  it.each([
    ['metrics', [{ name: 'x' }], "two metrics have the same name 'x'"],
    ['dryRun', [{ metricName: 'x' }], "two Dry-Run metric rules have the same name 'x'"],
    ['measurementRetention', [{ metricName: 'x' }], "two Measurement Retention metric rules have the same name 'x'"],
  ])('refuses two %s of one name, pointing at both', (field, list, error) => {
    const flattened = flattenTemplates([template('t', { [field]: list }), template('u', { [field]: list })], []);
    expect(flattened).toMatchObject({ ok: false, error, places: [{ index: 1 }, { index: 0 }] });
  });

  it('refuses different values for one argument, even if the user passes another', () => {
    const templates = ['1', '2'].map((value) => template('t', { args: [{ name: 'a', value }] }));
    const args = passed([{ name: 'a', value: '3' }]);
    expect(planAnalysisRun({ templates, clusterTemplates: [], args })).toMatchObject({
      ok: false,
      error: "Argument `a` specified multiple times with different values: '1', '2'",
    });
  });

  it("puts the user's rules first", () => {
    const plan = planAnalysisRun({
      templates: [template('t', { dryRun: [{ metricName: 'a' }] })],
      clusterTemplates: [],
      args: [],
      dryRun: [{ metricName: 'b' }],
    });
    expect(plan.ok && plan.value.dryRun.map(({ value, at }) => [value.metricName, at.source])).toEqual([
      ['b', 'user'],
      ['a', 'template'],
    ]);
  });
});

describe('collecting templates', () => {
  const refs = (...names: string[]) => names.map((templateName) => ({ templateName }));
  const store = (...templates: AnalysisTemplate[]) => {
    const byName = new Map(templates.map((each) => [nameOf(each), each]));
    return (name: string, clusterScope: boolean) => byName.get(clusterScope ? `${name}*` : name);
  };

  it('takes nested ones after the one that names them, each once', () => {
    const lookup = store(
      template('a', { templates: [...refs('b'), { templateName: 'k', clusterScope: true }] }),
      template('b', { templates: refs('c') }),
      template('c', {}),
      template('k*', { templates: refs('c', 'd') }),
      template('d', {}),
    );
    const collected = collectTemplates(refs('a', 'b'), lookup);
    expect(collected.templates.map(nameOf)).toEqual(['a', 'b', 'c', 'd']);
    expect(collected.clusterTemplates.map(nameOf)).toEqual(['k*']);
    expect(collected).toMatchObject({ missing: [], cyclic: [] });
  });

  it('says which entry of which template leads nowhere', () => {
    const a = template('a', { templates: refs('b', 'gone') });
    const collected = collectTemplates(refs('a', 'lost'), store(a, template('b', {})));
    expect(collected.missing).toMatchObject([
      { name: 'gone', from: a, path: ['spec', 'templates', 1], error: "AnalysisTemplate 'gone' not found" },
      { name: 'lost', from: undefined, path: [1] },
    ]);
  });

  it('ends on templates that contain themselves', () => {
    const lookup = store(template('a', { templates: refs('b') }), template('b', { templates: refs('a') }));
    const collected = collectTemplates(refs('a'), lookup);
    expect(collected.cyclic.map(nameOf)).toEqual(['a']);
    expect(collected.templates.map(nameOf)).toEqual(['a', 'b']);
  });
});

describe("the arguments of an Experiment's analysis", () => {
  const state = {
    availableAt: '2026-01-01T01:00:00+01:00',
    duration: '90s',
    templates: [{ name: 't', podTemplateHash: 'h', replicaSetName: 'e-t' }],
  };

  it('know the templates and the times, and nothing else', () => {
    for (const name of experimentNames(['t'])) expect(resolveExperimentArgument(`{{${name}}}`, state).ok).toBe(true);
    expect(resolveExperimentArgument('{{experiment.finishedAt}}', state)).toMatchObject({
      value: '2026-01-01T00:01:30Z',
    });
    expect(resolveExperimentArgument('{{args.x}}', state)).toMatchObject({ error: 'failed to resolve {{args.x}}' });
  });

  it('fail for a duration that is none, once the experiment is available', () => {
    expect(resolveExperimentArgument('x', { ...state, duration: '1d' })).toMatchObject({ code: 'experiment-duration' });
    expect(resolveExperimentArgument('x', { ...state, duration: '1d', availableAt: undefined })).toMatchObject({
      ok: true,
    });
  });
});
