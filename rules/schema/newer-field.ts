import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { problemsOf } from '../../src/manifest/schema/validate.ts';

const RANGE = template(`successCondition: len(result) > 0 && all(result, # < 0.05)
provider:
  prometheus:
    address: http://prometheus.monitoring:9090
    query: sum(rate(http_requests_total{code=~"5.."}[2m])) or vector(0)
    rangeQuery:
      start: now() - duration("10m")
      end: now()
      step: 1m`);

export const newerField = defineRule({
  id: 'schema/newer-field',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A field came with a later release of Argo Rollouts than the one in use.',
    details: `The custom resource definitions of an older release lack the field: \`kubectl apply\` refuses the object, other clients get it stored
without the field. The release in use is \`target.argo-rollouts\` of the configuration, the newest known where nothing is said.`,
    references: ['argo-rollouts manifests/crds at each release'],
  },
  messages: {
    newer: ({ name, since, target }: { name: string; since: string; target: string }) => ({
      message: `\`${name}\` exists since Argo Rollouts ${since}, the target is ${target}`,
      why: `${target} knows no such field: \`kubectl apply\` refuses the object, other clients store it without the field`,
      help: `if the cluster runs ${since} or later, say so with \`target.argo-rollouts\` in the configuration`,
    }),
  },
  examples: {
    bad: [{ yaml: RANGE, config: 'target:\n  argo-rollouts: "1.7"\n', finds: ['newer@rangeQuery'] }],
    good: [{ yaml: RANGE, config: 'target:\n  argo-rollouts: "1.8"\n' }],
  },
  check(ctx) {
    const { manifest } = ctx;
    for (const problem of problemsOf(manifest, 'newer-field', { target: ctx.settings.target.argoRollouts })) {
      const { path, name, since, target } = problem;
      ctx.report('newer', { at: manifest.keySpan(path), data: { name, since, target } });
    }
  },
});
