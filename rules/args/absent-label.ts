import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { argumentEntries } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf } from '../../src/manifest/controller/read.ts';
import { nearest } from '../../src/text/nearest.ts';

const withLabel = (key: string) =>
  documents(
    canary(
      `steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate\n      args:\n        - name: region\n          valueFrom:\n            fieldRef:\n              fieldPath: metadata.labels['${key}']`,
    ).replace('  name: checkout\n', '  name: checkout\n  labels:\n    region: eu\n'),
    template('interval: 1m\ncount: 3', { args: '- name: region' }).replace(
      'app="checkout"',
      'region="{{args.region}}"',
    ),
  );

export const absentLabel = defineRule({
  id: 'args/absent-label',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: "A `fieldRef` reads a label or an annotation that the Rollout's manifest does not have.",
    details: `The argument becomes the empty text, without an error. The rule looks at the labels and annotations that the manifest itself
gives the Rollout; something else (a mutating webhook, a pipeline) may add more, which is why it warns. Rollouts that a kustomization builds are left
out.`,
    references: ['Kubernetes fieldpath.ExtractFieldPathAsString'],
  },
  messages: {
    absent: ({ field, key, meant }: { field: string; key: string; meant: string | undefined }) => ({
      message: `this Rollout has no ${field === 'labels' ? 'label' : 'annotation'} \`${key}\``,
      why: 'the argument becomes the empty text, without an error, unless something adds it when the manifest is applied',
      help: meant === undefined ? `add it under \`metadata.${field}\`` : `write \`metadata.${field}['${meant}']\``,
    }),
  },
  examples: {
    bad: [{ yaml: withLabel('regoin'), finds: ["absent@metadata.labels['regoin']"] }],
    good: [{ yaml: withLabel('region') }],
  },
  check(ctx) {
    if (ctx.manifest.partial || ctx.file.kustomizations.length > 0) return;
    for (const { path } of ctx.uses) {
      for (const entry of argumentEntries(ctx.manifest, [...path, 'args'])) {
        const at = [...entry.path, 'valueFrom', 'fieldRef', 'fieldPath'];
        const match = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(String(ctx.manifest.value(at) ?? ''));
        const [, field = '', key = ''] = match ?? [];
        if (match === null) continue;
        const given = Object.keys(objectOf(ctx.manifest.value(['metadata', field])));
        if (given.includes(key)) continue;
        ctx.report('absent', {
          at: ctx.manifest.valueSpan(at),
          data: { field, key, meant: nearest(key, given) },
        });
      }
    }
  },
});
