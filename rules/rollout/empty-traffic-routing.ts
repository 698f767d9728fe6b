import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isObject, isSet } from '../../src/manifest/controller/read.ts';

const ROUTERS = ['istio', 'nginx', 'alb', 'smi', 'ambassador', 'appMesh', 'traefik', 'apisix'];

export const emptyTrafficRouting = defineRule({
  id: 'rollout/empty-traffic-routing',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`trafficRouting` names no router: weights move no traffic.',
    details: `The block counts as set, so the stable ReplicaSet stays at full size and steps that need traffic routing are accepted. But no
router is asked to send traffic to the canary.`,
    references: ['argo-rollouts rollout/trafficrouting.go NewTrafficRoutingReconciler'],
  },
  messages: {
    empty: (_: object) => ({
      message: '`trafficRouting` names no router',
      why: 'the stable pods stay at full number, and `setWeight` moves no traffic to the canary',
      help: 'name a router (`nginx`, `istio`, `alb`, `plugins`, …), or remove `trafficRouting` to let weights choose the number of pods',
    }),
  },
  examples: {
    bad: [{ yaml: canary('trafficRouting: {}\nsteps:\n  - setWeight: 20'), finds: ['empty@{}'] }],
    good: [{ yaml: canary('steps:\n  - setWeight: 20') }],
  },
  check(ctx) {
    const path = ['spec', 'strategy', 'canary', 'trafficRouting'];
    const routing = ctx.manifest.value(path);
    if (!isObject(routing) || ctx.manifest.partial) return;
    const plugins = routing['plugins'];
    if (ROUTERS.some((router) => isSet(routing[router])) || (isObject(plugins) && Object.keys(plugins).length > 0))
      return;
    // Of unknown routers the schema has said so.
    if (Object.keys(routing).some((key) => !['managedRoutes', 'maxTrafficWeight', 'plugins', ...ROUTERS].includes(key)))
      return;
    ctx.report('empty', { at: ctx.manifest.valueSpan(path), data: {} });
  },
});
