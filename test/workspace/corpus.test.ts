import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ARGO_KINDS } from '../../src/manifest/manifest.ts';
import { usesOf } from '../../src/workspace/uses.ts';
import { byWorkspace, CORPUS, hasCorpus, readCorpus } from '../corpus/corpus.ts';
import { workspaceOf } from './tree.ts';

interface Row {
  readonly local_path: string;
  readonly kinds: readonly string[];
  readonly helm_templated: boolean;
  readonly subset: string;
  readonly notes: readonly string[];
}

/** What the index calls templated only because braces stand in it. */
const BRACES_OF_OTHERS = [
  'helm/ljluestc__orchestrator/k8s/base/marathon/rolling-updates.yaml',
  'helm/ljluestc__orchestrator/k8s/base/marathon/autoscaling.yaml',
  'helm/minlei98__sample-rollouts/base/analysis-template.yaml',
];

/** References that lead nowhere in these files: a mistake of the author, or a part of the repository that was not kept. */
const UNRESOLVED = new Set(['latency', 'http-benchmark', 'integrationtests', 'does-not-exist', 'stress-test']);

if (!hasCorpus()) console.log(`test/workspace/corpus.test.ts: skipped, there is no corpus at ${CORPUS}`);

describe.skipIf(!hasCorpus())('the public corpus', () => {
  const files = hasCorpus() ? readCorpus().filter(({ path: file }) => /\.(?:ya?ml|json|tpl)$/.test(file)) : [];
  const workspaces = [...byWorkspace(files).values()].map((group) =>
    workspaceOf(Object.fromEntries(group.map(({ path: file, text }) => [file, text]))),
  );
  const rows: Row[] = hasCorpus()
    ? readFileSync(path.join(CORPUS, 'INDEX.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

  it('is recognised as its index says', () => {
    const known = new Map(workspaces.flatMap((workspace) => workspace.files.map((file) => [file.path, file])));
    const differences: string[] = [];
    for (const row of rows) {
      const file = known.get(row.local_path);
      if (file === undefined) continue;
      const isHelm = row.helm_templated && !BRACES_OF_OTHERS.includes(row.local_path);
      if ((file.role === 'helm-template') !== isHelm) differences.push(`${row.local_path}: ${file.role}`);
      if (isHelm) continue;
      const isForeign = row.subset === 'negative' || row.notes.includes('no argoproj.io apiVersion in the file');
      const expected = isForeign ? [] : ARGO_KINDS.filter((kind) => row.kinds.includes(kind));
      const found = ARGO_KINDS.filter((kind) => file.manifests.some((each) => each.isArgo() && each.kind === kind));
      if (expected.join() !== found.join())
        differences.push(`${row.local_path}: ${found.join()} for ${expected.join()}`);
    }
    expect(differences).toEqual([]);
  });

  it('has its references resolved', () => {
    const unresolved: string[] = [];
    let found = 0;
    for (const workspace of workspaces) {
      for (const user of [...workspace.manifests('Rollout'), ...workspace.manifests('Experiment')]) {
        // Documentation and histories show parts.
        if (/\.md\.\d+\.yaml$|^history\//.test(user.file.path)) continue;
        for (const { lookup, name } of usesOf(workspace, user).flatMap(({ references }) => references)) {
          if (lookup.status === 'found') found++;
          else if (!UNRESOLVED.has(name)) unresolved.push(`${user.file.path}: ${name} is ${lookup.status}`);
        }
      }
    }
    expect(unresolved).toEqual([]);
    expect(found).toBeGreaterThan(100);
  });
});
