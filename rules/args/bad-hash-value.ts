import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { argumentEntries } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';

const withHash = (value: string) =>
  documents(
    canary(
      `steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate\n      args:\n        - name: hash\n          valueFrom:\n            podTemplateHashValue: ${value}`,
    ),
    template('interval: 1m\ncount: 3', { args: '- name: hash' }).replace(
      'app="checkout"',
      'rollouts_pod_template_hash="{{args.hash}}"',
    ),
  );

export const badHashValue = defineRule({
  id: 'args/bad-hash-value',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`podTemplateHashValue` is neither `Stable` nor `Latest`.',
    details: `The field is a free text for the API server, and the controller knows two values, in exactly this spelling: \`Stable\`, the
hash of the stable ReplicaSet, and \`Latest\`, that of the new one, the canary. For every other text the argument silently becomes empty, so a
query that selects by it finds nothing.`,
    references: ['argo-rollouts utils/analysis/factory.go BuildArgumentsForRolloutAnalysisRun'],
  },
  messages: {
    bad: ({ value, name, meant }: { value: string; name: string; meant: string | undefined }) => ({
      message: `\`podTemplateHashValue: ${value}\` is not known`,
      why: `argument \`${name}\` becomes the empty text, without an error`,
      help: meant === undefined ? 'write `Latest` for the canary, or `Stable`' : `write \`${meant}\``,
    }),
  },
  examples: {
    bad: [{ yaml: withHash('Canary'), finds: ['bad@Canary'], fixed: withHash('Latest') }],
    good: [{ yaml: withHash('Latest') }, { yaml: withHash('Stable') }],
  },
  check(ctx) {
    for (const { path } of ctx.uses) {
      for (const entry of argumentEntries(ctx.manifest, [...path, 'args'])) {
        const at = [...entry.path, 'valueFrom', 'podTemplateHashValue'];
        const value = ctx.manifest.value(at);
        if (typeof value !== 'string' || value === 'Latest' || value === 'Stable') continue;
        const meant = /^(canary|latest|new|current|preview)$/i.test(value)
          ? 'Latest'
          : /^(stable|baseline|old|active|primary|previous)$/i.test(value)
            ? 'Stable'
            : undefined;
        const span = ctx.manifest.valueSpan(at);
        ctx.report('bad', {
          at: span,
          data: { value, name: entry.name, meant },
          ...(meant === undefined
            ? {}
            : { fix: { kind: 'unsafe', title: `Write ${meant}`, edits: [{ span, text: meant }] } }),
        });
      }
    }
  },
});
