import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../src/workspace/create.ts';
import type { Lookup } from '../../src/workspace/workspace.ts';
import { clusterTemplate, documents, rollout, template, theOnly, variable, workspaceOf } from './tree.ts';

/** `found b/x.yaml`, `absent`, … */
const say = (lookup: Lookup): string =>
  'manifest' in lookup ? `${lookup.status} ${lookup.manifest.file.path}` : lookup.status;

const resolve = (
  tree: Record<string, string>,
  {
    name = 'success-rate',
    cluster = false,
    from = 'a/r.yaml',
    ...options
  }: {
    name?: string;
    cluster?: boolean;
    from?: string;
    complete?: boolean;
    isExternalTemplate?: (name: string) => boolean;
  } = {},
): string => {
  const workspace = workspaceOf(tree, options);
  return say(workspace.findTemplate(name, cluster, theOnly(workspace, 'Rollout', { path: from })));
};

const SUCCESS = template('success-rate');

describe('which template a name means', () => {
  it('takes the same file, then the same folder, then the longest common path', () => {
    const tree: Record<string, string> = {
      'a/r.yaml': documents(rollout('r'), SUCCESS),
      'a/t.yaml': SUCCESS,
      'a/deep/t.yaml': SUCCESS,
      'b/t.yaml': SUCCESS,
      't.yaml': SUCCESS,
    };
    const order: string[] = [];
    for (;;) {
      const found = resolve(tree);
      if (!found.startsWith('found ')) break;
      const path = found.slice('found '.length);
      order.push(path);
      if (path === 'a/r.yaml') tree[path] = rollout('r');
      else delete tree[path];
    }
    expect(order).toEqual(['a/r.yaml', 'a/t.yaml', 'a/deep/t.yaml', 't.yaml', 'b/t.yaml']);
  });

  it('does not depend on the order of files, and breaks ties by path', () => {
    const files = ['c', 'b', 'd'].map((folder) => ({ path: `${folder}/t.yaml`, text: SUCCESS, asked: true }));
    const user = { path: 'a/r.yaml', text: rollout('r'), asked: true };
    for (const order of [
      [...files, user],
      [user, ...files.toReversed()],
    ]) {
      const workspace = createWorkspace(order, { complete: true });
      expect(say(workspace.findTemplate('success-rate', false, theOnly(workspace, 'Rollout')))).toBe('found b/t.yaml');
    }
  });

  it('of two in one file takes the last, which is what stays after applying', () => {
    const workspace = workspaceOf({ 'a.yaml': documents(SUCCESS, SUCCESS, rollout('r')) });
    const lookup = workspace.findTemplate('success-rate', false, theOnly(workspace, 'Rollout'));
    expect(lookup).toMatchObject({ status: 'found', manifest: workspace.manifests('AnalysisTemplate')[1] });
    expect(lookup.status === 'found' && lookup.others).toEqual([workspace.manifests('AnalysisTemplate')[0]]);
  });

  it('keeps to the namespace, where both say one', () => {
    const user = rollout('r', { namespace: 'shop' });
    expect(
      resolve({
        'a/r.yaml': user,
        'a/t.yaml': template('success-rate', { namespace: 'other' }),
        'b/t.yaml': template('success-rate', { namespace: 'shop' }),
      }),
    ).toBe('found b/t.yaml');
    expect(resolve({ 'a/r.yaml': user, 'a/t.yaml': SUCCESS })).toBe('found a/t.yaml');
    expect(resolve({ 'a/r.yaml': rollout('r'), 'a/t.yaml': template('success-rate', { namespace: 'other' }) })).toBe(
      'found a/t.yaml',
    );
  });

  it('says where a template of that name is, if it is in another namespace only', () => {
    const workspace = workspaceOf({
      'r.yaml': rollout('r', { namespace: 'shop' }),
      't.yaml': template('success-rate', { namespace: 'other' }),
    });
    const lookup = workspace.findTemplate('success-rate', false, theOnly(workspace, 'Rollout'));
    expect(lookup).toEqual({ status: 'absent', elsewhere: theOnly(workspace, 'AnalysisTemplate') });
  });

  it('finds cluster templates whatever namespace somebody wrote on them', () => {
    const tree = {
      'a/r.yaml': rollout('r', { namespace: 'shop' }),
      't.yaml': clusterTemplate('success-rate', { namespace: 'other' }),
    };
    expect(resolve(tree, { cluster: true })).toBe('found t.yaml');
  });

  it('reports the other scope, in a whole workspace or in the same file', () => {
    const tree = { 'a/r.yaml': rollout('r'), 't.yaml': clusterTemplate('success-rate') };
    expect(resolve(tree)).toBe('wrong-scope t.yaml');
    expect(resolve({ 'a/r.yaml': rollout('r'), 't.yaml': SUCCESS }, { cluster: true })).toBe('wrong-scope t.yaml');
    expect(resolve(tree, { complete: false })).toBe('unknown');
    expect(resolve({ 'a/r.yaml': documents(rollout('r'), clusterTemplate('success-rate')) }, { complete: false })).toBe(
      'wrong-scope a/r.yaml',
    );
  });

  it('is silent about what is missing in a part of a workspace', () => {
    expect(resolve({ 'a/r.yaml': rollout('r') })).toBe('absent');
    expect(resolve({ 'a/r.yaml': rollout('r') }, { complete: false })).toBe('unknown');
    expect(resolve({ 'a/r.yaml': rollout('r') }, { isExternalTemplate: (name) => name.startsWith('success') })).toBe(
      'unknown',
    );
  });

  it.each(['', '{{ .Values.name }}', `${variable('APP')}-success`, '$(NAME)', '<name>', '%NAME%'])(
    'knows nothing of the computed name %j',
    (name) => {
      expect(resolve({ 'a/r.yaml': rollout('r') }, { name })).toBe('unknown');
    },
  );

  it('does not take another group for ours', () => {
    const other = SUCCESS.replace('argoproj.io', 'example.com');
    expect(resolve({ 'a/r.yaml': rollout('r'), 't.yaml': other })).toBe('absent');
  });

  it('reads templates in lists, flow style and JSON', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - ${SUCCESS.trim().replaceAll('\n', '\n    ')}\n`;
    const json = JSON.stringify({
      kind: 'AnalysisTemplate',
      apiVersion: 'argoproj.io/v1alpha1',
      metadata: { name: 'success-rate' },
      spec: {},
    });
    for (const text of [list, json, `---\n${json}\n`]) {
      expect(resolve({ 'a/r.yaml': rollout('r'), 't.yaml': text })).toBe('found t.yaml');
    }
  });
});

describe('what rendering may give', () => {
  const helm = (name: string): string =>
    `{{- if .Values.analysis }}\n${SUCCESS.replace('name: success-rate', `name: ${name}`)}{{- end }}\n`;
  const found = (name: string): string => resolve({ 'a/r.yaml': rollout('r'), 'chart/templates/t.yaml': helm(name) });

  it('a Helm template with that name, or with one that may become it', () => {
    expect(found('success-rate')).toBe('unknown');
    expect(found('{{ include "app.fullname" . }}-rate')).toBe('unknown');
    expect(found('"{{ .Values.name }}"')).toBe('unknown');
    expect(found('{{ include "app.fullname" . }}-latency')).toBe('absent');
    expect(found('latency')).toBe('absent');
  });

  it('looks for the name behind labels and actions', () => {
    const text =
      '{{- if .x }}\nkind: AnalysisTemplate\nmetadata:\n  labels:\n    {{- include "labels" . | nindent 4 }}\n  name: latency\n';
    expect(resolve({ 'a/r.yaml': rollout('r'), 't.yaml': text })).toBe('absent');
    expect(
      resolve({ 'a/r.yaml': rollout('r'), 't.yaml': '{{- if .x }}\nkind: AnalysisTemplate\n{{ include "meta" . }}\n' }),
    ).toBe('unknown');
  });

  it('a manifest whose name is filled in by Flux or sed', () => {
    expect(resolve({ 'a/r.yaml': rollout('r'), 't.yaml': template(`${variable('APP')}-rate`) })).toBe('unknown');
    expect(resolve({ 'a/r.yaml': rollout('r'), 't.yaml': template(`${variable('APP')}-latency`) })).toBe('absent');
  });

  it('a document that says it is the one but does not parse', () => {
    const broken = SUCCESS.replace('spec:', 'spec: [}\n  x');
    expect(['found t.yaml', 'unknown']).toContain(resolve({ 'a/r.yaml': rollout('r'), 't.yaml': broken }));
  });
});

describe('kustomize', () => {
  const kustomization = (text: string): string =>
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${text}`;
  const BASE = {
    'base/kustomization.yaml': kustomization('resources: [rollout.yaml, analysis.yaml]'),
    'base/rollout.yaml': rollout('r'),
    'base/analysis.yaml': SUCCESS,
  };
  const patch = `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: r\nspec:\n  strategy:\n    canary:\n      steps:\n        - analysis: { templates: [{ templateName: success-rate }] }\n`;

  it('prefers what is built together to what lies nearer', () => {
    const tree = {
      ...BASE,
      'overlays/prod/kustomization.yaml': kustomization('resources: [../../base]\npatches: [{ path: rollout.yaml }]'),
      'overlays/prod/rollout.yaml': patch,
      'overlays/staging/analysis.yaml': SUCCESS,
    };
    expect(resolve(tree, { from: 'overlays/prod/rollout.yaml' })).toBe('found base/analysis.yaml');
  });

  it('knows parts: named patches, patches by their name, and what lacks its pods below a kustomization', () => {
    const partial = (tree: Record<string, string>, path: string): boolean | undefined =>
      workspaceOf(tree)
        .manifests('Rollout')
        .find((manifest) => manifest.file.path === path)?.partial;
    const whole = rollout('r');
    const named = { 'p/kustomization.yaml': kustomization('patchesStrategicMerge: [x.yaml]') };
    expect(partial({ ...named, 'p/x.yaml': whole }, 'p/x.yaml')).toBe(true);
    expect(
      partial({ 'p/kustomization.yml': kustomization('patches:\n  - path: ../x.yaml'), 'x.yaml': whole }, 'x.yaml'),
    ).toBe(true);
    expect(
      partial(
        { 'p/kustomization.yaml': kustomization('patchesJson6902:\n  - path: ./x.yaml'), 'p/x.yaml': whole },
        'p/x.yaml',
      ),
    ).toBe(true);
    expect(partial({ ...named, 'p/deep/y.yaml': patch }, 'p/deep/y.yaml')).toBe(true);
    expect(partial({ ...named, 'p/deep/y.yaml': whole }, 'p/deep/y.yaml')).toBe(false);
    expect(partial({ 'envs/prod/rollout-patch.yaml': patch }, 'envs/prod/rollout-patch.yaml')).toBe(true);
    expect(partial({ 'envs/prod/rollout.yaml': patch }, 'envs/prod/rollout.yaml')).toBe(false);
    expect(partial({ 'dispatch.yaml': patch }, 'dispatch.yaml')).toBe(false);
  });

  it('holds a resource for whole, unless an overlay gives what it lacks', () => {
    const lacking = { ...BASE, 'base/rollout.yaml': patch };
    const isPartial = (tree: Record<string, string>): boolean => theOnly(workspaceOf(tree), 'Rollout').partial;
    expect(isPartial(BASE)).toBe(false);
    expect(isPartial(lacking)).toBe(false);
    const overlay = kustomization('resources: [../base]\npatches: [{ patch: "- op: add", target: { kind: Rollout } }]');
    expect(isPartial({ ...lacking, 'prod/kustomization.yaml': overlay })).toBe(true);
    expect(isPartial({ ...BASE, 'prod/kustomization.yaml': overlay })).toBe(false);
  });

  it('never takes a patch of a template for the template', () => {
    const tree = {
      'a/kustomization.yaml': kustomization('patches: [{ path: t.yaml }]'),
      'a/r.yaml': rollout('r'),
      'a/t.yaml': SUCCESS,
    };
    expect(resolve(tree)).toBe('unknown');
    expect(resolve({ ...tree, 'b/t.yaml': SUCCESS })).toBe('found b/t.yaml');
  });

  it.each([
    ['a prefix', 'namePrefix: prod-', 'prod-success-rate'],
    ['a suffix', 'nameSuffix: -v2', 'success-rate-v2'],
    ['a base from elsewhere', '', 'elsewhere', 'github.com/org/repo//base?ref=v1'],
    ['a chart', 'helmCharts: [{ name: x }]', 'elsewhere'],
    ['a folder that is not there', '', 'elsewhere', '../shared'],
    ['a generator', 'generators: [g.yaml]', 'elsewhere'],
  ])('says nothing where the build has %s', (_, extra, name, resource = 'rollout.yaml') => {
    const tree = {
      'base/kustomization.yaml': kustomization(`resources: [rollout.yaml, analysis.yaml, "${resource}"]\n${extra}`),
      'base/rollout.yaml': rollout('r'),
      'base/analysis.yaml': SUCCESS,
    };
    expect(resolve(tree, { from: 'base/rollout.yaml', name })).toBe('unknown');
    expect(resolve(BASE, { from: 'base/rollout.yaml', name })).toBe('absent');
  });

  it('does not trust namespaces that a kustomization replaces', () => {
    const tree = {
      ...BASE,
      'base/rollout.yaml': rollout('r', { namespace: 'a' }),
      'base/analysis.yaml': template('success-rate', { namespace: 'b' }),
    };
    expect(resolve(tree, { from: 'base/rollout.yaml' })).toBe('absent');
    const overlay = { 'prod/kustomization.yaml': kustomization('namespace: prod\nresources: [../base]') };
    expect(resolve({ ...tree, ...overlay }, { from: 'base/rollout.yaml' })).toBe('found base/analysis.yaml');
  });

  it('survives kustomizations that name each other, and broken ones', () => {
    const tree = {
      'a/kustomization.yaml': kustomization('resources: [../b, r.yaml]'),
      'b/kustomization.yaml': kustomization('resources: [../a, ../b]'),
      'c/kustomization.yaml': 'resources: [',
      'd/kustomization.yaml': '- a list',
      'a/r.yaml': rollout('r'),
    };
    expect(resolve(tree)).toBe('absent');
    expect(workspaceOf(tree).files.find(({ path }) => path === 'a/r.yaml')?.kustomizations).toEqual([
      'a/kustomization.yaml',
      'b/kustomization.yaml',
    ]);
  });
});

describe('other objects', () => {
  const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n';

  it('are found by kind and name, in files that are foreign otherwise', () => {
    const workspace = workspaceOf({ 'r.yaml': rollout('r'), 's.yaml': SERVICE, 'a/s.yaml': SERVICE });
    const from = theOnly(workspace, 'Rollout');
    expect(workspace.files.map(({ role }) => role)).toEqual(['foreign', 'manifests', 'foreign']);
    expect(say(workspace.find('Service', 'shop', from))).toBe('found s.yaml');
    expect(say(workspace.find('Service', 'shopp', from))).toBe('absent');
    expect(say(workspace.find('Ingress', 'shop', from))).toBe('absent');
  });

  it('come in order of path and text', () => {
    const workspace = workspaceOf({ 'b.yaml': SERVICE, 'a.yaml': documents(SERVICE, rollout('r'), SERVICE) });
    expect(workspace.manifests('Service').map(({ file }) => file.path)).toEqual(['a.yaml', 'a.yaml', 'b.yaml']);
    expect(workspace.manifests().map(({ title }) => title)).toEqual([
      'Service shop',
      'Rollout r',
      'Service shop',
      'Service shop',
    ]);
  });

  it('may come from a Helm template', () => {
    const workspace = workspaceOf({ 'r.yaml': rollout('r'), 'h.yaml': `{{- if .x }}\n${SERVICE}{{- end }}\n` });
    expect(say(workspace.find('Service', 'shop', theOnly(workspace, 'Rollout')))).toBe('unknown');
  });
});
