import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { objectNamed } from '../../src/lint/kit/templates/named-objects.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf, optionalObject, textMapOf } from '../../src/manifest/controller/read.ts';
import { serviceReferences, validateService } from '../../src/manifest/controller/references/services.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import type { JsonObject } from '../../src/yaml/tree.ts';

const ROLLOUT = canary('canaryService: checkout-canary\nstableService: checkout');
const service = (name: string, app: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    app: ${app}\n  ports:\n    - port: 80\n`;

export const serviceSelector = defineRule({
  id: 'reference/service-selector',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'A service of a Rollout does not select its pods.',
    details: `Every label of the service's selector must stand in the Rollout's pod template with the same value
(\`rollouts-pod-template-hash\`, which the controller sets itself, aside). A service that another Rollout manages is refused as well.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation_references.go ValidateService'],
  },
  messages: {
    label: ({
      service: name,
      label,
      has,
      text,
    }: {
      service: string;
      label: string;
      has: string | undefined;
      text: string;
    }) => ({
      message: `service \`${name}\` selects \`${label}\`, but the pods of this Rollout ${has === undefined ? 'have no such label' : `have \`${has}\``}`,
      why: refused(text),
      help: 'make the selector of the service and the labels of the pod template agree',
    }),
    managed: ({ service: name, text }: { service: string; text: string }) => ({
      message: `service \`${name}\` is managed by another Rollout`,
      why: refused(text),
      help: 'give each Rollout services of its own, and take the annotation away',
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(ROLLOUT, service('checkout', 'checkout'), service('checkout-canary', 'checkout-canary')),
        finds: ['label@checkout-canary'],
      },
    ],
    good: [{ yaml: documents(ROLLOUT, service('checkout', 'checkout'), service('checkout-canary', 'checkout')) }],
  },
  check(ctx) {
    const rollout = withTemplate(ctx.workspace, ctx.manifest);
    if (ctx.manifest.partial || rollout === undefined) return;
    const labels = textMapOf(objectOf(objectOf(objectOf(rollout['spec'])['template'])['metadata'])['labels']);
    for (const { role, name, field } of serviceReferences(rollout)) {
      const object = objectNamed(ctx.workspace, { kind: 'Service', group: '', name }, ctx.manifest);
      if (object === undefined) continue;
      for (const { code, text, target = [] } of validateService(object.json, role, rollout)) {
        const label = String(target.at(-1));
        const at = ctx.manifest.valueSpan(field.path);
        const related = [{ at: { file: object.file.path, span: object.keySpan(target) }, label: `in ${object.title}` }];
        if (code === 'service-managed-by-other') {
          ctx.report('managed', { at, data: { service: name, text }, related });
          continue;
        }
        const value = labels.get(label);
        ctx.report('label', {
          at,
          data: {
            service: name,
            label: `${label}: ${String(object.value(target))}`,
            has: value === undefined ? undefined : `${label}: ${value}`,
            text,
          },
          related,
        });
      }
    }
  },
});

/** The Rollout with its pod template: its own, or that of the workload it names, where that is known. */
function withTemplate(workspace: Workspace, rollout: Manifest): JsonObject | undefined {
  const spec = objectOf(rollout.json['spec']);
  const ref = optionalObject(spec['workloadRef']);
  if (ref === undefined) return spec['template'] === undefined ? undefined : rollout.json;
  const workload = objectNamed(
    workspace,
    { kind: String(ref['kind']), group: 'apps', name: String(ref['name']) },
    rollout,
  );
  const template = workload?.value(['spec', 'template']);
  return template === undefined ? undefined : { ...rollout.json, spec: { ...spec, template } };
}
