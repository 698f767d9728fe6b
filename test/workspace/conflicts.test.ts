import { describe, expect, it } from 'vitest';
import { earlierConflict, hasConflict } from '../../src/workspace/conflicts.ts';
import { documents, rollout, template, workspaceOf } from './tree.ts';

const ONE = template('success-rate');
const OTHER = template('success-rate', { spec: 'metrics: [{ name: other, provider: { web: {} } }]' });

/** What each template after the first conflicts with, by scope. */
const conflicts = (tree: Record<string, string>): string[] => {
  const workspace = workspaceOf(tree);
  const found = workspace.manifests('AnalysisTemplate').map((manifest) => earlierConflict(workspace, manifest));
  const told = found.flatMap((conflict) =>
    conflict === undefined ? [] : [`${conflict.scope} ${conflict.manifest.file.path}`],
  );
  const all = workspace.manifests('AnalysisTemplate').filter((manifest) => hasConflict(workspace, manifest));
  expect(all.length > 0).toBe(told.length > 0);
  return told;
};

describe('earlierConflict', () => {
  it('two of one name in a file, or in the files of a folder', () => {
    expect(conflicts({ 'a.yaml': documents(ONE, OTHER) })).toEqual(['file a.yaml']);
    expect(conflicts({ 'k8s/a.yaml': ONE, 'k8s/b.yaml': OTHER })).toEqual(['folder k8s/a.yaml']);
  });

  it('two in one build, even if they are the same', () => {
    const tree = { 'a/t.yaml': ONE, 'b/t.yaml': ONE, 'kustomization.yaml': 'resources: [a/t.yaml, b/t.yaml]\n' };
    expect(conflicts(tree)).toEqual(['kustomization a/t.yaml']);
  });

  it('the first that says something else, whichever of many that is', () => {
    const files = { 'k8s/a.yaml': ONE, 'k8s/b.yaml': ONE, 'k8s/c.yaml': OTHER, 'k8s/d.yaml': ONE };
    expect(conflicts(files)).toEqual(['folder k8s/a.yaml', 'folder k8s/c.yaml']);
  });

  it('is found quickly among many', () => {
    const files = Array.from({ length: 3_000 }, (_, i) => [
      `k8s/${'x'.repeat(i % 9)}q${i}q.yaml`,
      i % 2 === 0 ? ONE : OTHER,
    ]);
    const started = performance.now();
    expect(conflicts(Object.fromEntries(files)).length).toBeGreaterThan(2_900);
    expect(performance.now() - started).toBeLessThan(20_000);
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
    expect(workspace.manifests('Rollout').some((manifest) => hasConflict(workspace, manifest))).toBe(false);
  });
});
