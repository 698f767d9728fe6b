import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { isCheckedAlone, listed } from '../../src/lint/kit/templates/arguments.ts';
import { type Placeholder, placeholdersOf } from '../../src/lint/kit/templates/placeholders.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { nearest } from '../../src/text/nearest.ts';

const query = (name: string) => `
provider:
  prometheus:
    address: http://prometheus.monitoring:9090
    query: sum(rate(http_requests_total{service="{{args.${name}}}",code=~"5.."}[2m])) or vector(0)`;

export const undeclared = defineRule({
  id: 'args/undeclared',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A metric uses an argument that its template does not declare.',
    details: `What a Rollout passes reaches a metric only if the template declares it in \`spec.args\`; an argument that is not declared is
dropped without a word, and \`{{args.x}}\` cannot be resolved. In an inline step, pre- and post-promotion each template is checked alone, so a
declaration in a sibling template does not help there; in background analysis it does.`,
    references: [
      'argo-rollouts utils/template/template.go resolve',
      'argo-rollouts utils/analysis/helpers.go MergeArgs',
      'argo-rollouts pkg/apis/rollouts/validation/validation_references.go',
    ],
  },
  messages: {
    undeclared: ({ name, kind, declared, meant }: UndeclaredData) => ({
      message: `\`{{args.${name}}}\` is used, but this ${kind} declares only ${listed(declared)}`,
      why: consequence(kind, name),
      help:
        meant === undefined
          ? `add \`- name: ${name}\` to \`spec.args\``
          : `write \`{{args.${meant}}}\`, or add \`- name: ${name}\` to \`spec.args\``,
    }),
    none: ({ used, kind }: { used: readonly string[]; kind: string }) => ({
      message: `${listed(used.map((name) => `{{args.${name}}}`))} ${used.length === 1 ? 'is' : 'are'} used, but this ${kind} declares no argument`,
      why: consequence(kind, used[0] ?? ''),
      help: `declare ${used.length === 1 ? 'it' : 'them'}: \`spec.args: [${used.map((name) => `{name: ${name}}`).join(', ')}]\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: template(query('servce'), { args: '- name: service' }),
        finds: ['undeclared@{{args.servce}}'],
        fixed: template(query('service'), { args: '- name: service' }),
      },
      { title: 'No arguments at all.', yaml: template(query('service')), finds: ['none@{{args.service}}'] },
    ],
    good: [{ yaml: template(query('service'), { args: '- name: service' }) }],
  },
  check(ctx) {
    const isDeclaredFor = (name: string): boolean =>
      ctx.bindings.every(({ template: bound, use, args }) => {
        const declared = args.get(name)?.declared;
        if (declared === undefined) return false;
        return declared.manifest === bound || use === undefined || !isCheckedAlone(use);
      });
    const places = new Map<string, Placeholder[]>();
    for (const placeholder of placeholdersOf(ctx.manifest)) {
      const name = placeholder.tag.argument;
      if (name === undefined || placeholder.tag.swallows || isDeclaredFor(name)) continue;
      places.set(name, [...(places.get(name) ?? []), placeholder]);
    }
    const declared = [...new Set(ctx.bindings.flatMap(({ args }) => [...args.values()]))]
      .filter((argument) => argument.declared?.manifest === ctx.manifest)
      .map(({ name }) => name);
    const names = [...new Set(declared)];
    if (ctx.manifest.partial) return;
    const used = new Set(placeholdersOf(ctx.manifest).map(({ tag }) => tag.argument));
    if (names.length === 0) {
      // No argument is declared at all: one mistake, whatever the metrics use.
      const [first, ...others] = [...places.values()].flat();
      if (first === undefined) return;
      ctx.report('none', {
        at: first.span,
        data: { used: [...places.keys()], kind: ctx.manifest.kind },
        related: others.map(({ span }) => ({ at: { file: ctx.file.path, span }, label: 'also used here' })),
      });
      return;
    }
    for (const [name, uses] of places) {
      const [first, ...others] = uses;
      if (first === undefined) continue;
      const free = names.filter((each) => !used.has(each));
      // The one that nothing uses is most likely the one that is meant.
      const meant = nearest(name, free) ?? (free.length === 1 && places.size === 1 ? free[0] : nearest(name, names));
      ctx.report('undeclared', {
        at: first.span,
        data: { name, kind: ctx.manifest.kind, declared: names, meant },
        related: others.map(({ span }) => ({ at: { file: ctx.file.path, span }, label: 'also used here' })),
        ...(meant === undefined
          ? {}
          : {
              fix: {
                kind: 'unsafe',
                title: `Write {{args.${meant}}}`,
                edits: uses.map(({ span }) => ({ span, text: `{{args.${meant}}}` })),
              },
            }),
      });
    }
  },
});

interface UndeclaredData {
  readonly name: string;
  readonly kind: string;
  readonly declared: readonly string[];
  readonly meant: string | undefined;
}

const consequence = (kind: string, name: string): string =>
  `"failed to resolve {{args.${name}}}": ${
    kind === 'AnalysisRun'
      ? 'the run ends in Error before the first measurement'
      : 'what a Rollout passes under this name is dropped, and the analysis cannot run'
  }`;
