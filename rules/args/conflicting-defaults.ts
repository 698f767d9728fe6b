import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { argumentEntries } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import type { AnalysisUse } from '../../src/workspace/workspace.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

const STEP = canary(
  'steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: errors\n        - templateName: latency',
);
const one = (name: string, value: string) =>
  template('interval: 1m\ncount: 3', { name, args: `- name: env\n  value: ${value}` }).replace(
    'app="checkout"',
    'app="{{args.env}}"',
  );

export const conflictingDefaults = defineRule({
  id: 'args/conflicting-defaults',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'Experiment'],
  docs: {
    summary: 'Two templates of one analysis give the same argument different defaults.',
    details: `Templates of one analysis are merged before anything that the Rollout passes is looked at, so passing a value does not
help. Equal defaults, or a default in one of them only, are fine.`,
    references: ['argo-rollouts utils/analysis/helpers.go flattenArgs', 'argo-rollouts#1851'],
  },
  messages: {
    conflict: ({ name, values, text }: { name: string; values: string; text: string }) => ({
      message: `templates of one analysis give \`${name}\` different defaults: ${values}`,
      why: `the controller refuses the Rollout, also where it passes \`${name}\` itself ("${text}")`,
      help: 'make the defaults equal, leave them out of all but one, or rename one of the arguments',
    }),
  },
  examples: {
    bad: [{ yaml: documents(STEP, one('errors', 'live'), one('latency', 'test')), finds: ['conflict@latency'] }],
    good: [{ yaml: documents(STEP, one('errors', 'live'), one('latency', 'live')) }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (use.mergeError?.code !== 'argument-conflict') continue;
      const defaults = use.templates.flatMap((manifest) =>
        argumentEntries(manifest, ['spec', 'args']).flatMap((entry) => {
          const value = manifest.value([...entry.path, 'value']);
          return typeof value === 'string' ? [{ ...entry, manifest, value }] : [];
        }),
      );
      const second = defaults.find((each) =>
        defaults.some(({ name, value }) => name === each.name && value !== each.value),
      );
      if (second === undefined) continue;
      const all = defaults.filter(({ name }) => name === second.name);
      // Within one template: args/declared-twice.
      if (new Set(all.map(({ manifest }) => manifest)).size < 2) continue;
      ctx.report('conflict', {
        at: ctx.manifest.valueSpan([
          ...placeOf(
            use,
            all.map(({ manifest }) => manifest),
          ),
          'templateName',
        ]),
        data: {
          name: second.name,
          values: all.map(({ value, manifest }) => `\`${value}\` in \`${manifest.name}\``).join(', '),
          text: use.mergeError.text,
        },
        related: all.map(({ manifest, path }) => ({
          at: { file: manifest.file.path, span: manifest.valueSpan([...path, 'value']) },
          label: 'a default',
        })),
      });
    }
  },
});

/** The last of the references that lead to one of the templates. */
function placeOf(use: AnalysisUse, templates: readonly Manifest[]): JsonPath {
  const direct = use.references.filter(
    ({ lookup, via }) => via.length === 0 && lookup.status === 'found' && templates.includes(lookup.manifest),
  );
  return (direct.at(-1) ?? use.references[0])?.path ?? use.path;
}
