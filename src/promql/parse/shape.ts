import { quote } from '../../go/quote.ts';
import { isValidUtf8 } from '../../go/utf8.ts';
import type { Span } from '../../text/span.ts';
import type { BinaryOp, Duration, Expr, Fill, HoleExpr, HoleText, VectorMatching, VectorSelector } from '../ast.ts';
import type { PromqlFeatures } from '../features.ts';
import { isAggregateOp } from '../functions.ts';
import type { TokenCursor } from './cursor.ts';
import { DurationParser, numberLiteral } from './durations.ts';
import { decodeString } from './literals.ts';
import { parseBraces } from './matchers.ts';
import { type BinaryModifiers, type Group, type Grouping, type Item, invalid, type Postfix } from './records.ts';
import { canNameLabel, canNameMetric, NO_HOLES, type Token } from './token.ts';

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
    if (innermost !== undefined) this.#reportUnclosed(innermost.open, this.#cursor.token, this.#frames.length - 1);
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
    if (cursor.is('(') && token.text !== 'bool') this.#labelList();
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
    const grouping = aggregate ? this.#grouping() : undefined;
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
      group.grouping = this.#grouping();
      if (group.grouping !== undefined) group.end = group.grouping.span.end;
    }
    this.#frame = this.#frames.pop() ?? newFrame(undefined);
    // A call is two levels in the grammar's tree.
    this.#frame.deepest = Math.max(this.#frame.deepest, depthOf(frame) + 2);
    this.#postfixes(group.postfix);
  }

  #countArgument(): void {
    const { group } = this.#frame;
    if (group !== undefined) group.args = Math.max(group.args, 1);
  }

  #pushOperand(expr: Expr, after?: number): void {
    const postfix: Postfix[] = [];
    this.#countArgument();
    this.#emit('m', { kind: 'operand', expr, postfix });
    if (after === undefined) this.#postfixes(postfix);
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
    const modifiers = this.#modifiers();
    this.#emit(SKELETON_OPERATOR[op], { kind: 'binary', op, opSpan, modifiers });
  }

  /** A placeholder between two operands stands for an operator; behind one, for a modifier. */
  #holeOperator(token: Token): boolean {
    const cursor = this.#cursor;
    const hole = token.holes[0]?.hole;
    cursor.next();
    this.#frame.operators++;
    if (hole === undefined || !this.#startsOperand(cursor.token)) return false;
    this.#emit(' or ', { kind: 'binary', op: hole, opSpan: cursor.spanOf(token), modifiers: NO_MODIFIERS });
    return true;
  }

  #startsOperand(token: Token): boolean {
    switch (token.kind) {
      case 'number':
      case 'duration':
      case 'string':
      case '{':
      case '(':
      case 'hole':
      case 'identifier':
      case 'metric':
        return true;
      case 'keyword':
        return canNameMetric(token) && operatorOf(token) === undefined && !SUFFIX_WORDS.has(token.text);
      default:
        return false;
    }
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
      this.#grouping();
      return false;
    }
    if (token.kind === 'keyword' && !canNameMetric(token)) {
      report(`\`${token.text}\` follows an operator, as in \`a / on (pod) b\``);
      cursor.next();
      if (cursor.is('(')) this.#labelList();
      return false;
    }
    if (token.kind === '{') {
      report('labels in braces follow the name of a metric, not an expression', 'move them into the selector');
      parseBraces(cursor);
      return false;
    }
    if (token.kind === '(') report('a bracket cannot follow this: is an operator missing, or the name of a function?');
    else report(`expected an operator, a bracket or the end of the query here, found ${found}`, operatorHelp(token));
    if (!this.#startsOperand(token)) {
      cursor.next();
      return false;
    }
    return this.#juxtapose({ start: token.start, end: token.start });
  }

  /** `by (…)` or `without (…)`, if it is there. */
  #grouping(): Grouping | undefined {
    const cursor = this.#cursor;
    if (!cursor.isWord('by', 'without')) return undefined;
    const word = cursor.next();
    const labels = this.#labelList();
    return { without: word.text === 'without', labels, span: { start: word.start, end: cursor.lastEnd } };
  }

  /** generated_parser.y grouping_labels. */
  #labelList(): readonly HoleText[] {
    const cursor = this.#cursor;
    const open = cursor.take('(');
    const labels: HoleText[] = [];
    if (open === undefined) {
      this.#badLabel(`expected \`(\` before the labels, found ${cursor.describe(cursor.token)}`);
      return labels;
    }
    let reported = false;
    const report = (message: string): void => {
      if (!reported) this.#badLabel(message);
      reported = true;
    };
    let due = true;
    for (;;) {
      const token = cursor.token;
      if (token.kind === ')') {
        cursor.next();
        return labels;
      }
      if (token.kind === 'eof') {
        this.#reportUnclosed(cursor.spanOf(open), token);
        return labels;
      }
      if (token.kind === ',') {
        if (due) report(`expected a label's name here, found ${cursor.describe(token)}`);
        due = true;
        cursor.next();
        continue;
      }
      if (!due)
        report(
          `expected \`,\` or \`)\` after label ${quote(labels.at(-1)?.text ?? '')}, found ${cursor.describe(token)}`,
        );
      due = false;
      if (token.kind === '(' || token.kind === '{' || token.kind === '[') {
        report(`expected a label's name here, found ${cursor.describe(token)}`);
        return labels;
      }
      const label = this.#label(token);
      if (label === undefined) report(`expected a label's name here, found ${cursor.describe(token)}`);
      else labels.push(label);
      cursor.next();
    }
  }

  #badLabel(message: string): void {
    const { token } = this.#cursor;
    this.#cursor.fail({ span: this.#cursor.spanOf(token), code: 'bad-label-list', message });
  }

  #label(token: Token): HoleText | undefined {
    const cursor = this.#cursor;
    if (token.kind === 'hole' || canNameLabel(token)) {
      return { text: cursor.source.slice(token.start, token.end), span: cursor.spanOf(token), holes: token.holes };
    }
    if (token.kind !== 'string') return undefined;
    const label = decodeString(cursor.source, token, cursor.errors);
    if (label.text === '' || !isValidUtf8(label.text)) {
      cursor.errors.add(token.end, {
        span: label.span,
        code: 'bad-label-list',
        message: `invalid label name for grouping: ${quote(label.text)}`,
        upstream: `invalid label name for grouping: ${quote(label.text)}`,
      });
    }
    return label;
  }

  /** generated_parser.y fill_modifiers: bool, on or ignoring, group_left or group_right, fill; in that order. */
  #modifiers(): BinaryModifiers {
    const cursor = this.#cursor;
    const first = cursor.token;
    if (first.kind !== 'keyword') return NO_MODIFIERS;
    const returnBool = cursor.isWord('bool');
    if (returnBool) cursor.next();
    let on = false;
    let labels: readonly HoleText[] = [];
    let include: readonly HoleText[] = [];
    let span: Span | undefined;
    let groupSpan: Span | undefined;
    let card: VectorMatching['card'] = 'one-to-one';
    if (cursor.isWord('on', 'ignoring')) {
      const word = cursor.next();
      on = word.text === 'on';
      labels = this.#labelList();
      span = { start: word.start, end: cursor.lastEnd };
      if (cursor.isWord('group_left', 'group_right')) {
        const group = cursor.next();
        card = group.text === 'group_left' ? 'many-to-one' : 'one-to-many';
        if (cursor.is('(')) include = this.#labelList();
        groupSpan = { start: group.start, end: cursor.lastEnd };
      }
    }
    const { fillLeft, fillRight } = this.#fills();
    return { returnBool, matching: { card, on, labels, include, fillLeft, fillRight, span, groupSpan } };
  }

  #fills(): { readonly fillLeft: Fill | undefined; readonly fillRight: Fill | undefined } {
    const cursor = this.#cursor;
    if (!cursor.isWord('fill', 'fill_left', 'fill_right')) return { fillLeft: undefined, fillRight: undefined };
    const word = cursor.next();
    const first = this.#fill(word);
    if (word.text === 'fill') return { fillLeft: first, fillRight: first };
    const left = word.text === 'fill_left';
    const other = left ? 'fill_right' : 'fill_left';
    const second = cursor.isWord(other) ? this.#fill(cursor.next()) : undefined;
    return left ? { fillLeft: first, fillRight: second } : { fillLeft: second, fillRight: first };
  }

  #fill(word: Token): Fill {
    const cursor = this.#cursor;
    cursor.take('(');
    const negative = cursor.is('-');
    if (negative || cursor.is('+')) cursor.next();
    const token = cursor.token;
    const isNumber = token.kind === 'number' || token.kind === 'duration' || token.kind === 'hole';
    let value = Number.NaN;
    if (isNumber) {
      cursor.next();
      value = numberLiteral(cursor, token).value;
    }
    if (!isNumber || !cursor.is(')')) {
      cursor.fail({
        span: cursor.spanOf(cursor.token),
        code: 'bad-modifier',
        message: `\`${word.text}\` takes one number in brackets, found ${cursor.describe(cursor.token)}`,
      });
    }
    cursor.take(')');
    return { value: negative ? -value : value, span: { start: word.start, end: cursor.lastEnd } };
  }

  /** Ranges, `offset`, `@`, `anchored` and `smoothed` behind an operand. */
  #postfixes(into: Postfix[]): void {
    const cursor = this.#cursor;
    for (;;) {
      const token = cursor.token;
      const before = into.length;
      if (token.kind === '[') this.#brackets(into);
      else if (token.kind === '@') this.#at(into);
      else if (cursor.isWord('offset')) this.#offset(into);
      else if (token.kind === 'keyword' && (token.text === 'anchored' || token.text === 'smoothed')) {
        cursor.next();
        into.push({ kind: token.text, span: cursor.spanOf(token), end: token.end });
      } else if (token.kind === 'hole' && token.holes[0] !== undefined && !this.#startsOperand(cursor.peek())) {
        cursor.next();
        into.push({ kind: 'hole', hole: token.holes[0].hole, end: token.end });
      } else return;
      this.#frame.operators += into.length - before;
    }
  }

  #offset(into: Postfix[]): void {
    const cursor = this.#cursor;
    const word = cursor.next();
    const before = cursor.token;
    if (before.kind === 'eof' || before.kind === ')' || before.kind === ',') {
      cursor.fail({
        span: { start: word.start, end: word.end },
        code: 'bad-modifier',
        message: '`offset` needs a duration behind it, for instance `offset 5m`',
      });
      return;
    }
    const offset = this.#durations.afterOffset();
    if (offset !== undefined) into.push({ kind: 'offset', offset, end: offset.span.end });
  }

  #at(into: Postfix[]): void {
    const cursor = this.#cursor;
    const start = cursor.next().start;
    if (cursor.isWord('start', 'end') && cursor.peek().kind === '(' && cursor.peek(2).kind === ')') {
      const at = cursor.next().text === 'start' ? 'start' : 'end';
      cursor.next();
      const end = cursor.next().end;
      into.push({ kind: 'at', at: { at, ms: undefined, span: { start, end } }, seconds: 0, end });
      return;
    }
    const negative = cursor.is('-');
    if (negative || cursor.is('+')) cursor.next();
    const token = cursor.token;
    if (token.kind !== 'number' && token.kind !== 'duration' && token.kind !== 'hole') {
      cursor.fail({
        span: token.kind === 'eof' ? { start, end: start + 1 } : cursor.spanOf(token),
        code: 'bad-modifier',
        message: `\`@\` takes a Unix time in seconds, \`start()\` or \`end()\`, found ${cursor.describe(token)}`,
      });
      return;
    }
    cursor.next();
    const literal = numberLiteral(cursor, token);
    const seconds = negative ? -literal.value : literal.value;
    const ms = literal.hole === undefined ? roundHalfAway(seconds * 1000) : undefined;
    const known = token.kind !== 'hole' && literal.hole === undefined;
    const span = { start, end: token.end };
    into.push({ kind: 'at', at: { at: 'time', ms, span }, seconds: known ? seconds : 0, end: token.end });
  }

  /** `[5m]`, `[1h:5m]`, `[1h:]`. */
  #brackets(into: Postfix[]): void {
    const cursor = this.#cursor;
    const open = cursor.next();
    if (cursor.is(']')) {
      this.#badBrackets(cursor.token, 'a range needs a duration, for instance `[5m]`');
      cursor.next();
      return;
    }
    const range = cursor.is(':') ? undefined : this.#durations.inBrackets();
    if (range === undefined) {
      if (cursor.is(':'))
        this.#badBrackets(cursor.token, 'a subquery needs a range before the colon, for instance `[1h:5m]`');
      this.#skipBrackets(open);
      return;
    }
    const colon = cursor.take(':');
    if (colon !== undefined && !this.#durations.sawNumber) {
      this.#badBrackets(colon, 'the server takes a colon only after a number: write the range as one');
    }
    let step: Duration | undefined;
    if (colon !== undefined && !cursor.is(']')) {
      step = this.#durations.inBrackets();
      if (step === undefined) {
        this.#skipBrackets(open);
        return;
      }
    }
    const close = cursor.take(']');
    if (close === undefined) {
      this.#badBrackets(
        cursor.token,
        `expected \`]\`${colon === undefined ? ' or `:`' : ''} after the ${step === undefined ? 'range' : 'step'}, found ${cursor.describe(cursor.token)}`,
      );
      this.#skipBrackets(open);
      return;
    }
    const { end } = close;
    if (colon === undefined) into.push({ kind: 'range', range, brackets: { start: open.start, end }, end });
    else into.push({ kind: 'subquery', range, step, end });
  }

  #badBrackets(token: Token, message: string): void {
    this.#cursor.fail({ span: this.#cursor.spanOf(token), code: 'bad-range', message });
  }

  /** After a mistake: on behind the closing bracket, or to where the expression around ends. */
  #skipBrackets(open: Token): void {
    const cursor = this.#cursor;
    let depth = 0;
    for (;;) {
      const { kind } = cursor.token;
      if (kind === ']') {
        cursor.next();
        return;
      }
      if (kind === '(') depth++;
      if (kind === ')' && depth-- === 0) return;
      if (kind === 'eof' || kind === '{' || kind === '[') {
        if (kind === 'eof' && cursor.errors.isEmpty) this.#reportUnclosed(cursor.spanOf(open), cursor.token);
        return;
      }
      cursor.next();
    }
  }

  #reportUnclosed(open: Span, at: Token, more = 0): void {
    const cursor = this.#cursor;
    const bracket = cursor.source.charAt(open.start);
    const end = cursor.source.length;
    const others = more > 0 ? ` (nor ${more === 1 ? 'is the one' : `are the ${more}`} around it)` : '';
    const where = at.kind === 'eof' ? '' : `: expected its end before ${cursor.describe(at)}`;
    cursor.errors.add(end, {
      span: { start: open.start, end: open.end },
      code: 'unclosed-bracket',
      message: `this \`${bracket}\` is never closed${others}${where}`,
      upstream: bracket === '[' ? 'unclosed left bracket' : 'unclosed left parenthesis',
      upstreamSpan: { start: end, end },
    });
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

/** model/timestamp FromFloatSeconds rounds half away from zero. */
const roundHalfAway = (value: number): number => Math.sign(value) * Math.round(Math.abs(value)) || 0;

const SUFFIX_WORDS: ReadonlySet<string> = new Set(['offset', 'anchored', 'smoothed', 'by', 'without']);

const ONE_TO_ONE: VectorMatching = {
  card: 'one-to-one',
  on: false,
  labels: [],
  include: [],
  fillLeft: undefined,
  fillRight: undefined,
  span: undefined,
  groupSpan: undefined,
};
const NO_MODIFIERS: BinaryModifiers = { returnBool: false, matching: ONE_TO_ONE };

/** An operator of the same precedence that the grammar reads without further ado. */
const SKELETON_OPERATOR: Readonly<Record<BinaryOp, string>> = {
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '*',
  '%': '*',
  '^': '^',
  atan2: '*',
  '==': '==',
  '!=': '==',
  '<': '==',
  '>': '==',
  '<=': '==',
  '>=': '==',
  '</': '==',
  '>/': '==',
  and: ' and ',
  unless: ' and ',
  or: ' or ',
};

function operatorOf(token: Token): BinaryOp | undefined {
  switch (token.kind) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '^':
    case '==':
    case '!=':
    case '<':
    case '>':
    case '<=':
    case '>=':
    case '</':
    case '>/':
      return token.kind;
    case 'keyword':
      return token.text === 'and' || token.text === 'or' || token.text === 'unless' || token.text === 'atan2'
        ? token.text
        : undefined;
    default:
      return undefined;
  }
}

function operatorHelp(token: Token): string | undefined {
  if (token.kind === 'keyword' && isAggregateOp(token.text)) return 'write an operator between the two expressions';
  if (token.kind === 'string') return 'label values stand between braces: `name{label="value"}`';
  return undefined;
}
