import { describe, expect, it } from 'vitest';
import { bindingsOf } from '../../src/workspace/bindings.ts';
import type { Binding, Workspace } from '../../src/workspace/workspace.ts';
import { clusterTemplate, documents, rollout, strategy, template, theOnly, workspaceOf } from './tree.ts';

/** `name: origin value` of every argument; `!` where nobody declares it. */
const show = (binding: Binding | undefined): string[] =>
  [...(binding?.args.values() ?? [])].map(
    ({ name, origin, value, declared }) =>
      `${name}: ${origin}${value === undefined ? '' : ` ${value}`}${declared === undefined ? '!' : ''}`,
  );

const DECLARES = `args:
  - name: service
  - { name: threshold, value: "0.95" }
  - { name: token, valueFrom: { secretKeyRef: { name: s, key: k } } }
metrics: [{ name: m, provider: { job: {} } }]`;

const ofTemplate = (tree: Record<string, string>, name = 'success-rate'): readonly Binding[] => {
  const workspace = workspaceOf(tree);
  const [manifest] = workspace.manifests('AnalysisTemplate').filter((each) => each.name === name);
  return manifest === undefined ? [] : bindingsOf(workspace, manifest);
};

const passing = (args: string, spec = DECLARES): string[] => {
  const [binding] = ofTemplate({
    'a.yaml': documents(rollout('checkout', { args }), template('success-rate', { spec })),
  });
  return show(binding);
};

describe('what an argument is worth', () => {
  it('passed beats default; a secret beats both', () => {
    expect(passing('[]')).toEqual(['service: missing', 'threshold: default 0.95', 'token: secret']);
    expect(
      passing('[{ name: threshold, value: "0.9" }, { name: token, value: abc }, { name: service, value: "" }]'),
    ).toEqual(['service: passed ', 'threshold: passed 0.9', 'token: secret']);
  });

  it('an argument without a value is passed empty, as the controller builds it', () => {
    expect(passing('[{ name: service }]')[0]).toBe('service: passed ');
  });

  it('of two entries of one name the last one stays', () => {
    expect(passing('[{ name: service, value: a }, { name: service, value: b }]')[0]).toBe('service: passed b');
  });

  it('what nobody declares is dropped, but seen', () => {
    expect(passing('[{ name: servce, value: a }]')).toContain('servce: passed a!');
  });

  it('hashes exist in the cluster only; another word gives an empty value', () => {
    expect(passing('[{ name: service, valueFrom: { podTemplateHashValue: Latest } }]')[0]).toBe(
      'service: podTemplateHash',
    );
    expect(passing('[{ name: service, value: x, valueFrom: { podTemplateHashValue: Stable } }]')[0]).toBe(
      'service: podTemplateHash',
    );
    expect(passing('[{ name: service, valueFrom: { podTemplateHashValue: Canary } }]')[0]).toBe(
      'service: podTemplateHash ',
    );
  });

  it.each([
    ['metadata.name', 'service: fieldRef checkout'],
    [`metadata.labels['team']`, 'service: fieldRef shop'],
    [`metadata.labels['none']`, 'service: fieldRef '],
    ['spec.template.metadata.labels.app', 'service: fieldRef checkout'],
    ['metadata.namespace', 'service: fieldRef'],
    ['metadata.uid', 'service: fieldRef'],
    ['status.phase', 'service: fieldRef'],
    ['spec.nothing', 'service: fieldRef'],
    ['metadata.labels.team', 'service: fieldRef'],
  ])('fieldRef %s', (path, expected) => {
    expect(passing(`[{ name: service, valueFrom: { fieldRef: { fieldPath: "${path}" } } }]`)[0]).toBe(expected);
  });

  it('a namespace that is written is known, unless a kustomization builds with the file', () => {
    const args = '[{ name: service, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]';
    const tree = {
      'a.yaml': documents(rollout('r', { namespace: 'shop', args }), template('success-rate', { spec: DECLARES })),
    };
    expect(show(ofTemplate(tree)[0])[0]).toBe('service: fieldRef shop');
    expect(show(ofTemplate({ ...tree, 'kustomization.yaml': 'namespace: x\nresources: [a.yaml]\n' })[0])[0]).toBe(
      'service: fieldRef',
    );
  });

  it('an unreadable neighbour stops the controller, not the reader', () => {
    const args = `[{ name: threshold, value: "1" }, { name: service, valueFrom: { fieldRef: { fieldPath: metadata.labels.x } } }]`;
    expect(passing(args)).toEqual(['service: fieldRef', 'threshold: passed 1', 'token: secret']);
  });

  it('knows the places', () => {
    const workspace = workspaceOf({
      'a.yaml': documents(
        rollout('r', { args: '[{ name: threshold, value: "1" }]' }),
        template('success-rate', { spec: DECLARES }),
      ),
    });
    const argument = bindingsOf(workspace, theOnly(workspace, 'AnalysisTemplate'))[0]?.args.get('threshold');
    expect(argument?.declared).toEqual({ manifest: theOnly(workspace, 'AnalysisTemplate'), path: ['spec', 'args', 1] });
    expect(argument?.passed).toEqual({
      manifest: theOnly(workspace, 'Rollout'),
      path: ['spec', 'strategy', 'canary', 'steps', 1, 'analysis', 'args', 0],
    });
  });

  it('takes any nonsense', () => {
    for (const args of ['3', 'null', '[1, null, { name: 3 }, { value: x }, [] ]', '{}']) {
      expect(passing(args, 'args: [1, null, { name: x }]\nmetrics: 3')).toContain('x: missing');
    }
  });
});

describe('who binds a template', () => {
  it('each use by itself; nobody, with the defaults', () => {
    const tree = {
      'a.yaml': documents(
        rollout('a', { args: '[{ name: service, value: a }]' }),
        rollout('b', { args: '[{ name: service, value: b }]' }),
      ),
      't.yaml': documents(template('success-rate', { spec: DECLARES }), template('lonely', { spec: DECLARES })),
    };
    expect(ofTemplate(tree).map((binding) => [binding.use?.title, binding.args.get('service')?.value])).toEqual([
      ['Rollout a, step 2', 'a'],
      ['Rollout b, step 2', 'b'],
    ]);
    const [lonely, ...others] = ofTemplate(tree, 'lonely');
    expect(others).toEqual([]);
    expect(lonely?.use).toBeUndefined();
    expect(show(lonely)).toEqual(['service: missing', 'threshold: default 0.95', 'token: secret']);
  });

  it('a Rollout has those of all its templates', () => {
    const workspace = workspaceOf({
      'a.yaml': documents(rollout('r', { templates: ['a', 'b'] }), template('a'), template('b')),
    });
    expect(bindingsOf(workspace, theOnly(workspace, 'Rollout')).map((binding) => binding.template.name)).toEqual([
      'a',
      'b',
    ]);
  });

  it('templates of one use share their arguments, as the controller merges them', () => {
    const workspace = workspaceOf({
      'r.yaml': rollout('r', { templates: ['a', '{ templateName: c, clusterScope: true }'] }),
      't.yaml': documents(
        template('a', { spec: 'args: [{ name: x }, { name: w, value: a }]\nmetrics: []' }),
        clusterTemplate('c', { spec: 'args: [{ name: w }, { name: x, value: c }]\nmetrics: []' }),
      ),
    });
    const [a, c] = bindingsOf(workspace, theOnly(workspace, 'Rollout'));
    expect(show(a)).toEqual(['x: default c', 'w: default a']);
    expect(show(c)).toEqual(['x: default c', 'w: default a']);
    expect(a?.args.get('x')?.declared?.manifest.name).toBe('a');
    expect(c?.args.get('x')?.declared?.manifest.name).toBe('c');
  });

  it('an argument that only a sibling declares is declared there', () => {
    const workspace = workspaceOf({
      'a.yaml': documents(
        rollout('r', { templates: ['a', 'b'] }),
        template('a'),
        template('b', { spec: 'args: [{ name: x, value: "1" }]\nmetrics: []' }),
      ),
    });
    const [a] = bindingsOf(workspace, theOnly(workspace, 'Rollout'));
    expect(a?.args.get('x')).toMatchObject({ origin: 'default', value: '1', declared: { path: ['spec', 'args', 0] } });
    expect(a?.args.get('x')?.declared?.manifest.name).toBe('b');
  });

  it('conflicting defaults still give each template values to look at', () => {
    const spec = (value: string): string => `args: [{ name: x, value: "${value}" }]\nmetrics: []`;
    const workspace = workspaceOf({
      'a.yaml': documents(
        rollout('r', { templates: ['a', 'b'] }),
        template('a', { spec: spec('1') }),
        template('b', { spec: spec('2') }),
      ),
    });
    expect(bindingsOf(workspace, theOnly(workspace, 'Rollout')).map(show)).toEqual([
      ['x: default 1'],
      ['x: default 1'],
    ]);
  });
});

describe('experiments and runs', () => {
  const ofKind = (kind: string, tree: Record<string, string>): string[] => {
    const workspace: Workspace = workspaceOf(tree);
    return show(bindingsOf(workspace, theOnly(workspace, kind))[0]);
  };
  const experiment = (args: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Experiment\nmetadata: { name: e }\nspec:\n  templates: [{ name: canary }]\n  analyses: [{ name: x, templateName: success-rate, args: ${args} }]\n`;

  it('an Experiment passes values only, and its names have values in the cluster only', () => {
    const bind = (args: string): string | undefined =>
      ofKind('Experiment', { 'a.yaml': documents(experiment(args), template('success-rate', { spec: DECLARES })) })[0];
    expect(bind('[{ name: service, value: a }]')).toBe('service: passed a');
    expect(bind('[{ name: service, value: "{{templates.canary.podTemplateHash}}" }]')).toBe('service: passed');
    expect(bind('[{ name: service, valueFrom: { podTemplateHashValue: Latest } }]')).toBe('service: missing');
    expect(bind('[{ name: service }]')).toBe('service: missing');
  });

  it('an experiment step is built by the Rollout first', () => {
    const step = (args: string): string =>
      strategy(
        'checkout',
        `canary:\n  steps:\n    - experiment:\n        analyses: [{ name: x, templateName: success-rate, args: ${args} }]`,
      );
    const bind = (args: string): string | undefined =>
      ofKind('Rollout', { 'a.yaml': documents(step(args), template('success-rate', { spec: DECLARES })) })[0];
    expect(bind('[{ name: service, valueFrom: { podTemplateHashValue: Latest } }]')).toBe('service: podTemplateHash');
    expect(bind('[{ name: service, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]')).toBe(
      'service: fieldRef checkout',
    );
    expect(bind('[{ name: service, value: "{{ templates.canary.replicaset.name }}" }]')).toBe('service: passed');
  });

  it('an AnalysisRun has its own', () => {
    const run = `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisRun\nmetadata: { name: r }\nspec:\n  args:\n    - { name: a, value: "1" }\n    - { name: b }\n    - { name: c, valueFrom: { secretKeyRef: { name: s, key: k } } }\n    - { name: d, valueFrom: { fieldRef: { fieldPath: metadata.name } } }\n`;
    expect(ofKind('AnalysisRun', { 'a.yaml': run })).toEqual(['a: passed 1', 'b: missing', 'c: secret', 'd: fieldRef']);
  });
});

describe('patches', () => {
  const kustomization = 'patches: [{ path: p.yaml }]\n';
  const patch = (text: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: r }\nspec: { strategy: { canary: ${text} } }\n`;
  const bind = (text: string): readonly Binding[] => {
    const workspace = workspaceOf({
      'kustomization.yaml': kustomization,
      'p.yaml': patch(text),
      't.yaml': template('success-rate', { spec: DECLARES }),
    });
    return bindingsOf(workspace, theOnly(workspace, 'Rollout'));
  };

  it('bind nothing where their base may pass the arguments', () => {
    expect(bind('{ analysis: { templates: [{ templateName: success-rate }] } }')).toEqual([]);
  });

  it('bind what a list replaces as a whole', () => {
    expect(bind('{ steps: [{ analysis: { templates: [{ templateName: success-rate }] } }] }').map(show)).toEqual([
      ['service: missing', 'threshold: default 0.95', 'token: secret'],
    ]);
  });
});
