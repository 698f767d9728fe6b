import { FLOAT_SLICE } from '../../src/expr/index.ts';
import { isSound } from '../../src/lint/kit/conditions/faults.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { calledName, indexesOfResult, indexOfResult, isResult, placesOf } from '../../src/lint/kit/conditions/nodes.ts';
import type { ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { type AggregateExpr, type Expr, unparen } from '../../src/promql/index.ts';

const BY_POD = 'sum by (pod) (rate(errors_total{app="checkout"}[2m]))';

export const firstOfMany = defineRule({
  id: 'condition/first-of-many',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A query returns several elements, and the condition looks at the first.',
    details: `The order of an instant query's answer is the server's; labels are dropped. With \`by (pod)\` the condition \`result[0] < 1\` judges one
pod, not always the same, and ignores all others. Where the query does not aggregate at all, only the data tells how many elements there are: a hint.`,
    references: ['argo-rollouts metricproviders/prometheus/prometheus.go processResponse', 'pitfall P19'],
  },
  messages: {
    grouped: ({ by, users }: { by: string; users: string }) => ({
      message: `\`result[0]\` is one of several elements: the query returns one for each ${by}${users}`,
      why: 'the order is the server’s, so it is not known which one decides; all others are ignored',
      help: 'look at all: `len(result) > 0 && all(result, # < …)` (quoted, for the `#`); or aggregate them into one',
    }),
    bare: ({ users }: { users: string }) => ({
      message: `\`result[0]\` may be one of several elements: the query does not aggregate${users}`,
      why: 'with more than one series the server’s order decides which one is looked at; all others are ignored',
      help: 'aggregate, with `sum(…)` or `max(…)`, or look at all: `len(result) > 0 && all(result, # < …)`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: len(result) > 0 && result[0] < 1', BY_POD),
        finds: ['grouped@result[0]'],
      },
      {
        yaml: prometheusExample('successCondition: len(result) > 0 && result[0] < 1', 'queue_length{app="checkout"}'),
        finds: ['bare@result[0]'],
      },
    ],
    good: [
      { yaml: prometheusExample("successCondition: 'len(result) > 0 && all(result, # < 1)'", BY_POD) },
      {
        yaml: prometheusExample(
          'successCondition: len(result) > 0 && result[0] < 1',
          'sum(rate(errors_total{app="checkout"}[2m]))',
        ),
      },
      {
        title: 'Exactly one element is asked for.',
        yaml: prometheusExample('successCondition: len(result) == 1 && result[0] < 1', 'queue_length{app="checkout"}'),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => [first(set, 'grouped')])) ctx.report('grouped', report);
    for (const report of hitsIn(ctx, (set) => [first(set, 'bare')])) ctx.report('bare', report);
  },
});

function first(set: ConditionSet, wanted: 'grouped' | 'bare'): Hit<{ by: string }> | undefined {
  const { shape, query, view } = set;
  const isRange = view.manifest.node([...view.path, 'provider', 'prometheus', 'rangeQuery']) !== undefined;
  if (shape.types[0] !== FLOAT_SLICE || shape.count.max <= 1 || shape.query === undefined || isRange) return undefined;
  if (query?.parsed.expr === undefined || !isSound(set) || !set.all.every(looksAtFirstOnly)) return undefined;
  const [condition] = set.all;
  const index = condition === undefined ? undefined : indexesOfResult(condition.parsed.ast)[0];
  if (condition === undefined || index === undefined) return undefined;
  const aggregation = groupingOf(query.parsed.expr);
  if ((aggregation === undefined) !== (wanted === 'bare')) return undefined;
  const names = aggregation?.grouping.map(({ text }) => `\`${text}\``).join(' and ') ?? '';
  const by = aggregation?.without ? 'combination of the labels that are left' : names;
  return {
    at: condition.toFile(index.span),
    data: { by },
    ...(wanted === 'bare' ? { severity: 'info' as const } : {}),
  };
}

/** Only `result[0]` and `len(result)`, which must not be asked to be one. */
const looksAtFirstOnly = ({ parsed }: ConditionSet['all'][number]): boolean =>
  placesOf(parsed.ast).every(
    ({ node, parent }) =>
      !isResult(node) || (parent !== undefined && (calledName(parent) === 'len' || indexOfResult(parent) === 0)),
  ) && !/len\(result\)\s*(?:==|<=)\s*1\b|len\(result\)\s*<\s*2\b/.test(parsed.text);

/** The aggregation whose groups are the elements of the answer. */
function groupingOf(expr: Expr): AggregateExpr | undefined {
  const node = unparen(expr);
  switch (node.kind) {
    case 'AggregateExpr':
      return node.grouping.length > 0 || node.without ? node : undefined;
    case 'BinaryExpr':
      return groupingOf(node.lhs) ?? groupingOf(node.rhs);
    case 'UnaryExpr':
    case 'SubqueryExpr':
      return groupingOf(node.expr);
    case 'Call':
      return node.args.map(groupingOf).find((each) => each !== undefined);
    default:
      return undefined;
  }
}
