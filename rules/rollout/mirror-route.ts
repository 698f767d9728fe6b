import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

const ROUTED =
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  managedRoutes:\n    - name: beta\n  istio:\n    virtualService:\n      name: checkout\n';

export const mirrorRoute = defineRule({
  id: 'rollout/mirror-route',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`setMirrorRoute` has a match that its router cannot take.',
    details: `\`method\` and \`path\` of a match have exactly one of \`exact\`, \`regex\` and \`prefix\`. Mirroring works with Istio and plugins.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateStepSetMirrorRoute'],
  },
  messages: {
    bad: ({ detail }: { detail: string }) => ({
      message: 'this `setMirrorRoute` cannot be routed',
      why: refused(detail),
      help: 'give `method` and `path` one of `exact`, `regex` or `prefix`, and use Istio or a plugin',
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary(
          `${ROUTED}steps:\n  - setMirrorRoute:\n      name: beta\n      percentage: 20\n      match:\n        - path: {}`,
        ),
        finds: ['bad@{}'],
      },
    ],
    good: [
      {
        yaml: canary(
          `${ROUTED}steps:\n  - setMirrorRoute:\n      name: beta\n      percentage: 20\n      match:\n        - path:\n            prefix: /api`,
        ),
      },
    ],
  },
  check(ctx) {
    const told = new Set<string>();
    for (const fault of rolloutFaults(ctx.manifest, [
      'mirror-route-router',
      'route-match-missing',
      'route-match-multiple',
    ])) {
      // The controller looks at the method twice.
      if (!fault.path.includes('setMirrorRoute') || told.has(fault.text)) continue;
      told.add(fault.text);
      ctx.report('bad', { at: ctx.manifest.valueSpan(fault.path), data: { detail: fault.detail } });
    }
  },
});
