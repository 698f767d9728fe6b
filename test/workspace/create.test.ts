import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingsOf } from '../../src/workspace/bindings.ts';
import { earlierConflict } from '../../src/workspace/conflicts.ts';
import { createWorkspace, WorkspaceCache } from '../../src/workspace/create.ts';
import { usesOf } from '../../src/workspace/uses.ts';
import { rollout, template, theOnly, workspaceOf } from './tree.ts';

describe('createWorkspace', () => {
  it('sorts its files, keeps the last of one path, and remembers what was asked', () => {
    const { files } = createWorkspace([
      { path: 'b.yaml', text: '1', asked: false },
      { path: 'a.yaml', text: '2', asked: true },
      { path: 'b.yaml', text: '3', asked: false },
    ]);
    expect(files.map(({ path, text, asked }) => [path, text, asked])).toEqual([
      ['a.yaml', '2', true],
      ['b.yaml', '3', false],
    ]);
  });

  it('has documents, headers and comments in step, also where one is broken', () => {
    const text = `# one\n${template('a')}---\nkind: Rollout\napiVersion: argoproj.io/v1alpha1\nspec: [}\n---\n${template('c')}# two\n`;
    const [file] = workspaceOf({ 'a.yaml': text }).files;
    expect(file?.headers.map(({ kind, name }) => [kind, name])).toEqual([
      ['AnalysisTemplate', 'a'],
      ['Rollout', undefined],
      ['AnalysisTemplate', 'c'],
    ]);
    expect(file?.documents.map(({ span }) => span)).toEqual(file?.headers.map(({ span }) => span));
    expect(file?.documents[1]?.problems).not.toEqual([]);
    expect(file?.manifests.map(({ name }) => name)).toEqual(expect.arrayContaining(['a', 'c']));
    expect(file?.comments.map((comment) => comment.text)).toEqual([' one', ' two']);
  });

  it('gives the same manifest each time', () => {
    const workspace = workspaceOf({ 'a.yaml': template('a') });
    expect(workspace.files[0]?.manifests[0]).toBe(theOnly(workspace, 'AnalysisTemplate'));
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      '---\n',
      'apiVersion: argoproj.io/v1alpha1\n',
      'kind: Rollout\n',
      'kind: AnalysisTemplate\n',
      'metadata:\n  name: a\n',
      'metadata: {name: a}\n',
      'spec:\n  strategy:\n    canary:\n      steps:\n      - analysis:\n          templates:\n          - templateName: a\n',
      'spec:\n  templates:\n  - templateName: a\n',
      '  args:\n  - name: x\n',
      '{{ .Values.x }}',
      '{{args.x}}',
      '[',
      '}',
      '"',
      '*a',
      '&a ',
      '<<: ',
      '\t',
      '\uFEFF',
      '\0',
      '\uFFFD',
      '- ',
      'kind: List\nitems:\n',
    );
    const paths = fc.constantFrom(
      'a.yaml',
      'kustomization.yaml',
      'b/kustomization.yaml',
      'b/a.yaml',
      'Chart.yaml',
      'templates/a.yaml',
      '../x.json',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ path: paths, text: fc.array(piece).map((parts) => parts.join('')), asked: fc.boolean() }),
          { maxLength: 4 },
        ),
        fc.boolean(),
        (files, complete) => {
          const workspace = createWorkspace(files, { complete });
          for (const file of workspace.files)
            void [file.role, file.documents, file.comments, file.chart, file.kustomizations];
          for (const manifest of workspace.manifests()) {
            void [usesOf(workspace, manifest), bindingsOf(workspace, manifest), earlierConflict(workspace, manifest)];
            void [
              workspace.find(manifest.kind, manifest.name ?? '', manifest),
              workspace.findTemplate('a', complete, manifest),
            ];
          }
        },
      ),
    );
  });
});

describe('WorkspaceCache', () => {
  const files = [
    { path: 'r.yaml', text: rollout('r'), asked: true },
    { path: 't.yaml', text: template('success-rate'), asked: true },
  ];

  it('keeps what hangs on a text that is the same, and reads the edited one anew', () => {
    const cache = new WorkspaceCache();
    const before = createWorkspace(files, { cache, complete: true });
    const [oldRollout, oldTemplate] = [theOnly(before, 'Rollout'), theOnly(before, 'AnalysisTemplate')];
    const edited = files.map((file) => (file.path === 't.yaml' ? { ...file, text: template('latency') } : file));
    const after = createWorkspace(edited, { cache, complete: true });
    expect(theOnly(after, 'Rollout')).toBe(oldRollout);
    expect(theOnly(after, 'AnalysisTemplate')).not.toBe(oldTemplate);
    expect(usesOf(before, oldRollout)[0]?.resolved).toBe(true);
    expect(usesOf(after, oldRollout)[0]?.references[0]?.lookup.status).toBe('absent');
  });

  it('does not carry over what the neighbours say', () => {
    const cache = new WorkspaceCache();
    const path = 'chart/templates/t.yaml';
    const text = template('a', { spec: 'metrics: [{ name: "{{args.a}}" }]' });
    const roleIn = (others: typeof files): string | undefined =>
      createWorkspace([...others, { path, text, asked: true }], { cache }).files.find((file) => file.path === path)
        ?.role;
    expect(roleIn([])).toBe('manifests');
    expect(roleIn([{ path: 'chart/Chart.yaml', text: 'name: c', asked: false }])).toBe('helm-template');
    expect(roleIn([])).toBe('manifests');
  });

  it('a file that becomes a patch becomes partial', () => {
    const cache = new WorkspaceCache();
    const isPartial = (more: typeof files): boolean =>
      theOnly(createWorkspace([...files, ...more], { cache }), 'Rollout').partial;
    expect(isPartial([])).toBe(false);
    expect(isPartial([{ path: 'kustomization.yaml', text: 'patches: [{ path: r.yaml }]', asked: false }])).toBe(true);
    expect(isPartial([])).toBe(false);
  });
});
