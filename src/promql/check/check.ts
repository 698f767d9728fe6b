import { quote } from '../../go/quote.ts';
import type { Span } from '../../text/span.ts';
import {
  type AggregateExpr,
  allMatchers,
  type BinaryExpr,
  type Call,
  type Expr,
  METRIC_NAME,
  type ValueType,
  type VectorSelector,
} from '../ast.ts';
import { AGGREGATORS } from '../functions.ts';
import { matchesEmpty } from '../match.ts';
import { MAX_ERRORS, type PromqlError } from '../parse/errors.ts';

/** How messages call the types (promql/parser/value.go DocumentedType). */
const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
  none: 'none',
};

/** Something to do: visit an expression, or report what its parent finds once it has been visited. */
type Task = Expr | (() => void);

/**
 * The type rules of promql/parser/parse.go checkAST, with its texts, positions and order. Unknown parts (placeholders)
 * fit everywhere. Works off a list, so no query is too deep. `text` is the query: operators' positions are read off it.
 */
export function checkTypes(root: Expr, text: string): PromqlError[] {
  const checker = new TypeChecker(text);
  const tasks: Task[] = [root];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    if (typeof task === 'function') task();
    else {
      const further = checker.visit(task);
      for (let i = further.length - 1; i >= 0; i--) {
        const next = further[i];
        if (next !== undefined) tasks.push(next);
      }
    }
  }
  return checker.errors;
}

class TypeChecker {
  readonly errors: PromqlError[] = [];
  readonly #text: string;
  /** Second arguments of `info`: there a selector may match everything. */
  readonly #labelsOnly = new Set<Expr>();

  constructor(text: string) {
    this.#text = text;
  }

  #fail(span: Span, upstream: string, help?: string, upstreamSpan?: Span): void {
    if (this.errors.length >= MAX_ERRORS) return;
    this.errors.push({
      span,
      code: 'type',
      message: upstream,
      ...(help === undefined ? {} : { help }),
      upstream,
      ...(upstreamSpan === undefined ? {} : { upstreamSpan }),
    });
  }

  /** What is to be done for `expr`, in order. */
  visit(expr: Expr): Task[] {
    switch (expr.kind) {
      case 'AggregateExpr':
        return this.#aggregate(expr);
      case 'BinaryExpr':
        return [expr.lhs, expr.rhs, () => this.#binary(expr)];
      case 'Call':
        return this.#call(expr);
      case 'ParenExpr':
        return [expr.expr];
      case 'UnaryExpr':
        return [expr.expr, () => this.#unary(expr.span, expr.expr.type)];
      case 'SubqueryExpr':
        return [
          expr.expr,
          () => {
            if (fits(expr.expr.type, 'vector')) return;
            // Unlike elsewhere upstream prints its own names of the types here.
            this.#fail(expr.span, `subquery is only allowed on instant vector, got ${expr.expr.type} instead`);
          },
        ];
      case 'MatrixSelector':
        return [expr.selector];
      case 'VectorSelector':
        this.#selector(expr);
        return [];
      case 'HoleExpr':
      case 'InvalidExpr':
        return [...expr.parts];
      case 'NumberLiteral':
      case 'StringLiteral':
        return [];
    }
  }

  #expect(expr: Expr, wanted: ValueType, where: string, help?: string): void {
    if (fits(expr.type, wanted)) return;
    this.#fail(expr.span, `expected type ${TYPE_NAMES[wanted]} in ${where}, got ${TYPE_NAMES[expr.type]}`, help);
  }

  #aggregate(expr: AggregateExpr): Task[] {
    const tasks: Task[] = [
      expr.expr,
      () => {
        const help =
          expr.expr.type === 'matrix' ? 'turn the range into one value first, for instance with `rate(…)`' : undefined;
        this.#expect(expr.expr, 'vector', 'aggregation expression', help);
      },
    ];
    const { param } = expr;
    const type = AGGREGATORS[expr.op].param;
    if (param !== undefined && type !== undefined) {
      tasks.push(param, () => this.#expect(param, type, 'aggregation parameter'));
    }
    return tasks;
  }

  #call(expr: Call): Task[] {
    const { func, args } = expr;
    if (func === undefined) return [...args];
    const { name, variadic } = func;
    const required = func.args.length - (variadic === 0 ? 0 : 1);
    const most = variadic < 0 ? Number.POSITIVE_INFINITY : required + variadic;
    if (variadic === 0) {
      if (args.length !== required) this.#count(expr, '', required);
    } else if (args.length < required) this.#count(expr, 'at least ', required);
    else if (args.length > most) this.#count(expr, 'at most ', most);
    if (name === 'info') this.#info(expr);
    const tasks: Task[] = [];
    for (const [i, arg] of args.entries()) {
      const wanted = func.args[i] ?? (variadic === 0 ? undefined : func.args[func.args.length - 1]);
      // A superfluous argument is not even looked at.
      if (wanted === undefined) break;
      tasks.push(arg, () => this.#argument(name, arg, wanted));
    }
    return tasks;
  }

  #argument(name: string, arg: Expr, wanted: ValueType): void {
    if (fits(arg.type, wanted)) return;
    this.#expect(arg, wanted, `call to function ${quote(name)}`, argumentHelp(name, wanted, arg));
  }

  #count(expr: Call, how: string, wanted: number): void {
    this.#fail(
      expr.span,
      `expected ${how}${wanted} argument(s) in call to ${quote(expr.name.text)}, got ${expr.args.length}`,
    );
  }

  #info(expr: Call): void {
    const labels = expr.args[1];
    if (labels === undefined || labels.kind === 'HoleExpr' || labels.kind === 'InvalidExpr') return;
    if (!fits(labels.type, 'vector')) {
      this.#fail(expr.span, `expected type instant vector in call to function "info", got ${TYPE_NAMES[labels.type]}`);
    }
    if (labels.kind !== 'VectorSelector') this.#fail(labels.span, 'expected label selectors only');
    else if (labels.name !== undefined) {
      this.#fail(labels.span, 'expected label selectors only, got vector selector instead');
    } else this.#labelsOnly.add(labels);
  }

  #unary(span: Span, type: ValueType): void {
    if (fits(type, 'scalar') || type === 'vector') return;
    this.#fail(
      span,
      `unary expression only allowed on expressions of type scalar or instant vector, got ${quote(TYPE_NAMES[type])}`,
    );
  }

  #selector(expr: VectorSelector): void {
    if (expr.name !== undefined) {
      for (const matcher of expr.matchers) {
        if (matcher.label.text !== METRIC_NAME) continue;
        this.#fail(
          expr.span,
          `metric name must not be set twice: ${quote(expr.name.text)} or ${quote(matcher.value.text)}`,
        );
      }
      return;
    }
    if (expr.openMatchers || this.#labelsOnly.has(expr)) return;
    // A placeholder may turn out to be anything.
    if (allMatchers(expr).some((matcher) => matchesEmpty(matcher) !== true)) return;
    this.#fail(
      expr.span,
      'vector selector must contain at least one non-empty matcher',
      'name a metric, or match some label against something that is not empty',
    );
  }

  #binary(expr: BinaryExpr): void {
    const { op, lhs, rhs, matching } = expr;
    const comparison = isComparison(op);
    const set = op === 'and' || op === 'or' || op === 'unless';
    if (expr.returnBool && !comparison) {
      this.#failAtOperator(expr, 'bool modifier can only be used on comparison operators');
    }
    if (comparison && !expr.returnBool && lhs.type === 'scalar' && rhs.type === 'scalar') {
      this.#failAtOperator(
        expr,
        'comparisons between scalars must use BOOL modifier',
        `write \`${op} bool\`, which gives 0 or 1`,
      );
    }
    for (const label of matching.labels) {
      for (const included of matching.include) {
        if (matching.on && label.text === included.text) {
          this.#failAtOperator(expr, `label ${quote(label.text)} must not occur in ON and GROUP clause at once`);
        }
      }
    }
    for (const side of [lhs, rhs]) {
      if (fits(side.type, 'scalar') || side.type === 'vector') continue;
      this.#fail(side.span, 'binary expression must contain only scalar and instant vector types');
    }
    this.#matching(expr, set);
    if (set && (lhs.type === 'scalar' || rhs.type === 'scalar')) {
      this.#fail(
        expr.span,
        `set operator ${quote(op)} not allowed in binary scalar expression`,
        op === 'or' ? 'a number becomes a vector with `vector(0)`' : undefined,
      );
    }
  }

  #matching(expr: BinaryExpr, set: boolean): void {
    const { op, lhs, rhs, matching } = expr;
    const fills = matching.fillLeft !== undefined || matching.fillRight !== undefined;
    if (!fits(lhs.type, 'vector') || !fits(rhs.type, 'vector')) {
      if (matching.labels.length > 0) {
        this.#fail(expr.span, 'vector matching only allowed between instant vectors');
      }
      if (fills) this.#fail(expr.span, 'filling in missing series only allowed between instant vectors');
    } else if (set) {
      if (matching.card === 'many-to-one' || matching.card === 'one-to-many') {
        this.#fail(expr.span, `no grouping allowed for ${quote(op)} operation`);
        this.#fail(expr.span, 'set operations must always be many-to-many');
      }
      if (fills) this.#fail(expr.span, 'filling in missing series not allowed for set operators');
    }
  }

  /** checkAST opRange: everything between the operands, short of its last character. */
  #failAtOperator(expr: BinaryExpr, message: string, help?: string): void {
    let { end: start } = expr.lhs.span;
    while (isSpace(this.#text.charCodeAt(start))) start++;
    let end = expr.rhs.span.start - 1;
    while (end > start && isSpace(this.#text.charCodeAt(end))) end--;
    this.#fail({ start, end: end + 1 }, message, help, { start, end });
  }
}

/** True if a `type` can stand where `wanted` is due. */
const fits = (type: ValueType, wanted: ValueType): boolean => type === wanted || type === 'none';

const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

const isComparison = (op: BinaryExpr['op']): boolean =>
  op === '==' || op === '!=' || op === '>' || op === '<' || op === '>=' || op === '<=';

function argumentHelp(name: string, wanted: ValueType, arg: Expr): string | undefined {
  if (wanted === 'matrix' && arg.kind === 'VectorSelector') return `give it a range: \`${name}(…[5m])\``;
  if (wanted === 'matrix' && arg.type === 'vector') return 'a range over an expression is a subquery: `(…)[5m:]`';
  if (wanted === 'vector' && arg.type === 'scalar') return 'a number becomes a vector with `vector(…)`';
  if (wanted === 'vector' && arg.type === 'matrix')
    return 'turn the range into one value first, for instance with `rate(…)`';
  if (wanted === 'scalar' && arg.type === 'vector') return 'a vector of one element becomes a number with `scalar(…)`';
  return undefined;
}
