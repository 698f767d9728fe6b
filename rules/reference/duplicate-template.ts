import { template } from '../../src/lint/kit/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { hasConflict, otherSpec } from '../../src/workspace/conflicts.ts';
import type { WorkspaceFile } from '../../src/workspace/workspace.ts';

const one = (limit: number, namespace: string) =>
  template(`interval: 1m\ncount: 3\nfailureLimit: ${limit}`).replace(
    'name: error-rate',
    `name: error-rate\n  namespace: ${namespace}`,
  );

export const duplicateTemplate = defineRule({
  id: 'reference/duplicate-template',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate'],
  docs: {
    summary: 'A template of the same name and namespace stands elsewhere in the repository, and says something else.',
    details: `Where both are applied to one cluster, the last one wins. The rule hints only where both say the same namespace, or are
cluster-scoped, and neither is built by kustomize or Helm: whether both are applied, files alone do not tell.`,
    references: ['kubectl apply'],
  },
  messages: {
    elsewhere: ({ title, namespace }: { title: string; namespace: string }) => ({
      message: `another ${title}${namespace === '' ? '' : ` in namespace \`${namespace}\``} stands elsewhere, and says something else`,
      why: 'if both are applied to one cluster, the last one wins, and Rollouts that meant the other one run this',
      help: 'give them different names, or keep one',
    }),
  },
  examples: {
    bad: [
      {
        yaml: one(1, 'shop'),
        name: 'k8s/error-rate.yaml',
        files: { 'deploy/error-rate.yaml': one(2, 'shop') },
        finds: ['elsewhere@error-rate'],
      },
    ],
    good: [
      { yaml: one(1, 'shop'), name: 'k8s/error-rate.yaml', files: { 'deploy/error-rate.yaml': one(1, 'shop') } },
      { yaml: one(1, 'shop'), name: 'k8s/error-rate.yaml', files: { 'deploy/error-rate.yaml': one(2, 'test') } },
    ],
  },
  check(ctx) {
    const isCluster = ctx.manifest.kind === 'ClusterAnalysisTemplate';
    const isBuilt = ({ kustomizations, chart }: WorkspaceFile): boolean =>
      kustomizations.length > 0 || chart !== undefined;
    const { name, namespace, partial } = ctx.manifest;
    if (partial || name === undefined || (!isCluster && namespace === undefined) || isBuilt(ctx.file)) return;
    if (hasConflict(ctx.workspace, ctx.manifest)) return;
    const other = otherSpec(ctx.workspace, ctx.manifest);
    if (other === undefined) return;
    ctx.report('elsewhere', {
      at: ctx.manifest.valueSpan(['metadata', 'name']),
      data: { title: ctx.manifest.title, namespace: isCluster ? '' : (ctx.manifest.namespace ?? '') },
      related: [{ at: { file: other.file.path, span: other.valueSpan(['metadata', 'name']) }, label: 'the other one' }],
    });
  },
});
