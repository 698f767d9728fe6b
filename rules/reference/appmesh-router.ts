import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { objectNamed } from '../../src/lint/kit/templates/named-objects.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { textOf } from '../../src/manifest/controller/read.ts';
import { appMeshReferences, validateAppMeshRouter } from '../../src/manifest/controller/references/meshes.ts';

const GROUP = 'appmesh.k8s.aws';
const ROLLOUT = canary(
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  appMesh:\n    virtualService:\n      name: checkout',
);
const mesh = (targets: string) =>
  documents(
    `apiVersion: ${GROUP}/v1beta2\nkind: VirtualService\nmetadata:\n  name: checkout\nspec:\n  provider:\n    virtualRouter:\n      virtualRouterRef: {name: checkout}\n`,
    `apiVersion: ${GROUP}/v1beta2\nkind: VirtualRouter\nmetadata:\n  name: checkout\nspec:\n  routes:\n    - name: primary\n      httpRoute:\n        action:\n          weightedTargets: ${targets}\n`,
  );

export const appmeshRouter = defineRule({
  id: 'reference/appmesh-router',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'The App Mesh router of a Rollout has no route with two targets.',
    details: `The controller moves weight between the two targets of each route of the virtual router that the VirtualService names.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation_references.go ValidateAppMeshResource',
      'argo-rollouts rollout/controller.go getReferencedAppMeshResources',
    ],
  },
  messages: {
    router: ({ name, detail, text }: { name: string; detail: string; text: string }) => ({
      message: `virtual router \`${name}\` does not fit this Rollout: ${detail}`,
      why: refused(text),
      help: 'give each route two `weightedTargets`, the stable and the canary node',
    }),
    none: ({ text }: { text: string }) => ({
      message: '`appMesh` names no virtual service',
      why: refused(text),
      help: 'write `virtualService: {name: NAME}`',
    }),
  },
  examples: {
    bad: [
      { yaml: documents(ROLLOUT, mesh('[{weight: 1}]')), finds: ['router@checkout'] },
      { yaml: canary('canaryService: a\nstableService: b\ntrafficRouting:\n  appMesh: {}'), finds: ['none@appMesh'] },
    ],
    good: [{ yaml: documents(ROLLOUT, mesh('[{weight: 1}, {weight: 0}]')) }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    const { references, errors } = appMeshReferences(ctx.manifest.json);
    for (const { path, text } of errors) ctx.report('none', { at: ctx.manifest.keySpan(path), data: { text } });
    for (const { kind, name, missing } of references) {
      const service = objectNamed(ctx.workspace, { kind, group: GROUP, name }, ctx.manifest);
      const at = ['spec', 'provider', 'virtualRouter', 'virtualRouterRef', 'name'];
      const routerName = textOf(service?.value(at));
      if (service === undefined || routerName === '') continue;
      const router = objectNamed(ctx.workspace, { kind: 'VirtualRouter', group: GROUP, name: routerName }, service);
      for (const { detail, text, target } of router === undefined ? [] : validateAppMeshRouter(router.json)) {
        ctx.report('router', {
          at: ctx.manifest.valueSpan(missing.path),
          data: { name: routerName, detail, text },
          related:
            router === undefined
              ? []
              : [{ at: { file: router.file.path, span: router.keySpan(target ?? ['spec']) }, label: router.title }],
        });
      }
    }
  },
});
