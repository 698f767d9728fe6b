import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { mentionsOf, withoutTemplate } from '../../src/lint/kit/templates/template-mentions.ts';
import { defineRule, type ProposedEdit } from '../../src/lint/rule.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';
import { entryAt } from '../../src/yaml/walk.ts';

const STEP = (scope: string) =>
  canary(`steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate${scope}`);
const of = (kind: string) => template('interval: 1m\ncount: 3', { kind });

export const wrongScope = defineRule({
  id: 'reference/wrong-scope',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'Experiment', 'AnalysisTemplate', 'ClusterAnalysisTemplate'],
  docs: {
    summary: '`clusterScope` is forgotten, or is too much: the template exists in the other scope.',
    details: `Without \`clusterScope: true\` only AnalysisTemplates of the Rollout's namespace are looked at, with it only
ClusterAnalysisTemplates.`,
    references: ['argo-rollouts rollout/controller.go getReferencedAnalysisTemplatesFromRef', 'argo-rollouts#3504'],
  },
  messages: {
    forgotten: ({ name, consequence }: { name: string; consequence: string }) => ({
      message: `\`${name}\` is a ClusterAnalysisTemplate, and \`clusterScope: true\` is missing`,
      why: consequence,
      help: 'add `clusterScope: true`',
    }),
    tooMuch: ({ name, consequence }: { name: string; consequence: string }) => ({
      message: `\`${name}\` is an AnalysisTemplate, not a cluster-scoped one`,
      why: consequence,
      help: 'remove `clusterScope: true`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(STEP(''), of('ClusterAnalysisTemplate')),
        finds: ['forgotten@error-rate'],
        fixed: documents(STEP('\n          clusterScope: true'), of('ClusterAnalysisTemplate')),
      },
      {
        yaml: documents(STEP('\n          clusterScope: true'), of('AnalysisTemplate')),
        finds: ['tooMuch@error-rate'],
        fixed: documents(STEP('\n          clusterScope: false'), of('AnalysisTemplate')),
      },
    ],
    good: [{ yaml: documents(STEP('\n          clusterScope: true'), of('ClusterAnalysisTemplate')) }],
  },
  check(ctx) {
    for (const mention of mentionsOf(ctx.manifest, ctx.uses, ctx.workspace)) {
      const { name, clusterScope, path, lookup } = mention;
      if (lookup.status !== 'wrong-scope') continue;
      const { manifest } = lookup;
      const edit = scopeEdit(ctx.manifest, path, !clusterScope);
      ctx.report(clusterScope ? 'tooMuch' : 'forgotten', {
        at: ctx.manifest.valueSpan([...path, 'templateName']),
        data: { name, consequence: withoutTemplate(mention) },
        related: [
          { at: { file: manifest.file.path, span: manifest.valueSpan(['metadata', 'name']) }, label: manifest.kind },
        ],
        ...(edit === undefined
          ? {}
          : { fix: { kind: 'safe', title: `Write clusterScope: ${!clusterScope}`, edits: [edit] } }),
      });
    }
  },
});

/** Writes `clusterScope` over what is there, or below the name. */
function scopeEdit(manifest: Manifest, path: JsonPath, value: boolean): ProposedEdit | undefined {
  const scope = manifest.node([...path, 'clusterScope']);
  if (scope !== undefined) return { span: scope.span, text: String(value) };
  const entry = entryAt(manifest.root, [...path, 'templateName']);
  const map = manifest.node(path);
  if (entry === undefined || entry.merged || map?.kind !== 'map' || entry.value.span.end <= entry.key.span.end)
    return undefined;
  const { end } = entry.value.span;
  if (map.flow) return { span: { start: end, end }, text: `, clusterScope: ${value}` };
  const { text } = manifest.file;
  const { start } = entry.key.span;
  const column = start - (Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1);
  return { span: { start: end, end }, text: `\n${' '.repeat(column)}clusterScope: ${value}` };
}
