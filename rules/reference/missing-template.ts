import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { mentionsOf, type TemplateMention, withoutTemplate } from '../../src/lint/kit/templates/template-mentions.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import { nearest } from '../../src/text/nearest.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

const STEP = (name: string) =>
  canary(`steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: ${name}`);
const ERRORS = template('interval: 1m\ncount: 3');

interface Data {
  readonly kind: string;
  readonly name: string;
  readonly consequence: string;
}

export const missingTemplate = defineRule({
  id: 'reference/missing-template',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'Experiment', 'AnalysisTemplate', 'ClusterAnalysisTemplate'],
  docs: {
    summary: 'A template that a Rollout, an Experiment or another template names does not exist.',
    details: `Templates are looked up in the namespace of the Rollout, cluster templates by name alone. The rule speaks only where all files of the
repository were read, and no Helm template, generator or remote base may give the missing one. Templates that live elsewhere are named in the
configuration (\`externalTemplates\`).`,
    references: [
      'argo-rollouts rollout/controller.go getReferencedAnalysisTemplatesFromRef',
      'argo-rollouts experiments/experiment.go verifyAnalysisTemplate',
    ],
  },
  messages: {
    missing: ({ kind, name, consequence, meant }: Data & { meant: string | undefined }) => ({
      message: `there is no ${kind} \`${name}\``,
      why: consequence,
      help:
        meant === undefined
          ? `create it, or name it under \`externalTemplates\` in \`.rolloutlint.yaml\` if it lives elsewhere`
          : `write \`${meant}\``,
    }),
    elsewhere: ({ kind, name, consequence, namespace, own }: Data & { namespace: string; own: string }) => ({
      message: `${kind} \`${name}\` exists in namespace \`${namespace}\` only, not in \`${own}\``,
      why: consequence,
      help: `put it into namespace \`${own}\`, or make it a ClusterAnalysisTemplate and write \`clusterScope: true\``,
    }),
    unnamed: ({ kind, consequence }: Data) => ({
      message: 'this entry names no template',
      why: consequence,
      help: `write \`templateName\`, the name of ${kind === 'AnalysisTemplate' ? 'an' : 'a'} ${kind}`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(STEP('eror-rate'), ERRORS),
        finds: ['missing@eror-rate'],
        fixed: documents(STEP('error-rate'), ERRORS),
      },
      {
        title: 'It exists, but in another namespace.',
        yaml: documents(
          STEP('error-rate').replace('name: checkout', 'name: checkout\n  namespace: shop'),
          ERRORS.replace('name: error-rate', 'name: error-rate\n  namespace: monitoring'),
        ),
        finds: ['elsewhere@error-rate'],
      },
      {
        yaml: canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - clusterScope: true'),
        finds: ['unnamed@clusterScope'],
      },
    ],
    good: [
      { yaml: documents(STEP('error-rate'), ERRORS) },
      {
        title: 'It lives elsewhere, and the configuration says so.',
        yaml: STEP('platform-errors'),
        config: 'externalTemplates: [platform-*]\n',
      },
    ],
  },
  check(ctx) {
    const told = new Map<string, TemplateMention>();
    const mentions = mentionsOf(ctx.manifest, ctx.uses, ctx.workspace);
    for (const mention of mentions) {
      const { name, clusterScope, path, lookup } = mention;
      const kind = clusterScope ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate';
      const data = { kind, name, consequence: withoutTemplate(mention) };
      if (name === '') {
        if (ctx.manifest.node([...path, 'templateName']) === undefined)
          ctx.report('unnamed', { at: ctx.manifest.keySpan(path), data });
        continue;
      }
      const key = `${kind} ${name}`;
      if (lookup.status !== 'absent' || told.has(key)) continue;
      told.set(key, mention);
      const at = ctx.manifest.valueSpan([...path, 'templateName']);
      const again = mentions
        .filter((each) => each !== mention && each.name === name && each.clusterScope === clusterScope)
        .map((each) => ctx.manifest.valueSpan([...each.path, 'templateName']))
        .map((span) => ({ at: { file: ctx.file.path, span }, label: 'also named here' }));
      const { elsewhere } = lookup;
      const { namespace } = ctx.manifest;
      if (elsewhere?.namespace !== undefined && namespace !== undefined) {
        const place = { file: elsewhere.file.path, span: elsewhere.valueSpan(['metadata', 'namespace']) };
        ctx.report('elsewhere', {
          at,
          data: { ...data, namespace: elsewhere.namespace, own: namespace },
          related: [{ at: place, label: 'it stands here' }, ...again],
        });
        continue;
      }
      const meant = nearest(name, namesOf(ctx.workspace, kind, ctx.manifest));
      ctx.report('missing', {
        at,
        data: { ...data, meant },
        related: again,
        ...(meant === undefined || again.length > 0
          ? {}
          : { fix: { kind: 'unsafe', title: `Write ${meant}`, edits: [{ span: at, text: meant }] } }),
      });
    }
  },
});

/** The names of the templates that a manifest can reach, nearest folder first. */
function namesOf(workspace: Workspace, kind: string, from: Manifest): readonly string[] {
  const distance = ({ file }: Manifest): number =>
    file === from.file ? 0 : folderOf(file.path) === folderOf(from.file.path) ? 1 : 2;
  return workspace
    .manifests(kind)
    .filter((each) => each.isArgo() && !each.partial)
    .filter(({ namespace }) => namespace === undefined || from.namespace === undefined || namespace === from.namespace)
    .toSorted((a, b) => distance(a) - distance(b))
    .flatMap(({ name }) => name ?? []);
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
