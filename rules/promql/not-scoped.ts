import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { isHashLabel } from '../../src/lint/kit/queries/selectors.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { selectorsOf } from '../../src/promql/index.ts';

export const notScoped = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/not-scoped',
  severity: 'info',
  docs: {
    summary: 'A query measures canary and stable together.',
    details: `Without an argument, and without a label that only the canary has, a query sees all pods. At 5 % of the traffic the canary's errors
drown in the others' successes: a canary that fails every tenth request raises the error rate by half a percent. The hash of the canary's pods
(\`podTemplateHashValue: Latest\`) or the canary's own Service tells them apart.`,
    references: ['argo-rollouts docs/features/analysis.md (Analysis Template Arguments)'],
  },
  messages: {
    everything: ({ users }: { users: string }) => ({
      message: `the query takes no argument, so it measures canary and stable together${users}`,
      why: 'at a low weight the errors of the canary drown in the requests that stable serves',
      help: 'pass the hash of the canary (`valueFrom: {podTemplateHashValue: Latest}`) or its Service, and match it',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(rate(errors_total{app="checkout"}[5m])) or vector(0)'),
        finds: ['everything@errors_total{app="checkout"}'],
      },
    ],
    good: [
      {
        yaml: asking('sum(rate(errors_total{rollouts_pod_template_hash="{{args.hash}}"}[5m])) or vector(0)', {
          args: '- name: hash',
        }),
      },
      { yaml: asking('sum(rate(errors_total{service="checkout-canary"}[5m])) or vector(0)') },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, (query) => unscoped(query, ctx.settings.podHashLabels)))
      ctx.report('everything', { at, data });
  },
});

/** Words by which people tell the new pods from the old, in labels, values and names of recorded series. */
const TOLD_APART =
  /hash|canary|stable|preview|active|baseline|candidate|experiment|version|revision|subset|track|role|release|primary|slot|color|colour|blue|green/i;

function* unscoped({ expr, view }: SoundQuery, hashLabels: readonly string[]) {
  const written = view.query?.text.value ?? '';
  if (written.includes('{{') || TOLD_APART.test(written)) return;
  const selectors = selectorsOf(expr);
  const [first] = selectors;
  if (first === undefined) return;
  const isNamed = selectors.some(({ matchers }) => matchers.some(({ label }) => isHashLabel(label.text, hashLabels)));
  if (!isNamed) yield { span: first.span, data: {} };
}
