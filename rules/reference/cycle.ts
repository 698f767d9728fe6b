import { documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf } from '../../src/manifest/controller/read.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import { type TemplateEntry, templateEntries } from '../../src/workspace/use/use-blocks.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

const nested = (name: string, inner: string) =>
  template('interval: 1m\ncount: 3', { name, spec: `templates:\n  - templateName: ${inner}` });

/** Longer chains of templates are not followed. */
const MAX_NESTING = 100;

export const cycle = defineRule({
  id: 'reference/cycle',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate'],
  docs: {
    summary: 'Templates name each other in a circle.',
    details: `The controller follows \`spec.templates\` from template to template and does not remember where it has been, so a circle never
ends: it exhausts its stack and crashes, for all Rollouts, as soon as one of them uses such a template.`,
    references: ['argo-rollouts rollout/controller.go getReferencedAnalysisTemplatesFromRef'],
  },
  messages: {
    itself: ({ name }: { name: string }) => ({
      message: `template \`${name}\` names itself`,
      why: 'the controller follows it without end and crashes, as soon as a Rollout uses the template',
      help: 'remove the entry',
    }),
    circle: ({ names }: { names: readonly string[] }) => ({
      message: `these templates name each other in a circle: ${names.map((name) => `\`${name}\``).join(' → ')}`,
      why: 'the controller follows them without end and crashes, as soon as a Rollout uses one of them',
      help: 'remove one of the entries; put what they share into a template of its own',
    }),
  },
  examples: {
    bad: [
      { yaml: nested('errors', 'errors'), finds: ['itself@errors'] },
      { yaml: documents(nested('errors', 'latency'), nested('latency', 'errors')), finds: ['circle@latency'] },
    ],
    good: [{ yaml: documents(nested('errors', 'latency'), template('interval: 1m\ncount: 3', { name: 'latency' })) }],
  },
  check(ctx) {
    for (const entry of entriesOf(ctx.manifest)) {
      const circle = circleFrom(ctx.workspace, ctx.manifest, entry);
      if (circle === undefined) continue;
      // One mistake: told where the circle's first template stands.
      const first = [...circle].sort(inOrderOfText)[0]?.owner;
      if (first !== ctx.manifest) continue;
      const places = circle.slice(1).map(({ owner, entry: { path } }) => ({
        at: { file: owner.file.path, span: owner.valueSpan([...path, 'templateName']) },
        label: `\`${owner.name ?? ''}\` names the next one`,
      }));
      const at = ctx.manifest.valueSpan([...entry.path, 'templateName']);
      const name = ctx.manifest.name ?? '';
      if (places.length === 0) ctx.report('itself', { at, data: { name } });
      else {
        const names = [...circle.map(({ owner }) => owner.name ?? ''), name];
        ctx.report('circle', { at, data: { names }, related: places });
      }
    }
  },
});

interface Link {
  readonly owner: Manifest;
  readonly entry: TemplateEntry;
}

const entriesOf = (manifest: Manifest): readonly TemplateEntry[] =>
  templateEntries(objectOf(manifest.json['spec'])['templates'], ['spec', 'templates']);

/** The links from `start` through `entry` back to `start`, if there are any. */
function circleFrom(workspace: Workspace, start: Manifest, entry: TemplateEntry): readonly Link[] | undefined {
  const seen = new Set<Manifest>();
  const follow = (owner: Manifest, link: TemplateEntry, way: readonly Link[]): readonly Link[] | undefined => {
    const lookup = workspace.findTemplate(link.name, link.clusterScope, owner);
    if (lookup.status !== 'found' || way.length >= MAX_NESTING) return undefined;
    const here = [...way, { owner, entry: link }];
    if (lookup.manifest === start) return here;
    if (seen.has(lookup.manifest)) return undefined;
    seen.add(lookup.manifest);
    for (const next of entriesOf(lookup.manifest)) {
      const found = follow(lookup.manifest, next, here);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return follow(start, entry, []);
}

const inOrderOfText = (a: Link, b: Link): number =>
  a.owner.file.path === b.owner.file.path
    ? a.owner.root.span.start - b.owner.root.span.start
    : a.owner.file.path < b.owner.file.path
      ? -1
      : 1;
