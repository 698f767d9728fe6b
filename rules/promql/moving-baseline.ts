import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { formatSeconds, scheduleOf } from '../../src/lint/kit/metrics/schedule.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOf } from '../../src/lint/kit/queries/query-tree.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { Binding } from '../../src/workspace/workspace.ts';

const QUERY = 'sum(rate(errors_total{app="checkout"}[5m])) / sum(rate(errors_total{app="checkout"}[5m] offset 30m))';
const background = (pause: string) =>
  canary(
    `analysis:\n  templates:\n    - templateName: error-rate\nsteps:\n  - setWeight: 20\n  - pause: {duration: ${pause}}\n  - setWeight: 50\n  - pause: {duration: ${pause}}`,
  );

export const movingBaseline = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/moving-baseline',
  severity: 'warning',
  docs: {
    summary: 'The earlier time that a query compares with lies within the rollout itself.',
    details: `\`offset 30m\` is meant as "before the canary". Once the rollout has run for longer than that, the canary is compared with itself half
an hour ago: errors that rose in the beginning and stayed look like no change. Only pauses written in the manifests are counted.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/basics/#offset-modifier'],
  },
  messages: {
    within: ({ offset, takes, users }: { offset: string; takes: string; users: string }) => ({
      message: `\`offset ${offset}\` is within the rollout, whose pauses alone take ${takes}${users}`,
      why: 'later measurements compare the canary with the canary',
      help: 'use an offset longer than the rollout, or compare with the stable pods',
    }),
  },
  examples: {
    bad: [{ yaml: documents(asking(QUERY, { metric: 'interval: 1m' }), background('1h')), finds: ['within@30m'] }],
    good: [{ yaml: documents(asking(QUERY, { metric: 'interval: 1m' }), background('5m')) }],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, within)) ctx.report('within', { at, data });
  },
});

function* within(query: SoundQuery) {
  for (const { node } of branchesOf(query.expr)) {
    const isSelector = node.kind === 'VectorSelector' || node.kind === 'SubqueryExpr';
    const offset = isSelector ? node.offset : undefined;
    const ms = offset?.ms;
    if (offset === undefined || ms === undefined || ms <= 0) continue;
    const late = query.bindings.filter((binding) => elapsedSeconds(binding) > ms / 1000);
    if (late.length === 0) continue;
    const takes = formatSeconds(Math.max(...late.map(elapsedSeconds)));
    yield { span: offset.span, data: { offset: formatSeconds(ms / 1000), takes }, bindings: late };
  }
}

/** How long the rollout has taken at the last measurement, at least. */
function elapsedSeconds({ use }: Binding): number {
  if (use === undefined || use.user.kind !== 'Rollout') return 0;
  const steps = stepsOf(use.user);
  if (use.kind === 'background') return scheduleOf(steps).pauseSeconds;
  return use.kind === 'step' ? scheduleOf(steps.filter(({ index }) => index < (use.step ?? 0))).pauseSeconds : 0;
}
