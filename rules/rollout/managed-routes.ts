import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults, routingOf, stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isObject, listOf, objectOf, textOf } from '../../src/manifest/controller/read.ts';

const ROUTED =
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  managedRoutes:\n    - name: beta\n  istio:\n    virtualService:\n      name: checkout\n';

export const managedRoutes = defineRule({
  id: 'rollout/managed-routes',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'A header or mirror route is not among the managed routes.',
    details: `The controller adds and removes only routes whose names are listed in \`trafficRouting.managedRoutes\`; their order there is their precedence.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary'],
  },
  messages: {
    bad: ({ name, listed, text }: { name: string; listed: string | undefined; text: string }) => ({
      message: `route \`${name}\` is not in \`trafficRouting.managedRoutes\`${listed === undefined ? ', which is missing' : ` (${listed})`}`,
      why: refused(text),
      help: `add \`- name: ${name}\` to \`trafficRouting.managedRoutes\``,
    }),
  },
  examples: {
    bad: [{ yaml: canary(`${ROUTED}steps:\n  - setHeaderRoute:\n      name: gamma`), finds: ['bad@gamma'] }],
    good: [{ yaml: canary(`${ROUTED}steps:\n  - setHeaderRoute:\n      name: beta`) }],
  },
  check(ctx) {
    const [fault] = rolloutFaults(ctx.manifest, ['managed-routes-missing', 'managed-route-unknown']);
    if (fault === undefined) return;
    const routes = routingOf(ctx.manifest)?.['managedRoutes'];
    const names = listOf(routes).map((route) => textOf(objectOf(route)['name']));
    for (const { step, path } of stepsOf(ctx.manifest)) {
      for (const kind of ['setHeaderRoute', 'setMirrorRoute'] as const) {
        const route = step[kind];
        if (!isObject(route) || names.includes(textOf(route['name']))) continue;
        ctx.report('bad', {
          at: ctx.manifest.valueSpan([...path, kind, 'name']),
          data: {
            name: textOf(route['name']),
            listed: routes === undefined ? undefined : names.join(', '),
            text: fault.detail,
          },
        });
      }
    }
  },
});
