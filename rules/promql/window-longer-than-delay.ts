import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { leadSeconds } from '../../src/lint/kit/metrics/lead-time.ts';
import { formatSeconds } from '../../src/lint/kit/metrics/schedule.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { ancestorsOf, branchesOf } from '../../src/lint/kit/queries/query-tree.ts';
import { isHashLabel } from '../../src/lint/kit/queries/selectors.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { selectorsOf } from '../../src/promql/index.ts';
import type { Span } from '../../src/text/span.ts';
import type { Binding } from '../../src/workspace/workspace.ts';

const STEPS = canary(
  'steps:\n  - setWeight: 20\n  - pause: {duration: 2m}\n  - analysis:\n      templates:\n        - templateName: error-rate',
);

export const windowLongerThanDelay = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/window-longer-than-delay',
  severity: 'info',
  docs: {
    summary: 'The first measurement looks further back than the canary exists.',
    details: `A query over 30 minutes that is asked two minutes after the canary got its first request mostly measures what was before. Where the
query selects the canary's pods that is nothing, and the few samples there are count for the whole range; where it selects the service, it is
the old version. A range no longer than the pauses before, or an \`initialDelay\`, makes the first measurement one of the canary. Only pauses,
\`initialDelay\` and ranges written in the manifests are counted.`,
    references: ['argo-rollouts#811', 'argo-rollouts#3258'],
  },
  messages: {
    oldVersion: ({ window, lead, users }: { window: string; lead: string; users: string }) => ({
      message: `the query looks back ${window}, but the first measurement is ${lead} after the canary starts${users}`,
      why: 'the rest of the window is the traffic of the old version',
      help: `use a range of at most ${lead}, or an \`initialDelay\` that fills it`,
    }),
    nothing: ({ window, lead, users }: { window: string; lead: string; users: string }) => ({
      message: `the query looks back ${window}, but the first measurement is ${lead} after the canary starts${users}`,
      why: 'the canary has no samples in the rest of the window: the answer is empty, or rests on few of them',
      help: `use a range of at most ${lead}, or an \`initialDelay\` that fills it`,
    }),
    atOnce: ({ window, users }: { window: string; users: string }) => ({
      message: `the query looks back ${window}, but the first measurement is made as soon as the canary runs${users}`,
      why: 'the canary has had no traffic yet: the answer is empty, or about the old version',
      help: `set \`initialDelay: ${window}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(asking('sum(rate(errors_total{app="checkout"}[30m])) or vector(0)'), STEPS),
        finds: ['oldVersion@30m'],
      },
      {
        yaml: documents(
          asking('sum(rate(errors_total{rollouts_pod_template_hash="{{args.hash}}"}[30m])) or vector(0)', {
            args: '- name: hash',
          }),
          STEPS,
        ),
        finds: ['nothing@30m'],
      },
    ],
    good: [
      { yaml: documents(asking('sum(rate(errors_total{app="checkout"}[2m])) or vector(0)'), STEPS) },
      {
        yaml: documents(
          asking('sum(rate(errors_total{app="checkout"}[30m])) or vector(0)', { metric: 'initialDelay: 30m' }),
          STEPS,
        ),
      },
    ],
  },
  check(ctx) {
    const told = new Set<number>();
    for (const { at, data, query } of placesIn(ctx, (each) => early(each, ctx.settings.podHashLabels))) {
      // Queries that differ in their arguments differ in nothing else.
      if (told.has(query.view.index)) continue;
      told.add(query.view.index);
      ctx.report(data.id, { at, data });
    }
  },
});

function* early(query: SoundQuery, hashLabels: readonly string[]) {
  const longest = longestWindow(query);
  if (longest === undefined) return;
  const ofCanary = selectorsOf(query.expr).every(({ matchers }) =>
    matchers.some(({ label }) => isHashLabel(label.text, hashLabels)),
  );
  let first: { readonly lead: number; readonly bindings: Binding[] } | undefined;
  for (const binding of query.bindings) {
    const lead = leadSeconds(query.view, binding);
    // A rate over a range that is half filled is hardly wrong.
    if (lead === undefined || longest.ms / 1000 <= (ofCanary ? 2 * lead : lead)) continue;
    if (first === undefined || lead < first.lead) first = { lead, bindings: [binding] };
    else if (lead === first.lead) first.bindings.push(binding);
  }
  if (first === undefined) return;
  const { lead, bindings } = first;
  const id = lead === 0 ? 'atOnce' : ofCanary ? 'nothing' : 'oldVersion';
  const data = { id, window: formatSeconds(longest.ms / 1000), lead: formatSeconds(lead) } as const;
  yield { span: longest.span, data, bindings };
}

/** Functions that look at the newest samples, however long their range. */
const NEWEST = new Set(['irate', 'idelta', 'last_over_time']);

/** The range that reaches furthest; how far instant selectors look back is the server's affair. */
function longestWindow({ expr }: SoundQuery): { readonly ms: number; readonly span: Span } | undefined {
  let longest: { readonly ms: number; readonly span: Span } | undefined;
  for (const branch of branchesOf(expr)) {
    const { node } = branch;
    if (node.kind !== 'MatrixSelector' && node.kind !== 'SubqueryExpr') continue;
    let { ms } = node.range;
    for (const { node: above } of ancestorsOf(branch)) {
      if (above.kind === 'Call' && NEWEST.has(above.name.text)) ms = undefined;
      if (above.kind === 'SubqueryExpr' && ms !== undefined)
        ms = above.range.ms === undefined ? undefined : ms + above.range.ms;
    }
    if (ms !== undefined && (longest === undefined || ms > longest.ms)) longest = { ms, span: node.range.span };
  }
  return longest;
}
