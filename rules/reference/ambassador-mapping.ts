import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { objectNamed } from '../../src/lint/kit/templates/named-objects.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { mappingReferences, validateMapping } from '../../src/manifest/controller/references/meshes.ts';

const ROLLOUT = canary(
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  ambassador:\n    mappings: [checkout]',
);
const mapping = (more: string) =>
  `apiVersion: getambassador.io/v2\nkind: Mapping\nmetadata:\n  name: checkout\nspec:\n  prefix: /checkout/\n  service: checkout:80\n${more}`;

export const ambassadorMapping = defineRule({
  id: 'reference/ambassador-mapping',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'The Ambassador mapping of a Rollout has a weight of its own, or the Rollout names none.',
    details: `The controller copies the mapping, gives the copy the weight and leaves the rest to the original, which therefore must have none.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation_references.go ValidateAmbassadorMapping',
      'argo-rollouts rollout/controller.go getAmbassadorMappings',
    ],
  },
  messages: {
    weight: ({ name, text }: { name: string; text: string }) => ({
      message: `mapping \`${name}\` has a \`weight\``,
      why: refused(text),
      help: 'take `weight` out of the mapping',
    }),
    none: ({ text }: { text: string }) => ({
      message: '`ambassador` names no mapping',
      why: refused(text),
      help: 'name the mapping of the stable service: `mappings: [NAME]`',
    }),
  },
  examples: {
    bad: [
      { yaml: documents(ROLLOUT, mapping('  weight: 20\n')), finds: ['weight@checkout'] },
      { yaml: ROLLOUT.replace('[checkout]', '[]'), finds: ['none@[]'] },
    ],
    good: [{ yaml: documents(ROLLOUT, mapping('')) }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    const { references, errors } = mappingReferences(ctx.manifest.json);
    for (const { path, text } of errors) ctx.report('none', { at: ctx.manifest.valueSpan(path), data: { text } });
    for (const { name, missing } of references) {
      const wanted = { kind: 'Mapping', group: 'getambassador.io', name };
      const object = objectNamed(ctx.workspace, wanted, ctx.manifest);
      for (const { text, target } of object === undefined ? [] : validateMapping(object.json)) {
        ctx.report('weight', {
          at: ctx.manifest.valueSpan(missing.path),
          data: { name, text },
          related:
            object === undefined
              ? []
              : [{ at: { file: object.file.path, span: object.valueSpan(target ?? ['spec']) }, label: 'the weight' }],
        });
      }
    }
  },
});
