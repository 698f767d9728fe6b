import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { metricNameOf, selectorsOf } from '../../src/promql/index.ts';

const PASSING = `steps:
  - setWeight: 20
  - analysis:
      templates:
        - templateName: error-rate
      args:
        - name: name
          value: checkout`;

export const deploymentMetric = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/deployment-metric',
  severity: 'warning',
  docs: {
    summary: 'A metric of Deployments is asked for a Rollout.',
    details: `\`kube_deployment_…\` are what kube-state-metrics says of Deployments. A Rollout is none: it owns its ReplicaSets itself, so there is
no series of its name. The controller's own metrics (\`rollout_info_replicas_available\`) and those of the ReplicaSets are there.`,
    references: [
      'kube-state-metrics docs/metrics/workload/deployment-metrics.md',
      'argo-rollouts docs/features/controller-metrics.md',
    ],
  },
  messages: {
    deployment: ({ name, rollout, users }: { name: string; rollout: string; users: string }) => ({
      message: `\`${name}\` is about Deployments, but \`${rollout}\` is a Rollout${users}`,
      why: 'kube-state-metrics has no series for it, so the answer is empty',
      help: 'ask the controller (`rollout_info_replicas_available{name="…"}`) or count pods with the hash of the canary',
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(
          asking('kube_deployment_status_replicas_available{deployment="{{args.name}}"}', { args: '- name: name' }),
          canary(PASSING),
        ),
        finds: ['deployment@kube_deployment_status_replicas_available'],
      },
    ],
    good: [
      {
        title: 'A Deployment beside it.',
        yaml: documents(asking('kube_deployment_status_replicas_available{deployment="redis"}'), canary(PASSING)),
      },
      {
        title: 'The Rollout takes its pods from a Deployment.',
        yaml: documents(
          asking('kube_deployment_status_replicas_available{deployment="{{args.name}}"}', { args: '- name: name' }),
          canary(PASSING, 'workloadRef:\n  apiVersion: apps/v1\n  kind: Deployment\n  name: checkout'),
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, ofRollouts)) ctx.report('deployment', { at, data });
  },
});

function* ofRollouts({ expr, bindings }: SoundQuery) {
  const rollouts = bindings.flatMap(({ use }) =>
    use?.user.kind === 'Rollout' && use.user.node(['spec', 'workloadRef']) === undefined ? [use.user.name] : [],
  );
  for (const selector of selectorsOf(expr)) {
    const name = metricNameOf(selector);
    if (name?.startsWith('kube_deployment_') !== true || selector.name === undefined) continue;
    const asked = selector.matchers.find(({ label, op }) => label.text === 'deployment' && op === '=')?.value.text;
    if (asked !== undefined && rollouts.includes(asked))
      yield { span: selector.name.span, data: { name, rollout: asked } };
  }
}
