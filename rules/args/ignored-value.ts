import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { bindingsOfUse } from '../../src/workspace/bindings.ts';

const SECRET = `- name: token
  valueFrom:
    secretKeyRef:
      name: metrics
      key: token`;
const WEB = `
successCondition: result.ok == true
provider:
  web:
    url: https://checks.example.com/checkout
    headers:
      - key: Authorization
        value: Bearer {{args.token}}`;
const step = (args: string) =>
  canary(`steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate${args}`);

export const ignoredValue = defineRule({
  id: 'args/ignored-value',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout', 'Experiment'],
  docs: {
    summary: 'A value is passed for an argument that the template reads from a secret.',
    details: `Merging keeps both, and when it measures the controller reads the secret: the value that was passed is never used. The
secret must exist in the namespace of the Rollout all the same.`,
    references: ['argo-rollouts utils/analysis/helpers.go MergeArgs', 'argo-rollouts analysis/analysis.go resolveArgs'],
  },
  messages: {
    ignored: ({ name, template: owner }: { name: string; template: string }) => ({
      message: `the value passed for \`${name}\` is ignored: template \`${owner}\` reads it from a secret`,
      why: 'both survive the merge, and at each measurement the secret wins',
      help: 'do not pass it; or take `valueFrom` out of the template',
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(
          step("\n      args:\n        - name: token\n          value: 's3cr3t'"),
          template(WEB, { args: SECRET }),
        ),
        finds: ["ignored@'s3cr3t'"],
      },
    ],
    good: [{ yaml: documents(step(''), template(WEB, { args: SECRET })) }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      const told = new Set<string>();
      for (const { template: bound, args } of bindingsOfUse(ctx.workspace, use)) {
        for (const { name, origin, passed, declared } of args.values()) {
          if (origin !== 'secret' || passed === undefined || declared?.manifest !== bound || told.has(name)) continue;
          if (passed.manifest !== ctx.manifest) continue;
          told.add(name);
          ctx.report('ignored', {
            at: ctx.manifest.valueSpan([...passed.path, 'value']),
            data: { name, template: bound.name ?? '' },
            related: [
              {
                at: { file: bound.file.path, span: bound.keySpan([...declared.path, 'valueFrom', 'secretKeyRef']) },
                label: 'the secret',
              },
            ],
          });
        }
      }
    }
  },
});
