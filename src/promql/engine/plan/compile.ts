import { compareStrings } from '../../../go/utf8.ts';
import { type BinaryExpr, type Call, type Expr, type SubqueryExpr, unparen, type VectorSelector } from '../../ast.ts';
import { EvaluationError } from '../errors.ts';
import { durationMs, type QueryTimes } from './durations.ts';
import { matchersOf } from './matchers.ts';
import type { MatrixPlan, PlanNode, SubqueryPlan, VectorPlan } from './nodes.ts';

export interface CompileContext extends QueryTimes {
  readonly lookbackMs: number;
  readonly subqueryStepMs: number;
}

/** Functions whose value changes with the time of evaluation even if their arguments do not. */
export const TIME_DEPENDENT: ReadonlySet<string> = new Set(
  'days_in_month day_of_month day_of_week day_of_year end hour minute month year predict_linear range start step time timestamp'.split(
    ' ',
  ),
);

/** What a selector stands in, outermost first. */
type Ancestor =
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'trim' }
  | {
      readonly kind: 'subquery';
      readonly offsetMs: number;
      readonly rangeMs: number;
      readonly atMs: number | undefined;
    };

interface Compiled {
  readonly node: PlanNode;
  /** The same at every step. */
  readonly invariant: boolean;
  /** Worth evaluating once and copying. */
  readonly wrap: boolean;
}

/** Makes an expression that parses without errors ready to run (PreprocessExpr). Throws EvaluationError. */
export function compileQuery(expr: Expr, context: CompileContext): PlanNode {
  const compiled = new Compiler(context).compile(expr);
  return compiled.wrap ? wrapped(compiled.node) : compiled.node;
}

const wrapped = (expr: PlanNode): PlanNode => ({ kind: 'invariant', expr, position: expr.position });

class Compiler {
  readonly #context: CompileContext;
  readonly #path: Ancestor[] = [];
  /** Upstream leaves `@ start()` and `@ end()` in the parameters of aggregations unresolved. */
  #inParameter = 0;

  constructor(context: CompileContext) {
    this.#context = context;
  }

  compile(expr: Expr): Compiled {
    const position = expr.span.start;
    switch (expr.kind) {
      case 'NumberLiteral':
        return { node: { kind: 'number', value: expr.value, position }, invariant: true, wrap: false };
      case 'StringLiteral':
        return { node: { kind: 'string', value: expr.value.text, position }, invariant: true, wrap: false };
      case 'ParenExpr':
        return this.compile(expr.expr);
      case 'VectorSelector': {
        const node = this.#selector(expr, undefined);
        return { node, invariant: node.atMs !== undefined, wrap: node.atMs !== undefined };
      }
      case 'MatrixSelector': {
        const rangeMs = durationMs(expr.range, this.#context, false);
        const node: MatrixPlan = {
          kind: 'matrix',
          selector: this.#selector(expr.selector, rangeMs),
          rangeMs,
          position,
        };
        return { node, invariant: node.selector.atMs !== undefined, wrap: false };
      }
      case 'SubqueryExpr':
        return this.#subquery(expr);
      case 'UnaryExpr': {
        const inner = this.compile(expr.expr);
        return { ...inner, node: { kind: 'unary', op: expr.op, expr: inner.node, position } };
      }
      case 'AggregateExpr': {
        const inner = this.compile(unparen(expr.expr));
        this.#inParameter++;
        const param = expr.param === undefined ? undefined : this.compile(unparen(expr.param)).node;
        this.#inParameter--;
        const grouping = expr.grouping.map(({ text }) => text).sort(compareStrings);
        const { op, without } = expr;
        const node: PlanNode = { kind: 'aggregate', op, expr: inner.node, param, grouping, without, position };
        return { ...inner, node };
      }
      case 'BinaryExpr':
        return this.#binary(expr);
      case 'Call':
        return this.#call(expr);
      case 'HoleExpr':
      case 'InvalidExpr':
        throw new EvaluationError('the query has open placeholders');
    }
  }

  #call(expr: Call): Compiled {
    const position = expr.span.start;
    const name = expr.func?.name ?? expr.name.text;
    const constant = this.#timeConstant(name);
    if (constant !== undefined) {
      return { node: { kind: 'number', value: constant, position }, invariant: true, wrap: false };
    }
    this.#path.push({ kind: 'call', name });
    const args = expr.args.map((arg) => this.compile(unparen(arg)));
    this.#path.pop();
    const allInvariant = args.every(({ invariant }) => invariant);
    const ofSelector = name === 'timestamp' && args.every(({ node }) => node.kind === 'vector');
    if (allInvariant && (!TIME_DEPENDENT.has(name) || ofSelector)) {
      const node: PlanNode = { kind: 'call', name, args: args.map((arg) => arg.node), position };
      return { node, invariant: true, wrap: true };
    }
    // What is evaluated once inside a parameter of an aggregation is evaluated at every step upstream; the same comes out.
    const nodes = args.map(({ node, wrap }) => (wrap ? wrapped(node) : node));
    return { node: { kind: 'call', name, args: nodes, position }, invariant: false, wrap: false };
  }

  /** foldQueryContextFunctions. */
  #timeConstant(name: string): number | undefined {
    const { startMs, endMs, stepMs } = this.#context;
    switch (name) {
      case 'start':
        return startMs / 1000;
      case 'end':
        return endMs / 1000;
      case 'range':
        return (endMs - startMs) / 1000;
      case 'step':
        return startMs === endMs ? 0 : stepMs / 1000;
      default:
        return undefined;
    }
  }

  #binary(expr: BinaryExpr): Compiled {
    const trims = expr.op === '</' || expr.op === '>/';
    if (trims) this.#path.push({ kind: 'trim' });
    const lhs = this.compile(expr.lhs);
    const rhs = this.compile(expr.rhs);
    if (trims) this.#path.pop();
    const invariant = lhs.invariant && rhs.invariant;
    const node: PlanNode = {
      kind: 'binary',
      op: expr.op,
      lhs: !invariant && lhs.wrap ? wrapped(lhs.node) : lhs.node,
      rhs: !invariant && rhs.wrap ? wrapped(rhs.node) : rhs.node,
      lhsIsScalar: expr.lhs.type === 'scalar',
      rhsIsScalar: expr.rhs.type === 'scalar',
      returnBool: expr.returnBool,
      matching: {
        card: expr.matching.card,
        on: expr.matching.on,
        labels: expr.matching.labels.map(({ text }) => text),
        include: expr.matching.include.map(({ text }) => text),
        fillLeft: expr.matching.fillLeft?.value,
        fillRight: expr.matching.fillRight?.value,
      },
      position: expr.span.start,
    };
    return { node, invariant, wrap: invariant };
  }

  #subquery(expr: SubqueryExpr): Compiled {
    const offsetMs = expr.offset === undefined ? 0 : durationMs(expr.offset, this.#context, true);
    const stepMs = expr.step === undefined ? 0 : durationMs(expr.step, this.#context, false);
    const rangeMs = durationMs(expr.range, this.#context, false);
    const atMs = this.#at(expr.at);
    this.#path.push({ kind: 'subquery', offsetMs, rangeMs, atMs });
    const inner = this.compile(expr.expr);
    this.#path.pop();
    const node: SubqueryPlan = {
      kind: 'subquery',
      expr: inner.invariant ? wrapped(inner.node) : inner.node,
      rangeMs,
      stepMs: stepMs === 0 ? this.#context.subqueryStepMs : stepMs,
      atMs,
      offsetMs,
      position: expr.span.start,
    };
    return { node, invariant: atMs !== undefined, wrap: false };
  }

  #at(at: VectorSelector['at']): number | undefined {
    if (at === undefined) return undefined;
    if (at.at === 'time') return at.ms;
    if (this.#inParameter > 0) return undefined;
    return at.at === 'start' ? this.#context.startMs : this.#context.endMs;
  }

  #selector(expr: VectorSelector, rangeMs: number | undefined): VectorPlan {
    const offsetMs = expr.offset === undefined ? 0 : durationMs(expr.offset, this.#context, true);
    const atMs = this.#at(expr.at);
    const { anchored, smoothed } = expr;
    return {
      kind: 'vector',
      matchers: matchersOf(expr),
      atMs,
      offsetMs,
      anchored,
      smoothed,
      statsOnly: this.#statsOnly(),
      ...this.#times(expr, offsetMs, atMs, rangeMs),
      position: expr.span.start,
    };
  }

  /** getTimeRangesForSelector. */
  #times(
    { anchored, smoothed }: VectorSelector,
    offsetMs: number,
    atMs: number | undefined,
    rangeMs: number | undefined,
  ): { readonly minTimeMs: number; readonly maxTimeMs: number } {
    const { lookbackMs } = this.#context;
    let min = this.#context.startMs;
    let max = this.#context.endMs;
    if (atMs === undefined) {
      let offset = 0;
      let range = 0;
      for (const ancestor of this.#path) {
        if (ancestor.kind !== 'subquery') continue;
        if (ancestor.atMs !== undefined) {
          min = ancestor.atMs;
          max = ancestor.atMs;
          offset = 0;
          range = 0;
        }
        offset += ancestor.offsetMs;
        range += ancestor.rangeMs;
      }
      min -= offset + range;
      max -= offset;
    } else {
      min = atMs;
      max = atMs;
    }
    if (rangeMs === undefined) min -= lookbackMs - 1;
    else min -= rangeMs + (anchored || smoothed ? lookbackMs : 0) - 1;
    if (smoothed) max += lookbackMs;
    return { minTimeMs: min - offsetMs, maxTimeMs: max - offsetMs };
  }

  /** detectHistogramStatsDecoding: from the selector outwards. */
  #statsOnly(): boolean {
    let statsOnly = false;
    for (const ancestor of [...this.#path].reverse()) {
      if (ancestor.kind === 'subquery' || ancestor.kind === 'trim') return false;
      if (/^histogram_(?:count|sum|avg)$/.test(ancestor.name)) statsOnly = true;
      else if (/^histogram_(?:quantiles?|fraction)$/.test(ancestor.name)) return false;
    }
    return statsOnly;
  }
}
