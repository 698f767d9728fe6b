import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

const ROUTED =
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  managedRoutes:\n    - name: beta\n  istio:\n    virtualService:\n      name: checkout\n';

export const headerRoute = defineRule({
  id: 'rollout/header-route',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`setHeaderRoute` has a match that its router cannot take.',
    details: `Each match has exactly one of \`exact\`, \`regex\` and \`prefix\`; ALB takes \`exact\` only. Header routes work with Istio, ALB, Apisix and plugins.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateStepSetHeaderRoute'],
  },
  messages: {
    bad: ({ detail }: { detail: string }) => ({
      message: `this \`setHeaderRoute\` cannot be routed`,
      why: refused(detail),
      help: 'give each match one of `exact`, `regex` or `prefix` (ALB: `exact`), and use Istio, ALB, Apisix or a plugin',
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary(
          `${ROUTED}steps:\n  - setHeaderRoute:\n      name: beta\n      match:\n        - headerName: x-beta\n          headerValue: {}`,
        ),
        finds: ['bad@{}'],
      },
    ],
    good: [
      {
        yaml: canary(
          `${ROUTED}steps:\n  - setHeaderRoute:\n      name: beta\n      match:\n        - headerName: x-beta\n          headerValue:\n            exact: 'true'`,
        ),
      },
    ],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, [
      'header-route-router',
      'route-match-missing',
      'route-match-multiple',
      'route-match-alb',
    ])) {
      if (!fault.path.includes('setHeaderRoute')) continue;
      ctx.report('bad', { at: ctx.manifest.valueSpan(fault.path), data: { detail: fault.detail } });
    }
  },
});
