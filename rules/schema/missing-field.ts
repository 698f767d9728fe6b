import { canary, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { describeField } from '../../src/manifest/schema/describe.ts';
import { problemsOf } from '../../src/manifest/schema/validate.ts';
import { pathText } from '../../src/manifest/schema/words.ts';

export const missingField = defineRule({
  id: 'schema/missing-field',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'An object lacks a field that it must have.',
    details: `The API server refuses the object: \`spec.metrics[0].provider: Required value\`. An object needs \`metadata.name\`, or
\`metadata.generateName\` if it is made with \`kubectl create\`.

Patches and overlays are not looked at, since what they lack may stand in their base.`,
    references: ['k8s.io/apiextensions-apiserver pkg/apiserver/validation ValidateCustomResource'],
  },
  messages: {
    missing: ({
      object,
      fields,
      first,
      help,
    }: {
      object: string;
      fields: readonly string[];
      first: string;
      help: string;
    }) => ({
      message: `\`${object}\` lacks ${listOf(fields)}`,
      why: `the API server refuses the object: "${first}: Required value"`,
      help,
    }),
    name: () => ({
      message: 'the object has no name',
      why: 'the API server refuses it: "name or generateName is required"',
      help: 'write `metadata.name`',
    }),
  },
  examples: {
    bad: [
      {
        title: 'A router without what it needs',
        yaml: canary(`canaryService: checkout-canary
stableService: checkout-stable
trafficRouting:
  alb:
    ingress: checkout`),
        finds: ['missing@alb'],
      },
      {
        title: 'An object without a name',
        yaml: template('').replace('  name: error-rate\nspec', '  namespace: shop\nspec'),
        finds: ['name@metadata'],
      },
    ],
    good: [
      {
        yaml: canary(`canaryService: checkout-canary
stableService: checkout-stable
trafficRouting:
  alb:
    ingress: checkout
    servicePort: 443`),
      },
    ],
  },
  check(ctx) {
    const { manifest } = ctx;
    if (!manifest.isArgo()) return;
    for (const { path, names } of problemsOf(manifest, 'missing-field', { target: ctx.settings.target.argoRollouts })) {
      const at = manifest.keySpan(path);
      const [first = ''] = names;
      if (path.length === 1 && path[0] === 'metadata') {
        ctx.report('name', { at, data: undefined });
        continue;
      }
      const { kind } = manifest;
      const help = names.map((name) => {
        const description = describeField(kind, [...path, name])?.description ?? '';
        return `\`${name}\`: ${description.replace(/[.:;] .*|\.$/, '')}`;
      });
      const object = pathText(path) || manifest.kind;
      ctx.report('missing', {
        at,
        data: {
          object,
          fields: names,
          first: pathText([...path, first]),
          help: help.join('; '),
        },
      });
    }
  },
});

function listOf(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
