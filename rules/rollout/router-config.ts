import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { validateIngressConfig } from '../../src/manifest/controller/references/ingress.ts';
import { validateVirtualServiceConfig } from '../../src/manifest/controller/references/virtual-service.ts';

const ROUTED = (nginx: string) =>
  canary(`canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  nginx:\n${nginx}`);

export const routerConfig = defineRule({
  id: 'rollout/router-config',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'A router names its object in both ways, or in none.',
    details: `Nginx takes \`stableIngress\` or \`stableIngresses\`, ALB \`ingress\` or \`ingresses\`, Istio \`virtualService\` or \`virtualServices\`: one
of the two.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation_references.go'],
  },
  messages: {
    bad: ({ router, detail }: { router: string; detail: string }) => ({
      message: `\`${router}\` must name its object in exactly one way`,
      why: refused(detail),
      help:
        {
          nginx: 'write `stableIngress: NAME`, or `stableIngresses` for several',
          alb: 'write `ingress: NAME`, or `ingresses` for several',
        }[router] ?? 'write `virtualService: {name: NAME}`, or `virtualServices` for several',
    }),
  },
  examples: {
    bad: [
      {
        yaml: ROUTED('    stableIngress: checkout\n    stableIngresses: [checkout, checkout-admin]'),
        finds: ['bad@nginx'],
      },
    ],
    good: [{ yaml: ROUTED('    stableIngress: checkout') }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    const rollout = ctx.manifest.json;
    for (const { path, detail } of [...validateIngressConfig(rollout), ...validateVirtualServiceConfig(rollout)]) {
      const router = String(path.at(-1));
      ctx.report('bad', { at: ctx.manifest.keySpan(path), data: { router, detail } });
    }
  },
});
