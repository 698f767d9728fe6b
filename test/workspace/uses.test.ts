import { describe, expect, it } from 'vitest';
import { mayBeUsed, usersOf, usesOf } from '../../src/workspace/uses.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import { clusterTemplate, documents, rollout, strategy, template, theOnly, variable, workspaceOf } from './tree.ts';

const usesIn = (workspace: Workspace, kind = 'Rollout') => usesOf(workspace, theOnly(workspace, kind));
const theUse = (workspace: Workspace, kind = 'Rollout') => {
  const [use, ...others] = usesIn(workspace, kind);
  if (use === undefined || others.length > 0) throw new Error(`${others.length + 1} uses`);
  return use;
};
const titles = (workspace: Workspace): string[] => theUse(workspace).templates.map(({ title }) => title);

const EVERYWHERE = strategy(
  'checkout',
  `canary:
  steps:
    - setWeight: 20
    - analysis: { templates: [{ templateName: a }] }
    - experiment:
        templates: []
        analyses:
          - { name: compare, templateName: b, clusterScope: true }
          - { name: "", templateName: a }
  analysis:
    startingStep: 1
    templates: [{ templateName: a }, { templateName: b, clusterScope: true }]
blueGreen:
  postPromotionAnalysis: { templates: [{ templateName: a }] }
  prePromotionAnalysis: { templates: [{ templateName: a }] }`,
);

describe('usesOf', () => {
  it('finds every place of a Rollout, in order of the text', () => {
    const uses = usesIn(workspaceOf({ 'a.yaml': EVERYWHERE }));
    expect(uses.map(({ kind, title, path, step }) => [kind, title, path.join('.'), step])).toEqual([
      ['step', 'Rollout checkout, step 2', 'spec.strategy.canary.steps.1.analysis', 1],
      [
        'experimentStep',
        'Rollout checkout, step 3, experiment analysis compare',
        'spec.strategy.canary.steps.2.experiment.analyses.0',
        2,
      ],
      [
        'experimentStep',
        'Rollout checkout, step 3, experiment analysis 2',
        'spec.strategy.canary.steps.2.experiment.analyses.1',
        2,
      ],
      ['background', 'Rollout checkout, background analysis', 'spec.strategy.canary.analysis', undefined],
      [
        'postPromotion',
        'Rollout checkout, post-promotion analysis',
        'spec.strategy.blueGreen.postPromotionAnalysis',
        undefined,
      ],
      [
        'prePromotion',
        'Rollout checkout, pre-promotion analysis',
        'spec.strategy.blueGreen.prePromotionAnalysis',
        undefined,
      ],
    ]);
    expect(uses[3]?.references.map(({ name, clusterScope, path }) => [name, clusterScope, path.join('.')])).toEqual([
      ['a', false, 'spec.strategy.canary.analysis.templates.0'],
      ['b', true, 'spec.strategy.canary.analysis.templates.1'],
    ]);
    expect(uses.every(({ resolved }) => !resolved)).toBe(true);
  });

  it('finds the analyses of an Experiment', () => {
    const text = `apiVersion: argoproj.io/v1alpha1\nkind: Experiment\nmetadata: { name: e }\nspec:\n  analyses: [{ name: x, templateName: a }, nonsense, { name: z }]\n`;
    const uses = usesIn(workspaceOf({ 'e.yaml': documents(text, template('a')) }), 'Experiment');
    expect(uses.map(({ kind, title, path, resolved }) => [kind, title, path.join('.'), resolved])).toEqual([
      ['experiment', 'Experiment e, analysis x', 'spec.analyses.0', true],
      ['experiment', 'Experiment e, analysis z', 'spec.analyses.2', false],
    ]);
    expect(uses[0]?.references[0]?.path).toEqual(['spec', 'analyses', 0]);
  });

  it('takes an AnalysisRun for its own user', () => {
    const run = `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisRun\nmetadata: { name: r }\nspec: { metrics: [] }\n`;
    expect(usesIn(workspaceOf({ 'r.yaml': run }), 'AnalysisRun')).toMatchObject([
      { kind: 'analysisRun', title: 'AnalysisRun r', path: ['spec'], references: [], resolved: true },
    ]);
  });

  it('leaves out what runs nothing, and what is not ours', () => {
    const empty = strategy(
      'x',
      'canary:\n  analysis: { templates: [] }\n  steps: [{ analysis: {} }, null, 3, { analysis: [] }]',
    );
    expect(usesIn(workspaceOf({ 'a.yaml': empty }))).toEqual([]);
    expect(usesIn(workspaceOf({ 'a.yaml': strategy('x', 'canary: 3') }))).toEqual([]);
    const kruise = EVERYWHERE.replace('argoproj.io', 'rollouts.kruise.io');
    expect(usesIn(workspaceOf({ 'a.yaml': kruise }))).toEqual([]);
  });

  it('knows nothing of a name that Helm computes', () => {
    const { references, resolved } = theUse(
      workspaceOf({ 'a.yaml': rollout('x', { templates: [`"${variable('APP')}-rate"`] }) }),
    );
    expect(references[0]?.lookup).toEqual({ status: 'unknown' });
    expect(resolved).toBe(false);
  });

  it('remembers', () => {
    const workspace = workspaceOf({ 'a.yaml': EVERYWHERE });
    expect(usesIn(workspace)).toBe(usesIn(workspace));
  });
});

describe('nested templates', () => {
  const nest = (name: string, ...names: string[]): string =>
    template(name, {
      spec: `templates: [${names.map((each) => `{ templateName: ${each.replace('!', '')}, clusterScope: ${each.startsWith('!')} }`).join(', ')}]`,
    });

  it('come after the one that names them, each once, namespaced ones before cluster ones', () => {
    const workspace = workspaceOf({
      'r.yaml': rollout('x', { templates: ['{ templateName: c1, clusterScope: true }', 'a', 'd'] }),
      't.yaml': documents(
        nest('a', 'b', '!c2', 'd'),
        template('b'),
        template('d'),
        clusterTemplate('c1'),
        clusterTemplate('c2', { spec: 'templates: [{ templateName: b }]' }),
      ),
    });
    const use = theUse(workspace);
    expect(
      use.references.map(({ name, owner, via }) => [name, owner.name, via.map((each) => each.name).join('>')]),
    ).toEqual([
      ['c1', 'x', ''],
      ['a', 'x', ''],
      ['b', 'a', 'a'],
      ['c2', 'a', 'a'],
      ['b', 'c2', 'a>c2'],
      ['d', 'a', 'a'],
      ['d', 'x', ''],
    ]);
    expect(titles(workspace)).toEqual([
      'AnalysisTemplate a',
      'AnalysisTemplate b',
      'AnalysisTemplate d',
      'ClusterAnalysisTemplate c1',
      'ClusterAnalysisTemplate c2',
    ]);
    expect(use).toMatchObject({ resolved: true });
    expect(use.cycle).toBeUndefined();
  });

  it('in a circle are told apart from a diamond', () => {
    const circle = workspaceOf({
      'r.yaml': documents(rollout('x', { templates: ['a'] }), nest('a', 'b'), nest('b', 'c'), nest('c', 'b')),
    });
    expect(theUse(circle).cycle?.map(({ name }) => name)).toEqual(['b', 'c']);
    expect(theUse(circle).mergeError).toBeUndefined();
    const self = workspaceOf({ 'r.yaml': documents(rollout('x', { templates: ['a'] }), nest('a', 'a')) });
    expect(theUse(self).cycle?.map(({ name }) => name)).toEqual(['a']);
    const diamond = workspaceOf({
      'r.yaml': documents(
        rollout('x', { templates: ['a'] }),
        nest('a', 'b', 'c'),
        nest('b', 'd'),
        nest('c', 'd'),
        template('d'),
      ),
    });
    expect(theUse(diamond).cycle).toBeUndefined();
  });

  it('that double at each level end soon', () => {
    const levels = Array.from({ length: 60 }, (_, level) => nest(`t${level}`, `t${level + 1}`, `t${level + 1}`));
    const workspace = workspaceOf({
      'r.yaml': documents(rollout('x', { templates: ['t0'] }), ...levels, template('t60')),
    });
    expect(theUse(workspace).templates.length).toBe(61);
    expect(theUse(workspace).references.length).toBe(121);
  });

  it('resolve in the namespace of the user, near the template that names them', () => {
    const workspace = workspaceOf({
      'apps/r.yaml': rollout('x', { namespace: 'shop', templates: ['{ templateName: c, clusterScope: true }'] }),
      'lib/c.yaml': clusterTemplate('c', { spec: 'templates: [{ templateName: a }]' }),
      'lib/a.yaml': template('a', { namespace: 'other' }),
      'lib/deep/a.yaml': template('a'),
      'apps/deep/a.yaml': template('a'),
    });
    expect(theUse(workspace).templates.map(({ file }) => file.path)).toEqual(['lib/deep/a.yaml', 'lib/c.yaml']);
  });

  it('that are missing leave the set unresolved', () => {
    const workspace = workspaceOf({ 'r.yaml': documents(rollout('x', { templates: ['a'] }), nest('a', 'gone')) });
    expect(theUse(workspace).references.map(({ lookup }) => lookup.status)).toEqual(['found', 'absent']);
    expect(theUse(workspace).resolved).toBe(false);
  });
});

describe('mergeError', () => {
  const error = (spec: string, ...templates: string[]): string | undefined => {
    const workspace = workspaceOf({
      'r.yaml': documents(
        strategy('x', `canary:\n  analysis:\n    templates: [{ templateName: a }, { templateName: b }]\n    ${spec}`),
        ...templates,
      ),
    });
    return theUse(workspace).mergeError?.text;
  };
  const withDefault = (name: string, value: string): string =>
    template(name, {
      spec: `args: [{ name: x, value: "${value}" }]\nmetrics: [{ name: ${name}, provider: { job: {} } }]`,
    });

  it('is what the controller says of two metrics of one name', () => {
    const twin = template('b').replace('{ name: b', '{ name: a');
    expect(error('', template('a'), twin)).toBe("two metrics have the same name 'a'");
    expect(error('', template('a'), template('b'))).toBeUndefined();
  });

  it('is what the controller says of two defaults, even if the user passes a value', () => {
    expect(error('args: [{ name: x, value: "3" }]', withDefault('a', '1'), withDefault('b', '2'))).toBe(
      "Argument `x` specified multiple times with different values: '1', '2'",
    );
    expect(error('', withDefault('a', '1'), withDefault('b', '1'))).toBeUndefined();
  });

  it('counts the rules of the user, too', () => {
    const dry = template('a', { spec: 'dryRun: [{ metricName: a }]\nmetrics: [{ name: a, provider: { job: {} } }]' });
    expect(error('dryRun: [{ metricName: a }]', dry, template('b'))).toBe(
      "two Dry-Run metric rules have the same name 'a'",
    );
  });

  it('says nothing of arguments that are missing: the binding does', () => {
    expect(error('', template('a', { spec: 'args: [{ name: x }]\nmetrics: []' }), template('b'))).toBeUndefined();
  });

  it('is not known while a template is missing', () => {
    expect(error('', template('a'))).toBeUndefined();
  });
});

describe('usersOf', () => {
  it('lists the uses that lead to a template, directly or through others', () => {
    const workspace = workspaceOf({
      'r.yaml': documents(rollout('x', { templates: ['a'] }), rollout('z', { templates: ['b'] })),
      't.yaml': documents(template('a', { spec: 'templates: [{ templateName: b }]' }), template('b'), template('c')),
    });
    const users = (name: string): string[] =>
      usersOf(workspace, theOnly(workspace, 'AnalysisTemplate', { name })).map(({ title }) => title);
    expect(users('a')).toEqual(['Rollout x, step 2']);
    expect(users('b')).toEqual(['Rollout x, step 2', 'Rollout z, step 2']);
    expect(users('c')).toEqual([]);
  });

  it('knows the copy that a user would take elsewhere', () => {
    const workspace = workspaceOf({
      'a/r.yaml': rollout('x'),
      'a/t.yaml': template('success-rate'),
      'b/t.yaml': template('success-rate'),
      'c/t.yaml': template('other'),
    });
    const at = (path: string) => theOnly(workspace, 'AnalysisTemplate', { path });
    expect(usersOf(workspace, at('b/t.yaml'))).toEqual([]);
    expect([at('a/t.yaml'), at('b/t.yaml'), at('c/t.yaml')].map((each) => mayBeUsed(workspace, each))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
