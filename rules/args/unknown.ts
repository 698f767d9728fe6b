import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { argumentEntries, listed } from '../../src/lint/kit/templates/arguments.ts';
import { placeholdersOf } from '../../src/lint/kit/templates/placeholders.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { nearest } from '../../src/text/nearest.ts';
import { bindingsOfUse } from '../../src/workspace/bindings.ts';

const STEP = (name: string) =>
  canary(
    `steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate\n      args:\n        - name: ${name}\n          value: checkout`,
  );
const USED = template('interval: 1m\ncount: 3', { args: '- name: service' }).replace(
  'app="checkout"',
  'app="{{args.service}}"',
);

export const unknown = defineRule({
  id: 'args/unknown',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'Experiment'],
  docs: {
    summary: 'An argument is passed that no template of the analysis declares.',
    details: `The controller drops it without a word. If it is a declared argument misspelt, that one is missing, or keeps its default:
an error. Where nothing like it is declared, and nothing is missing, the rule warns.`,
    references: ['argo-rollouts utils/analysis/helpers.go MergeArgs'],
  },
  messages: {
    misspelt: ({ name, meant, isMissing }: { name: string; meant: string; isMissing: boolean }) => ({
      message: `no template of this analysis declares \`${name}\`; they declare \`${meant}\``,
      why: isMissing
        ? `\`${name}\` is dropped, and the analysis cannot start: "args.${meant} was not resolved"`
        : `\`${name}\` is dropped, and \`${meant}\` keeps its default`,
      help: `write \`name: ${meant}\``,
    }),
    unknown: ({ name, declared }: { name: string; declared: readonly string[] }) => ({
      message: `no template of this analysis declares \`${name}\``,
      why: `the controller drops it without a word${declared.length === 0 ? '; the templates declare no argument' : ''}`,
      help:
        declared.length === 0
          ? `declare it in the template's \`spec.args\`, or remove it`
          : `the templates declare ${listed(declared)}; remove it, or declare it`,
    }),
  },
  examples: {
    bad: [
      { yaml: documents(STEP('servcie'), USED), finds: ['misspelt@servcie'], fixed: documents(STEP('service'), USED) },
      {
        yaml: documents(STEP('region'), USED.replace('- name: service', '- name: service\n      value: checkout')),
        finds: ['unknown@region'],
      },
    ],
    good: [{ yaml: documents(STEP('service'), USED) }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (!use.resolved || use.cycle !== undefined || use.templates.some(({ partial }) => partial)) continue;
      const args = bindingsOfUse(ctx.workspace, use).flatMap((binding) => [...binding.args.values()]);
      const declared = new Set(args.filter((each) => each.declared !== undefined).map(({ name }) => name));
      const missing = new Set(args.filter(({ origin }) => origin === 'missing').map(({ name }) => name));
      const used = new Set(use.templates.flatMap((each) => placeholdersOf(each).map(({ tag }) => tag.argument)));
      const passed = new Set(argumentEntries(ctx.manifest, [...use.path, 'args']).map(({ name }) => name));
      for (const { name, path } of argumentEntries(ctx.manifest, [...use.path, 'args'])) {
        // Used though not declared: the template is to be mended, args/undeclared.
        if (declared.has(name) || used.has(name)) continue;
        const free = [...declared].filter((each) => !passed.has(each));
        const meant =
          nearest(
            name,
            [...missing].filter((each) => free.includes(each)),
          ) ?? nearest(name, free);
        const span = ctx.manifest.valueSpan([...path, 'name']);
        if (meant === undefined) {
          ctx.report('unknown', { at: span, data: { name, declared: [...declared] }, severity: 'warning' });
          continue;
        }
        const isMissing = missing.has(meant);
        ctx.report('misspelt', {
          at: span,
          data: { name, meant, isMissing },
          severity: isMissing ? 'error' : 'warning',
          fix: { kind: 'unsafe', title: `Write ${meant}`, edits: [{ span, text: meant }] },
        });
      }
    }
  },
});
