import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const podTemplate = defineRule({
  id: 'rollout/pod-template',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'The pod template of a Rollout is not one that a ReplicaSet can have.',
    details: `The controller checks the pod template as Kubernetes checks that of a ReplicaSet. This rule knows what Rollouts get wrong:
containers without a name or an image, names that are taken twice, ports, volume mounts without a volume, a restart policy other than
\`Always\`, and a template beside a \`workloadRef\`.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutSpec',
      'Kubernetes ValidatePodTemplateSpecForReplicaSet',
    ],
  },
  messages: {
    bad: ({ field, detail, text }: { field: string; detail: string; text: string }) => ({
      message: `\`${field}\` of the pod template is not accepted: ${detail}`,
      why: refused(text),
      help: 'mend the template; it follows the rules of a Deployment',
    }),
    missing: ({ field, text }: { field: string; text: string }) => ({
      message: `the pod template has no \`${field}\``,
      why: refused(text),
      help: `add \`${field}\``,
    }),
    both: ({ text }: { text: string }) => ({
      message:
        'a Rollout with a `workloadRef` takes its pod template from there, and this one has labels or annotations of its own',
      why: refused(text),
      help: 'remove `spec.template`, or `spec.workloadRef`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary('steps: []').replace('          image: example.com/checkout:1.4.2\n', ''),
        finds: ['missing@name'],
      },
      {
        yaml: canary('steps: []', 'workloadRef:\n  apiVersion: apps/v1\n  kind: Deployment\n  name: checkout'),
        finds: ['both@template'],
      },
    ],
    good: [{ yaml: canary('steps: []') }],
  },
  check(ctx) {
    const all = rolloutFaults(ctx.manifest, [
      'template-beside-workload-ref',
      'annotation-key',
      'container-duplicate',
      'container-image',
      'container-name',
      'container-pull-policy',
      'containers-missing',
      'env-name',
      'init-container-field',
      'mount-name',
      'mount-path',
      'mount-path-duplicate',
      'mount-volume',
      'pod-active-deadline',
      'pod-restart-policy',
      'port-duplicate',
      'port-name',
      'port-number',
      'port-protocol',
      'volume-duplicate',
      'volume-name',
    ]);
    const told = new Set<string>();
    for (const { code, path, detail, text, type, value } of all) {
      const place = path.join('/');
      if (told.has(place)) continue;
      // With no template and no selector there is one mistake: rollout/selector.
      if (code === 'containers-missing' && ctx.manifest.node(['spec', 'template']) === undefined) {
        if (ctx.manifest.node(['spec', 'selector']) === undefined) continue;
      }
      told.add(place);
      const at = ctx.manifest.valueSpan(path);
      const field = String(path.findLast((step) => typeof step === 'string'));
      if (code === 'template-beside-workload-ref') ctx.report('both', { at, data: { text: detail } });
      else if (type === 'Required') ctx.report('missing', { at, data: { field, text } });
      else {
        const named = [value?.replaceAll('"', '`'), detail].filter((part) => part !== undefined && part !== '');
        ctx.report('bad', { at, data: { field, detail: named.join(': '), text } });
      }
    }
  },
});
