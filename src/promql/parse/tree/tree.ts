import type { TreeCursor } from '@lezer/common';
import type { Span } from '../../../text/span.ts';
import type { AggregateExpr, AggregateOp, Expr, HoleSpan, ValueType, VectorMatching } from '../../ast.ts';
import { AGGREGATORS } from '../../functions.ts';
import { loadedGrammar } from '../../prepare.ts';
import { type Group, type Item, invalid, type Postfix } from '../syntax/records.ts';
import type { Skeleton } from '../syntax/shape.ts';
import { applyPostfix, type BuildContext } from './postfix.ts';

/** The tree of a skeleton: the grammar says what nests in what, the items say what it is. */
export function buildTree(skeleton: Skeleton, context: BuildContext): Expr {
  const grammar = loadedGrammar();
  const builder = new TreeBuilder(skeleton.items, context);
  const { AggregateExpr, BinaryExpr, FunctionCall, ParenExpr, UnaryExpr, VectorSelector } = grammar;
  const cursor = grammar.parser.parse(skeleton.text).cursor();
  for (;;) {
    while (cursor.firstChild()) {
      // Down to the first leaf; what has children is built on the way up.
    }
    for (;;) {
      switch (cursor.type.id) {
        case VectorSelector:
          builder.operand(cursor);
          break;
        case ParenExpr:
          builder.paren(cursor);
          break;
        case FunctionCall:
          builder.call(cursor);
          break;
        case AggregateExpr:
          builder.aggregate(cursor);
          break;
        case UnaryExpr:
          builder.unary(cursor);
          break;
        case BinaryExpr:
          builder.binary();
          break;
        default:
          builder.leaf(cursor);
      }
      if (cursor.nextSibling()) break;
      if (!cursor.parent()) return builder.result();
    }
  }
}

type BinaryItem = Extract<Item, { kind: 'binary' }>;

class TreeBuilder {
  readonly #items: readonly (Item | undefined)[];
  readonly #context: BuildContext;
  readonly #values: Expr[] = [];
  readonly #operators: BinaryItem[] = [];
  /** How far the text has been read: an error of a whole comes after those of its parts. */
  #read = 0;

  constructor(items: readonly (Item | undefined)[], context: BuildContext) {
    this.#items = items;
    this.#context = context;
  }

  result(): Expr {
    return this.#pop();
  }

  #pop(): Expr {
    return this.#values.pop() ?? invalid({ start: 0, end: 0 });
  }

  leaf(cursor: TreeCursor): void {
    const item = this.#items[cursor.from];
    if (item?.kind === 'binary') this.#operators.push(item);
  }

  operand(cursor: TreeCursor): void {
    const item = this.#items[cursor.from];
    if (item?.kind !== 'operand') return;
    this.#suffix(item.expr, item.postfix);
  }

  #finish(expr: Expr, group: Group): void {
    this.#suffix(expr, group.postfix);
  }

  #suffix(expr: Expr, postfix: readonly Postfix[]): void {
    this.#values.push(postfix.length === 0 ? expr : applyPostfix(expr, postfix, this.#context));
    this.#read = Math.max(this.#read, postfix[postfix.length - 1]?.end ?? expr.span.end);
  }

  #groupAt(cursor: TreeCursor): Group | undefined {
    const item = this.#items[cursor.from];
    return item?.kind === 'paren' || item?.kind === 'call' || item?.kind === 'aggregate' ? item : undefined;
  }

  paren(cursor: TreeCursor): void {
    const group = this.#groupAt(cursor);
    if (group === undefined) return;
    const expr = this.#pop();
    const span = { start: group.open.start, end: group.end };
    this.#finish({ kind: 'ParenExpr', type: expr.type, span, expr }, group);
  }

  call(cursor: TreeCursor): void {
    const group = this.#groupAt(cursor);
    if (group === undefined) return;
    const args = this.#arguments(group);
    const { name } = group;
    const func = name.holes.length > 0 ? undefined : this.#context.functionNamed(name, group.end);
    const span = { start: name.span.start, end: group.end };
    this.#finish({ kind: 'Call', type: func?.returns ?? 'none', span, name, func, args }, group);
  }

  #arguments(group: Group): Expr[] {
    return group.args === 0 ? [] : this.#values.splice(Math.max(0, this.#values.length - group.args));
  }

  aggregate(cursor: TreeCursor): void {
    const group = this.#groupAt(cursor);
    if (group === undefined) return;
    const args = this.#arguments(group);
    const op = group.name.text as AggregateOp;
    const span = { start: group.name.span.start, end: group.end };
    const takesParameter = AGGREGATORS[op].param !== undefined;
    const expected = takesParameter ? 2 : 1;
    const body = args[expected - 1];
    const missing = invalid({ start: group.end - 1, end: group.end - 1 });
    const expr: AggregateExpr = {
      kind: 'AggregateExpr',
      type: 'vector',
      span,
      op,
      opSpan: group.name.span,
      expr: args.length === expected && body !== undefined ? body : args.length === 0 ? missing : invalid(span, args),
      param: takesParameter && args.length === expected ? args[0] : undefined,
      grouping: group.grouping?.labels ?? [],
      without: group.grouping?.without ?? false,
      groupingSpan: group.grouping?.span,
    };
    this.#context.aggregation(expr, args.length, expected);
    this.#finish(expr, group);
  }

  unary(cursor: TreeCursor): void {
    const item = this.#items[cursor.from];
    if (item?.kind !== 'sign') return;
    const expr = this.#pop();
    const span = { start: item.start, end: expr.span.end };
    // generated_parser.y unary_expr: the sign of a number is part of it, except before a power.
    if (expr.kind === 'NumberLiteral') {
      this.#values.push({ ...expr, span, value: item.op === '-' ? -expr.value : expr.value });
    } else this.#values.push({ kind: 'UnaryExpr', type: expr.type, span, op: item.op, expr });
  }

  /** parse.go newBinaryExpression. */
  #checkFill({ fillLeft, fillRight }: VectorMatching, span: Span): void {
    const fill = fillLeft ?? fillRight;
    if (fill === undefined || this.#context.features.fillModifiers) return;
    this.#context.errors.add(Math.max(this.#read, span.end), {
      span: fill.span,
      code: 'not-enabled',
      message: '`fill` is experimental',
      help: 'the server needs `--enable-feature=promql-binop-fill-modifiers`',
      upstream: 'binop fill modifiers are experimental and not enabled',
      upstreamSpan: span,
    });
  }

  binary(): void {
    const item = this.#operators.pop();
    const rhs = this.#pop();
    const lhs = this.#pop();
    if (item === undefined) return;
    const span = { start: lhs.span.start, end: rhs.span.end };
    const { op } = item;
    if (op === undefined) this.#values.push(invalid(span, [lhs, rhs]));
    else if (typeof op === 'object') this.#values.push(holeExpr(op, span, [lhs, rhs]));
    else {
      const set = op === 'and' || op === 'or' || op === 'unless';
      const { matching, returnBool } = item.modifiers;
      this.#checkFill(matching, span);
      this.#values.push({
        kind: 'BinaryExpr',
        type: binaryType(lhs.type, rhs.type),
        span,
        op,
        opSpan: item.opSpan,
        lhs,
        rhs,
        returnBool,
        matching: set && matching.card === 'one-to-one' ? { ...matching, card: 'many-to-many' } : matching,
      });
    }
  }
}

export const holeExpr = (hole: HoleSpan, span: Expr['span'], parts: readonly Expr[]): Expr => ({
  kind: 'HoleExpr',
  type: 'none',
  span,
  hole,
  parts,
});

/** ast.go BinaryExpr.Type, where a side may be unknown. */
function binaryType(lhs: ValueType, rhs: ValueType): ValueType {
  if (lhs === 'scalar' && rhs === 'scalar') return 'scalar';
  if ((lhs === 'none' || lhs === 'scalar') && (rhs === 'none' || rhs === 'scalar')) return 'none';
  return 'vector';
}
