import {
  type BinaryExpr,
  type Expr,
  inferPromql,
  metricNameOf,
  parsePromql,
  postOrder,
  print,
  unparen,
} from '../../promql/index.ts';

/** What a query divides by, where that tells how much was going on. */
export interface TrafficQuery {
  /** Answers with one number: events a second. */
  readonly query: string;
  /** What is counted: `http_requests_total`. */
  readonly metric: string;
}

/**
 * The traffic behind a ratio of rates: `sum(rate(requests_total[1m]))` of an error ratio. Undefined where nothing is
 * divided, or by something else. Needs `preparePromql`.
 */
export function trafficQuery(query: string): TrafficQuery | undefined {
  const { expr, errors } = parsePromql(query);
  if (expr === undefined || errors.length > 0) return undefined;
  const facts = inferPromql(expr);
  const ratios = [...postOrder(expr)].filter(
    (node): node is BinaryExpr =>
      node.kind === 'BinaryExpr' && node.op === '/' && [node.lhs, node.rhs].every((side) => isEventRate(side)),
  );
  const whole = ratios.at(-1)?.rhs;
  if (whole === undefined) return undefined;
  const metric = nameIn(whole);
  const bare = unparen(whole);
  return metric === undefined ? undefined : { query: `sum(${print(bare)})`, metric };

  function isEventRate(side: Expr): boolean {
    const { unit, type } = facts.of(side);
    return type === 'vector' && unit.perSecond && unit.base === 'count';
  }
}

function nameIn(expr: Expr): string | undefined {
  for (const node of postOrder(expr)) {
    const name = node.kind === 'VectorSelector' ? metricNameOf(node) : undefined;
    if (name !== undefined) return name;
  }
  return undefined;
}
