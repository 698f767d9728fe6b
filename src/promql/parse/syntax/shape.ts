import type { Span } from '../../../text/span.ts';
import type { BinaryOp, Expr, HoleExpr, HoleText, VectorSelector } from '../../ast.ts';
import type { PromqlFeatures } from '../../features.ts';
import { isAggregateOp } from '../../functions.ts';
import { decodeString } from '../lexical/literals.ts';
import { canNameMetric, NO_HOLES, type Token } from '../lexical/token.ts';
import { NO_MODIFIERS, parseGrouping, parseLabelList, parseModifiers } from './clauses.ts';
import { reportUnclosed, type TokenCursor } from './cursor.ts';
import { DurationParser, numberLiteral } from './durations.ts';
import { parseBraces } from './matchers.ts';
import { operatorHelp, operatorOf, SKELETON_OPERATOR, startsOperand } from './operators.ts';
import { type Group, type Grouping, type Item, invalid, type Postfix } from './records.ts';
import { parseSuffixes } from './suffixes.ts';

/**
 * What the grammar gets to parse: the query with every operand as `m`, every function as `abs`, every aggregation as
 * `sum`, modifiers left out. Its tree says how expressions nest; `items` says what stands at each of its offsets.
 *
 * Written out in full the text would not do: the grammar knows a fixed list of functions, reads `a + b offset 5m` as
 * `(a + b) offset 5m` and `-1 ^ 2` as `(-1) ^ 2`, and has no numbers such as `5.`, no placeholders and no `offset` as
 * a name. All that is settled here, token by token, and so is what to say where a token is out of place: the grammar
 * only ever sees text without mistakes.
 */
export interface Skeleton {
  readonly text: string;
  readonly items: readonly (Item | undefined)[];
  /** How deep the tree can be at most. */
  readonly depth: number;
}

interface Frame {
  /** Undefined for the query itself. */
  readonly group: Group | undefined;
  /** Operators and suffixes of the current argument: each may add a level. */
  operators: number;
  /** The deepest group in the current argument, and in those before it. */
  deepest: number;
  deepestArgument: number;
  /** Two operands without an operator have been reported. */
  reported: boolean;
}

/** Reads the tokens of a query and writes its skeleton. Mistakes go to the cursor's errors. */
export class Shaper {
  readonly #cursor: TokenCursor;
  readonly #durations: DurationParser;
  readonly #items: (Item | undefined)[] = [];
  readonly #frames: Frame[] = [];
  #frame: Frame = newFrame(undefined);
  #text = '';

  constructor(cursor: TokenCursor, features: PromqlFeatures) {
    this.#cursor = cursor;
    this.#durations = new DurationParser(cursor, features);
  }

  shape(): Skeleton {
    for (;;) {
      this.#operand();
      while (!this.#operator()) {
        if (this.#cursor.is('eof')) return this.#finish();
      }
    }
  }

  #finish(): Skeleton {
    const innermost = this.#frame.group;
    if (innermost !== undefined)
      reportUnclosed(this.#cursor, innermost.open, this.#cursor.token, this.#frames.length - 1);
    while (this.#frame.group !== undefined) this.#close(this.#cursor.lastEnd);
    return { text: this.#text, items: this.#items, depth: depthOf(this.#frame) };
  }

  #emit(text: string, item: Item | undefined): void {
    if (item !== undefined) this.#items[this.#text.length + (text.startsWith(' ') ? 1 : 0)] = item;
    this.#text += text;
  }

  /** Reads what an expression starts with: signs and opening brackets, then one operand with its suffixes. */
  #operand(): void {
    const cursor = this.#cursor;
    for (;;) {
      const token = cursor.token;
      if (token.kind === '+' || token.kind === '-') {
        cursor.next();
        this.#frame.operators++;
        this.#emit('-', { kind: 'sign', op: token.kind, start: token.start });
      } else if (token.kind === '(') {
        cursor.next();
        this.#open('paren', { text: '', span: cursor.spanOf(token), holes: NO_HOLES }, token, undefined);
      } else if (this.#startsCall(token)) {
        if (this.#openCall()) return;
      } else if (token.kind === 'keyword' && !canNameMetric(token) && operatorOf(token) === undefined) {
        this.#strayModifier(token);
      } else {
        this.#leaf(token);
        return;
      }
    }
  }

  /** `on`, `bool`, `group_left` and their like where an operand is due: reported, skipped with their labels. */
  #strayModifier(token: Token): void {
    const cursor = this.#cursor;
    const follows = token.text.startsWith('group_') ? '`on (…)` or `ignoring (…)`' : 'an operator';
    cursor.fail({
      span: cursor.spanOf(token),
      code: 'bad-modifier',
      message: `\`${token.text}\` cannot stand here: it follows ${follows}, and only once`,
      upstream: `unexpected <${token.text}>`,
    });
    cursor.next();
    if (cursor.is('(') && token.text !== 'bool') parseLabelList(cursor);
  }

  /** A name with a bracket behind it, or an aggregation with its grouping first. */
  #startsCall(token: Token): boolean {
    const next = this.#cursor.peek();
    if (token.kind === 'identifier' || token.kind === 'hole') return next.kind === '(';
    if (token.kind !== 'keyword') return false;
    if (isAggregateOp(token.text))
      return next.kind === '(' || (next.kind === 'keyword' && (next.text === 'by' || next.text === 'without'));
    return next.kind === '(' && ['start', 'end', 'step', 'range', 'min_of', 'max_of'].includes(token.text);
  }

  /** Returns true if the call was empty and so is a complete operand. */
  #openCall(): boolean {
    const cursor = this.#cursor;
    const token = cursor.next();
    const aggregate = token.kind === 'keyword' && isAggregateOp(token.text);
    const name: HoleText = {
      text: aggregate ? token.text : cursor.source.slice(token.start, token.end),
      span: cursor.spanOf(token),
      holes: token.holes,
    };
    const grouping = aggregate ? parseGrouping(this.#cursor) : undefined;
    const open = cursor.take('(');
    if (open === undefined) {
      cursor.fail({
        span: cursor.spanOf(cursor.token),
        code: 'aggregation-arguments',
        message: `expected \`(\` with the expression that \`${name.text}\` aggregates, found ${cursor.describe(cursor.token)}`,
      });
      this.#pushOperand(invalid({ start: token.start, end: cursor.lastEnd }), cursor.lastEnd);
      return true;
    }
    this.#open(aggregate ? 'aggregate' : 'call', name, open, grouping);
    const close = cursor.take(')');
    if (close === undefined) return false;
    this.#close(close.end);
    return true;
  }

  #open(kind: Group['kind'], name: HoleText, open: Token, grouping: Grouping | undefined): void {
    const group: Group = { kind, name, open: this.#cursor.spanOf(open), grouping, args: 0, end: open.end, postfix: [] };
    this.#countArgument();
    this.#emit(kind === 'paren' ? '(' : kind === 'call' ? 'abs(' : 'sum(', group);
    this.#frames.push(this.#frame);
    this.#frame = newFrame(group);
  }

  /** Closes the innermost bracket and reads what follows it. */
  #close(end: number): void {
    const frame = this.#frame;
    const { group } = frame;
    if (group === undefined) return;
    this.#emit(')', undefined);
    group.end = end;
    if (group.kind === 'aggregate' && group.grouping === undefined) {
      group.grouping = parseGrouping(this.#cursor);
      if (group.grouping !== undefined) group.end = group.grouping.span.end;
    }
    this.#frame = this.#frames.pop() ?? newFrame(undefined);
    // A call is two levels in the grammar's tree.
    this.#frame.deepest = Math.max(this.#frame.deepest, depthOf(frame) + 2);
    this.#suffixes(group.postfix);
  }

  #countArgument(): void {
    const { group } = this.#frame;
    if (group !== undefined) group.args = Math.max(group.args, 1);
  }

  #pushOperand(expr: Expr, after?: number): void {
    const postfix: Postfix[] = [];
    this.#countArgument();
    this.#emit('m', { kind: 'operand', expr, postfix });
    if (after === undefined) this.#suffixes(postfix);
  }

  #leaf(token: Token): void {
    const cursor = this.#cursor;
    switch (token.kind) {
      case 'number':
      case 'duration':
        cursor.next();
        this.#pushOperand(numberLiteral(cursor, token));
        return;
      case 'string':
        cursor.next();
        this.#pushOperand({
          kind: 'StringLiteral',
          type: 'string',
          span: cursor.spanOf(token),
          value: decodeString(cursor.source, token, cursor.errors),
        });
        return;
      case '{':
        this.#pushOperand(this.#selector(undefined));
        return;
      case 'hole':
        cursor.next();
        this.#pushOperand(this.#holeOperand(token));
        return;
      default:
        if (canNameMetric(token)) {
          cursor.next();
          this.#pushOperand(this.#selector(token));
        } else this.#missingOperand(token);
    }
  }

  /** A placeholder is a metric's name where braces, a range or a modifier follow, else any expression. */
  #holeOperand(token: Token): Expr {
    const hole = token.holes[0]?.hole;
    const next = this.#cursor.token;
    const isName =
      next.kind === '{' ||
      next.kind === '@' ||
      (next.kind === 'keyword' && next.text === 'offset') ||
      (next.kind === '[' && !this.#isSubquery());
    if (isName || hole === undefined) return this.#selector(token);
    const expr: HoleExpr = { kind: 'HoleExpr', type: 'none', span: this.#cursor.spanOf(token), hole, parts: [] };
    return expr;
  }

  #isSubquery(): boolean {
    for (let ahead = 1; ahead < 200; ahead++) {
      const { kind } = this.#cursor.peek(ahead);
      if (kind === ':') return true;
      if (kind === ']' || kind === 'eof') return false;
    }
    return false;
  }

  #selector(nameToken: Token | undefined): VectorSelector {
    const cursor = this.#cursor;
    const name: HoleText | undefined =
      nameToken === undefined
        ? undefined
        : {
            text: cursor.source.slice(nameToken.start, nameToken.end),
            span: cursor.spanOf(nameToken),
            holes: nameToken.holes,
          };
    const start = nameToken?.start ?? cursor.token.start;
    const braces = cursor.is('{') ? parseBraces(cursor) : undefined;
    return {
      kind: 'VectorSelector',
      type: 'vector',
      span: { start, end: braces?.span.end ?? nameToken?.end ?? start },
      name,
      matchers: braces?.matchers ?? [],
      braces: braces?.span,
      openMatchers: braces?.open ?? false,
      offset: undefined,
      at: undefined,
      anchored: false,
      smoothed: false,
    };
  }

  #missingOperand(token: Token): void {
    const cursor = this.#cursor;
    const previous = cursor.lastEnd;
    const atEnd = token.kind === 'eof';
    const span = atEnd ? { start: previous, end: previous } : cursor.spanOf(token);
    // An empty bracket that is never closed is reported as that.
    if (!(atEnd && this.#text.endsWith('('))) {
      const what = this.#text === '' ? 'a query' : 'an expression';
      cursor.fail({
        span,
        code: 'missing-operand',
        message: atEnd
          ? 'the query ends where an expression is due'
          : `expected ${what} here, found ${cursor.describe(token)}`,
        ...(atEnd ? { upstream: 'unexpected end of input' } : {}),
      });
    }
    // What no expression can start with is skipped, unless it ends or continues the one around it.
    const carriesOn = atEnd || token.kind === ')' || token.kind === ',' || operatorOf(token) !== undefined;
    if (!carriesOn) cursor.next();
    this.#pushOperand(invalid(span), previous);
  }

  /** Reads on behind an operand: true after an operator or a comma, when the next operand is due. */
  #operator(): boolean {
    const cursor = this.#cursor;
    const token = cursor.token;
    if (token.kind === 'eof') return false;
    if (token.kind === ')') {
      cursor.next();
      if (this.#frame.group === undefined) this.#unopened(token);
      else this.#close(token.end);
      return false;
    }
    if (token.kind === ',') return this.#comma();
    const op = operatorOf(token);
    if (op !== undefined) {
      cursor.next();
      this.#binary(op, cursor.spanOf(token));
      return true;
    }
    if (token.kind === 'hole' && token.holes[0] !== undefined) return this.#holeOperator(token);
    return this.#outOfPlace(token);
  }

  #unopened(token: Token): void {
    this.#cursor.fail({
      span: this.#cursor.spanOf(token),
      code: 'unopened-bracket',
      message: `this ${this.#cursor.describe(token)} closes nothing`,
      help: 'delete it, or open the bracket before it',
      ...(token.kind === ')' ? { upstream: "unexpected right parenthesis ')'" } : {}),
      ...(token.kind === ')' ? { upstreamSpan: { start: token.end, end: this.#cursor.source.length } } : {}),
    });
  }

  /** parse.go: a comma before the closing bracket or another comma is too much; the arguments stay as they are. */
  #comma(): boolean {
    const cursor = this.#cursor;
    const comma = cursor.next();
    const frame = this.#frame;
    const { group } = frame;
    if (group === undefined || group.kind === 'paren') {
      cursor.fail({
        span: cursor.spanOf(comma),
        code: 'unexpected-token',
        message: 'a comma means nothing here: commas separate the arguments of a function',
        upstream: 'unexpected ","',
      });
      return this.#juxtapose(cursor.spanOf(comma));
    }
    if (cursor.is(')') || cursor.is(',')) {
      cursor.errors.add(comma.end, {
        span: cursor.spanOf(comma),
        code: 'trailing-comma',
        message: 'trailing commas not allowed in function call args',
        upstream: 'trailing commas not allowed in function call args',
      });
      return false;
    }
    group.args++;
    frame.deepestArgument = depthOf(frame);
    frame.deepest = 0;
    frame.operators = 0;
    frame.reported = false;
    this.#emit(',', undefined);
    return true;
  }

  #binary(op: BinaryOp, opSpan: Span): void {
    this.#frame.operators++;
    this.#frame.reported = false;
    const modifiers = parseModifiers(this.#cursor);
    this.#emit(SKELETON_OPERATOR[op], { kind: 'binary', op, opSpan, modifiers });
  }

  /** A placeholder between two operands stands for an operator; behind one, for a modifier. */
  #holeOperator(token: Token): boolean {
    const cursor = this.#cursor;
    const hole = token.holes[0]?.hole;
    cursor.next();
    this.#frame.operators++;
    if (hole === undefined || !startsOperand(cursor.token)) return false;
    this.#emit(' or ', { kind: 'binary', op: hole, opSpan: cursor.spanOf(token), modifiers: NO_MODIFIERS });
    return true;
  }

  /** Two operands without an operator: they become parts of something that makes no sense. */
  #juxtapose(opSpan: Span): true {
    this.#frame.operators++;
    this.#emit(' or ', { kind: 'binary', op: undefined, opSpan, modifiers: NO_MODIFIERS });
    return true;
  }

  #outOfPlace(token: Token): boolean {
    const cursor = this.#cursor;
    const found = cursor.describe(token);
    const report = (message: string, help?: string): void => {
      if (this.#frame.reported) return;
      this.#frame.reported = true;
      cursor.fail({
        span: cursor.spanOf(token),
        code:
          token.kind === '=' || token.kind === '=~' || token.kind === '!~' ? 'foreign-operator' : 'missing-operator',
        message,
        ...(help === undefined ? {} : { help }),
      });
    };
    if (token.kind === '=' || token.kind === '=~' || token.kind === '!~') {
      cursor.next();
      if (token.kind === '=')
        report('a single `=` compares labels, between braces only', 'write `==` to compare values');
      else
        report(
          `\`${token.kind}\` compares labels, between braces only`,
          'write it inside the selector: `name{label=~"…"}`',
        );
      this.#binary('==', cursor.spanOf(token));
      return true;
    }
    if (token.kind === ']' || token.kind === '}') {
      cursor.next();
      this.#unopened(token);
      return false;
    }
    if (token.kind === 'keyword' && (token.text === 'by' || token.text === 'without')) {
      report(
        `\`${token.text}\` follows an aggregation such as \`sum(…)\`, and only once`,
        `write \`sum ${token.text} (…) (expression)\``,
      );
      parseGrouping(this.#cursor);
      return false;
    }
    if (token.kind === 'keyword' && !canNameMetric(token)) {
      report(`\`${token.text}\` follows an operator, as in \`a / on (pod) b\``);
      cursor.next();
      if (cursor.is('(')) parseLabelList(cursor);
      return false;
    }
    if (token.kind === '{') {
      report('labels in braces follow the name of a metric, not an expression', 'move them into the selector');
      parseBraces(cursor);
      return false;
    }
    if (token.kind === '(') report('a bracket cannot follow this: is an operator missing, or the name of a function?');
    else report(`expected an operator, a bracket or the end of the query here, found ${found}`, operatorHelp(token));
    if (!startsOperand(token)) {
      cursor.next();
      return false;
    }
    return this.#juxtapose({ start: token.start, end: token.start });
  }

  /** Ranges and modifiers behind an operand; each may add a level to the tree. */
  #suffixes(into: Postfix[]): void {
    parseSuffixes(this.#cursor, this.#durations, into);
    this.#frame.operators += into.length;
  }
}

const newFrame = (group: Group | undefined): Frame => ({
  group,
  operators: 0,
  deepest: 0,
  deepestArgument: 0,
  reported: false,
});

const depthOf = (frame: Frame): number => Math.max(frame.deepestArgument, frame.operators + frame.deepest + 1);
