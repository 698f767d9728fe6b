import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { serviceReferences } from '../../src/manifest/controller/references/services.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';

const one = (name: string, stable: string) =>
  canary(`canaryService: ${name}-canary\nstableService: ${stable}`).replaceAll('checkout', name);

export const sharedService = defineRule({
  id: 'reference/shared-service',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'Two Rollouts of one file name the same service.',
    details: `The controller writes into a service which Rollout manages it, and refuses every other one that names it. Only Rollouts that stand in
one file, in one namespace, are compared: those of different files may be alternatives.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation_references.go ValidateService',
      'argo-rollouts rollout/service.go switchServiceSelector',
    ],
  },
  messages: {
    shared: ({ service, other, text }: { service: string; other: string; text: string }) => ({
      message: `service \`${service}\` belongs to Rollout \`${other}\` as well`,
      why: refused(text),
      help: 'give each Rollout services of its own',
    }),
  },
  examples: {
    bad: [{ yaml: documents(one('cart', 'shop'), one('checkout', 'shop')), finds: ['shared@shop'] }],
    good: [{ yaml: documents(one('cart', 'cart'), one('checkout', 'checkout')) }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    const earlier = ctx.file.manifests.filter(
      (each) =>
        each.isArgo() &&
        each.kind === 'Rollout' &&
        !each.partial &&
        each.namespace === ctx.manifest.namespace &&
        each.name !== ctx.manifest.name &&
        each.root.span.start < ctx.manifest.root.span.start,
    );
    for (const { name, field } of serviceReferences(ctx.manifest.json)) {
      const owner = earlier.flatMap((each) => referencesTo(each, name)).at(0);
      if (owner === undefined) continue;
      const text = `Service "${name}" is managed by another Rollout`;
      ctx.report('shared', {
        at: ctx.manifest.valueSpan(field.path),
        data: { service: name, other: owner.rollout.name ?? '', text },
        related: [{ at: { file: ctx.file.path, span: owner.span }, label: `in ${owner.rollout.title}` }],
      });
    }
  },
});

const referencesTo = (rollout: Manifest, name: string) =>
  serviceReferences(rollout.json)
    .filter((each) => each.name === name)
    .map(({ field }) => ({ rollout, span: rollout.valueSpan(field.path) }));
