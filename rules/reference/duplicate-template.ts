import { documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { sharedTemplate } from '../../src/lint/kit/templates/shared-template.ts';
import { type Family, familiesOf } from '../../src/lint/kit/templates/template-families.ts';
import { defineRule, type ManifestContext } from '../../src/lint/rule.ts';
import { hasConflict, otherSpec } from '../../src/workspace/conflicts.ts';
import type { WorkspaceFile } from '../../src/workspace/workspace.ts';

const one = (limit: number, namespace: string) =>
  template(`interval: 1m\ncount: 3\nfailureLimit: ${limit}`).replace(
    'name: error-rate',
    `name: error-rate\n  namespace: ${namespace}`,
  );

const copy = (service: string) =>
  template(
    `interval: 1m
count: 3
provider:
  prometheus:
    address: http://prometheus.monitoring:9090
    # Errors are rare here.
    query: sum(rate(http_requests_total{app="${service}",code=~"5.."}[2m])) or vector(0)`,
    { name: `${service}-error-rate` },
  ).replace(`- name: ${service}-error-rate`, '- name: error-rate');

const SHARED = copy('{{args.service}}')
  .replace('kind: AnalysisTemplate', 'kind: ClusterAnalysisTemplate')
  .replace('name: {{args.service}}-error-rate', 'name: error-rate')
  .replace('spec:\n', 'spec:\n  args:\n    - name: service\n');

export const duplicateTemplate = defineRule({
  id: 'reference/duplicate-template',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate'],
  docs: {
    summary: 'A template has a namesake that says something else, or copies that differ in a word.',
    details: `Where both are applied to one cluster, the last one wins. The rule hints only where both say the same namespace, or are
cluster-scoped, and neither is built by kustomize or Helm: whether both are applied, files alone do not tell.

Three or more templates that are equal but for a word or a few (the name of a service in the query), each put consistently, could be one
ClusterAnalysisTemplate with arguments: the fix writes it below them. Then the Rollouts name it, with \`clusterScope: true\`, and pass the words.`,
    references: ['kubectl apply'],
  },
  messages: {
    family: ({ count, words, shared }: FamilyData) => ({
      message: `this template and ${count} others differ in ${words} only`,
      why: 'what is mended in one of them stays broken in the others',
      help: `write one ClusterAnalysisTemplate \`${shared.name}\` with ${shared.args}, and pass ${shared.passed} where it is used`,
    }),
    elsewhere: ({ title, namespace }: { title: string; namespace: string }) => ({
      message: `another ${title}${namespace === '' ? '' : ` in namespace \`${namespace}\``} stands elsewhere, and says something else`,
      why: 'if both are applied to one cluster, the last one wins, and Rollouts that meant the other one run this',
      help: 'give them different names, or keep one',
    }),
  },
  examples: {
    bad: [
      {
        title: 'Three copies for three services.',
        yaml: documents(copy('checkout'), copy('search'), copy('payments')),
        finds: ['family@checkout-error-rate'],
        fixed: documents(copy('checkout'), copy('search'), copy('payments'), SHARED),
      },
      {
        yaml: one(1, 'shop'),
        name: 'k8s/error-rate.yaml',
        files: { 'deploy/error-rate.yaml': one(2, 'shop') },
        finds: ['elsewhere@error-rate'],
      },
    ],
    good: [
      { title: 'Two copies may be an accident.', yaml: documents(copy('checkout'), copy('search')) },
      {
        title: 'Other limits are meant.',
        yaml: documents(copy('checkout'), copy('search').replace('0.05', '0.01'), copy('payments')),
      },
      { yaml: one(1, 'shop'), name: 'k8s/error-rate.yaml', files: { 'deploy/error-rate.yaml': one(1, 'shop') } },
      { yaml: one(1, 'shop'), name: 'k8s/error-rate.yaml', files: { 'deploy/error-rate.yaml': one(2, 'test') } },
    ],
  },
  check(ctx) {
    const family = familiesOf(ctx.workspace).get(ctx.manifest);
    if (family !== undefined) reportFamily(ctx, family);
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

interface FamilyData {
  readonly count: number;
  readonly words: string;
  readonly shared: { readonly name: string; readonly args: string; readonly passed: string };
}

/** Told once, at the first template of the family that is linted. */
function reportFamily(
  ctx: ManifestContext<typeof duplicateTemplate.messages, unknown>,
  { members, variables }: Family,
) {
  const asked = new Set(ctx.workspace.files.filter((file) => file.asked).map(({ path }) => path));
  if (members.find(({ file }) => asked.has(file.path)) !== ctx.manifest) return;
  const shared = sharedTemplate({ members, variables });
  if (shared === undefined) return;
  const isThere = ctx.workspace.manifests('ClusterAnalysisTemplate').some(({ name }) => name === shared.name);
  if (isThere) return;
  const own = members.indexOf(ctx.manifest);
  const { text } = ctx.file;
  const end = text.endsWith('\n') ? '' : '\n';
  ctx.report('family', {
    at: ctx.manifest.valueSpan(['metadata', 'name']),
    data: {
      count: members.length - 1,
      words: listed(variables.map(({ values }) => values[own] ?? '')),
      shared: {
        name: shared.name,
        args: `${variables.length === 1 ? 'the argument' : 'the arguments'} ${listed(variables.map(({ name }) => name))}`,
        passed: variables.map(({ name, values }) => `\`${name}: ${values[own]}\``).join(', '),
      },
    },
    related: members
      .filter((member) => member !== ctx.manifest)
      .slice(0, 5)
      .map((member) => ({
        at: { file: member.file.path, span: member.valueSpan(['metadata', 'name']) },
        label: 'the same but for that',
      })),
    fix: {
      kind: 'unsafe',
      title: `write the ClusterAnalysisTemplate \`${shared.name}\` below`,
      edits: [{ span: { start: text.length, end: text.length }, text: `${end}---\n${shared.yaml}` }],
    },
  });
}

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');
