import { describe, expect, it } from 'vitest';
import { conflictsOf } from '../../src/workspace/conflicts.ts';
import { documents, rollout, template, workspaceOf } from './tree.ts';

const ONE = template('success-rate');
const OTHER = template('success-rate', { spec: 'metrics: [{ name: other, provider: { web: {} } }]' });

/** The scopes of what conflicts with the first template. */
const conflicts = (tree: Record<string, string>): string[] => {
  const workspace = workspaceOf(tree);
  const [first] = workspace.manifests('AnalysisTemplate');
  return first === undefined
    ? []
    : conflictsOf(workspace, first).map(({ scope, manifest }) => `${scope} ${manifest.file.path}`);
};

describe('conflictsOf', () => {
  it('two of one name in a file, or in the files of a folder', () => {
    expect(conflicts({ 'a.yaml': documents(ONE, OTHER) })).toEqual(['file a.yaml']);
    expect(conflicts({ 'k8s/a.yaml': ONE, 'k8s/b.yaml': OTHER })).toEqual(['folder k8s/b.yaml']);
  });

  it('two in one build, even if they are the same', () => {
    const tree = { 'a/t.yaml': ONE, 'b/t.yaml': ONE, 'kustomization.yaml': 'resources: [a/t.yaml, b/t.yaml]\n' };
    expect(conflicts(tree)).toEqual(['kustomization b/t.yaml']);
  });

  it.each<[string, Record<string, string>]>([
    ['the same text twice', { 'a.yaml': documents(ONE, ONE) }],
    [
      'the same in another order of keys',
      {
        'a.yaml': documents(
          '{apiVersion: argoproj.io/v1alpha1, kind: AnalysisTemplate, metadata: {name: x}, spec: {args: [], metrics: []}}\n',
          '{kind: AnalysisTemplate, apiVersion: argoproj.io/v1alpha1, spec: {metrics: [], args: []}, metadata: {name: x}}\n',
        ),
      },
    ],
    ['copies in unrelated folders', { 'a/t.yaml': ONE, 'b/t.yaml': OTHER }],
    [
      'other namespaces',
      {
        'a.yaml': documents(
          template('success-rate', { namespace: 'a' }),
          template('success-rate', { namespace: 'b', spec: 'metrics: []' }),
        ),
      },
    ],
    [
      'a namespace that only one says',
      { 'a.yaml': documents(ONE, template('success-rate', { namespace: 'b', spec: 'metrics: []' })) },
    ],
    ['folders of samples', { 'examples/a.yaml': ONE, 'examples/b.yaml': OTHER }],
    [
      'files that each hold an application',
      { 'a.yaml': documents(ONE, rollout('a')), 'b.yaml': documents(OTHER, rollout('b')) },
    ],
    ['histories', { 't.before.yaml': ONE, 't.after.yaml': OTHER }],
    ['versions', { 't-v1.yaml': ONE, 't-v2.yaml': OTHER }],
    ['environments', { 't-prod.yaml': ONE, 't.yaml': OTHER }],
    [
      'overlays',
      {
        'base/t.yaml': ONE,
        'prod/t.yaml': OTHER,
        'base/kustomization.yaml': 'resources: [t.yaml]\n',
        'prod/kustomization.yaml': 'resources: [../base]\npatches: [{ path: t.yaml }]\n',
      },
    ],
    [
      'overlays of their own',
      {
        'prod/t.yaml': ONE,
        'dev/t.yaml': OTHER,
        'prod/kustomization.yaml': 'resources: [t.yaml]\n',
        'dev/kustomization.yaml': 'resources: [t.yaml]\n',
      },
    ],
    ['another group', { 'a.yaml': documents(ONE, OTHER.replace('argoproj.io', 'example.com')) }],
    ['files of a chart', { 'Chart.yaml': 'name: c\n', 'templates/a.yaml': ONE, 'templates/b.yaml': OTHER }],
  ])('not %s', (_, tree) => {
    expect(conflicts(tree)).toEqual([]);
  });

  it('Rollouts of one name side by side are samples', () => {
    const workspace = workspaceOf({
      'r.yaml': rollout('r'),
      's.yaml': rollout('r', { templates: ['x'] }),
    });
    expect(workspace.manifests('Rollout').flatMap((manifest) => conflictsOf(workspace, manifest))).toEqual([]);
  });
});
