import type { IToken } from 'chevrotain';
import { spanOf } from '../../text/span.ts';
import type { Node } from '../ast.ts';
import { BUILTIN_NAMES } from '../builtins/names.ts';
import { GrammarBase, spanOfToken } from './grammar-base.ts';
import {
  BINARY_PRECEDENCE,
  isBinaryOperator,
  isNegatable,
  isRightAssociative,
  isUnaryOperator,
  PREDICATE_CALLS,
  UNARY_PRECEDENCE,
} from './operators.ts';
import type { SyntaxProblem } from './problems.ts';
import type { Token } from './token.ts';
import * as T from './token-types.ts';

/**
 * The grammar of expr-lang (parser/parser.go) in Chevrotain. One token of lookahead decides everything but `not`, as
 * upstream, so the first error stands at the same token. Rule names must not be those of parser methods.
 */
export class ConditionGrammar extends GrammarBase {
  constructor(options: { readonly validate: boolean } = { validate: false }) {
    super(options);
    this.performSelfAnalysis();
  }

  /** Parses a whole condition. `tokens` ends with EOF. */
  parse(tokens: readonly Token[]): { readonly ast: Node; readonly problems: readonly SyntaxProblem[] } {
    return this.parseWith(tokens, () => this.program());
  }

  readonly program = this.RULE('program', (): Node => this.SUBRULE(this.sequence), this.recovered());

  readonly sequence = this.RULE(
    'sequence',
    (): Node => {
      const start = this.here();
      const nodes = [this.SUBRULE(this.expression)];
      this.MANY(() => {
        this.CONSUME(T.Semicolon);
        // Only at the very end may a semicolon stand for nothing.
        if (this.RECORDING_PHASE || !this.atEnd()) nodes.push(this.SUBRULE2(this.expression));
      });
      const [first] = nodes;
      if (this.RECORDING_PHASE || first === undefined || nodes.length === 1) return first ?? this.missing();
      return this.builder.make({ kind: 'sequence', nodes }, this.from(start), first.at);
    },
    this.recovered(),
  );

  readonly expression = this.RULE(
    'expression',
    (): Node => {
      return this.deeper(() =>
        this.OR([
          { ALT: () => this.SUBRULE(this.declaration) },
          { ALT: () => this.SUBRULE(this.branch) },
          { ALT: () => this.SUBRULE(this.ternary) },
        ]),
      );
    },
    this.recovered(),
  );

  readonly declaration = this.RULE(
    'declaration',
    (): Node => {
      const start = this.here();
      this.CONSUME(T.Let);
      const name = this.before(['=', ';'], () => this.CONSUME(T.Identifier));
      const value = this.before([';'], () => {
        this.CONSUME(T.Assign);
        return this.SUBRULE(this.expression);
      });
      this.CONSUME(T.Semicolon);
      const body = this.SUBRULE(this.sequence);
      if (this.RECORDING_PHASE) return body;
      return this.builder.make({ kind: 'let', name: name.image, value, body }, this.from(start), spanOfToken(name));
    },
    this.recovered(),
  );

  readonly branch = this.RULE(
    'branch',
    (): Node => {
      const start = this.here();
      const keyword = this.CONSUME(T.If);
      const condition = this.before(['{', '}', 'else', '{', '}'], () => this.SUBRULE(this.expression));
      const whenTrue = this.before(['else', '{', '}'], () => this.SUBRULE(this.block));
      this.before(['{', '}'], () => this.CONSUME(T.Else));
      const whenFalse = this.OR([
        { ALT: () => this.deeper(() => this.SUBRULE(this.branch)) },
        { ALT: () => this.SUBRULE2(this.block) },
      ]);
      if (this.RECORDING_PHASE) return whenTrue;
      const node = { kind: 'conditional', condition, whenTrue, whenFalse, form: 'if' } as const;
      return this.builder.place(node, this.from(start), spanOfToken(keyword));
    },
    this.recovered(),
  );

  readonly block = this.RULE(
    'block',
    (): Node => {
      this.CONSUME(T.LeftBrace);
      const node = this.before(['}'], () => this.SUBRULE(this.sequence));
      this.CONSUME(T.RightBrace);
      return node;
    },
    this.recovered(),
  );

  readonly ternary = this.RULE(
    'ternary',
    (): Node => {
      const start = this.here();
      let node = this.SUBRULE(this.binary, { ARGS: [0] });
      // Only behind an `if` may a second one follow.
      this.MANY(() => {
        const question = this.CONSUME(T.Question);
        const condition = node;
        const whenTrue = this.OR([
          {
            ALT: () => {
              this.CONSUME(T.Colon);
              return undefined;
            },
          },
          {
            ALT: () => {
              const chosen = this.before([':'], () => this.SUBRULE(this.expression));
              this.CONSUME2(T.Colon);
              return chosen;
            },
          },
        ]);
        const whenFalse = this.SUBRULE2(this.expression);
        if (this.RECORDING_PHASE) return;
        const form = whenTrue === undefined ? 'elvis' : 'ternary';
        node = this.builder.make(
          { kind: 'conditional', condition, whenTrue: whenTrue ?? condition, whenFalse, form },
          this.from(start),
          spanOfToken(question),
        );
      });
      return node;
    },
    this.recovered(),
  );

  /** Operators of at least this precedence (parser.go parseExpression). */
  readonly binary = this.RULE(
    'binary',
    (precedence = 0): Node => {
      const start = this.here();
      let left = this.deeper(() => this.SUBRULE(this.unary));
      let previous = '';
      this.MANY({
        GATE: () => this.operatorFits(precedence),
        DEF: () => {
          left = this.SUBRULE(this.operation, { ARGS: [left, start, previous] });
          previous = this.operatorBefore;
        },
      });
      return left;
    },
    this.recovered(),
  );

  private operatorBefore = '';

  readonly operation = this.RULE(
    'operation',
    (left = this.missing(), start = 0, previous = ''): Node => {
      let first = '';
      const node = this.OR([
        {
          ALT: () => {
            first = this.CONSUME(T.Pipe).image;
            const name = this.CONSUME(T.Identifier);
            return this.SUBRULE(this.call, { ARGS: [name, [left], start] });
          },
        },
        {
          ALT: () => {
            const operator = this.CONSUME(T.Comparison);
            first = operator.image;
            this.checkMixing(previous, operator);
            return this.SUBRULE(this.comparison, { ARGS: [left, operator, start] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(T.Not);
            const operator = this.OR2([
              { ALT: () => this.CONSUME(T.Negatable) },
              { ALT: () => this.CONSUME(T.OperatorString) },
            ]);
            first = operator.image;
            this.checkMixing(previous, operator);
            const right = this.SUBRULE(this.binary, { ARGS: [BINARY_PRECEDENCE.in + 1] });
            if (this.RECORDING_PHASE) return right;
            const operand = this.infix(operator, left, right, start);
            return this.builder.make(
              { kind: 'unary', operator: 'not', operand },
              this.from(start),
              spanOfToken(operator),
            );
          },
        },
        {
          ALT: () => {
            const operator = this.CONSUME(T.Infix);
            first = operator.image;
            this.checkMixing(previous, operator);
            const own = isBinaryOperator(operator.image) ? operator.image : 'or';
            const least = BINARY_PRECEDENCE[own] + (isRightAssociative(own) ? 0 : 1);
            const right = this.deeper(() => this.SUBRULE2(this.binary, { ARGS: [least] }));
            return this.RECORDING_PHASE ? right : this.infix(operator, left, right, start);
          },
        },
      ]);
      this.operatorBefore = first;
      return node;
    },
    this.recovered(),
  );

  /** The right side of a comparison, and those of the chain that it may start. */
  readonly comparison = this.RULE(
    'comparison',
    (left = this.missing(), operator: IToken = this.LA(1), start = 0): Node => {
      const precedence = BINARY_PRECEDENCE['<'] + 1;
      let right = this.SUBRULE(this.binary, { ARGS: [precedence] });
      let chain = this.compare(undefined, left, operator, right, start);
      this.MANY(() => {
        const next = this.CONSUME(T.Comparison);
        const operand = this.SUBRULE2(this.binary, { ARGS: [precedence] });
        chain = this.compare(chain, right, next, operand, start);
        right = operand;
      });
      return chain;
    },
    this.recovered(),
  );

  readonly unary = this.RULE(
    'unary',
    (): Node => {
      const start = this.here();
      return this.OR([
        {
          ALT: () => {
            const operator = this.CONSUME(T.UnaryOperator);
            const own = isUnaryOperator(operator.image) ? operator.image : '!';
            const operand = this.SUBRULE(this.binary, { ARGS: [UNARY_PRECEDENCE[own]] });
            const unary = { kind: 'unary', operator: own, operand } as const;
            const applied = this.builder.make(unary, this.from(start), spanOfToken(operator));
            return this.SUBRULE(this.postfix, { ARGS: [applied, start] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(T.LeftParenthesis);
            const inner = this.before([')'], () => this.SUBRULE(this.sequence));
            this.CONSUME(T.RightParenthesis);
            return this.SUBRULE2(this.postfix, { ARGS: [inner, start] });
          },
        },
        { GATE: () => this.predicateDepth > 0, ALT: () => this.SUBRULE(this.pointer) },
        {
          ALT: () => {
            this.CONSUME(T.DoubleColon);
            const name = this.CONSUME(T.Identifier);
            const called = this.SUBRULE(this.call, { ARGS: [name, [], start] });
            return this.SUBRULE3(this.postfix, { ARGS: [called, start] });
          },
        },
        { ALT: () => this.SUBRULE(this.identifier) },
        { ALT: () => this.SUBRULE(this.literal) },
      ]);
    },
    this.recovered(),
  );

  readonly pointer = this.RULE(
    'pointer',
    (): Node => {
      const start = this.here();
      const node = this.OR([
        {
          ALT: () => {
            const hash = this.CONSUME(T.Hash);
            const name = this.OPTION(() => this.CONSUME(T.Identifier));
            const text = name?.image ?? '';
            return this.builder.make({ kind: 'pointer', name: text }, this.from(start), spanOfToken(hash));
          },
        },
        {
          ALT: () => {
            const dot = spanOfToken(this.LA(1));
            const empty = this.builder.make({ kind: 'pointer', name: '' }, spanOf(dot.start, dot.start), dot);
            this.CONSUME(T.Dot);
            return this.SUBRULE(this.member, { ARGS: [empty, start, false] });
          },
        },
      ]);
      return this.SUBRULE(this.postfix, { ARGS: [node, start] });
    },
    this.recovered(),
  );

  readonly identifier = this.RULE(
    'identifier',
    (): Node => {
      const start = this.here();
      const token = this.CONSUME(T.Identifier);
      const at = spanOfToken(token);
      if (!this.RECORDING_PHASE) {
        if (token.image === 'nil') return this.builder.make({ kind: 'nil' }, at, at);
        if (token.image === 'true' || token.image === 'false') {
          return this.builder.make({ kind: 'bool', value: token.image === 'true' }, at, at);
        }
      }
      const called = this.OPTION(() => this.SUBRULE(this.call, { ARGS: [token, [], start] }));
      const node = called ?? this.builder.make({ kind: 'identifier', name: token.image }, at, at);
      return this.SUBRULE(this.postfix, { ARGS: [node, start] });
    },
    this.recovered(),
  );

  readonly literal = this.RULE(
    'literal',
    (): Node => {
      const start = this.here();
      let isNumber = false;
      const node = this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(T.NumberLiteral);
            isNumber = true;
            if (!T.isGrammarToken(token)) return this.missing();
            const { node: number, error } = this.builder.number(token.source);
            if (error !== undefined) this.report(token, error, token.index + 1);
            return number;
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(T.StringLiteral);
            const raw = T.isGrammarToken(token) && token.source.raw ? ({ raw: true } as const) : {};
            const at = spanOfToken(token);
            return this.builder.make({ kind: 'string', value: token.image, ...raw }, at, at);
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(T.BytesLiteral);
            const value = (T.isGrammarToken(token) ? token.source.bytes : undefined) ?? new Uint8Array();
            const at = spanOfToken(token);
            return this.builder.make({ kind: 'bytes', value }, at, at);
          },
        },
        { ALT: () => this.SUBRULE(this.array) },
        { ALT: () => this.SUBRULE(this.map) },
      ]);
      if (isNumber && !this.RECORDING_PHASE) return node;
      return this.SUBRULE(this.postfix, { ARGS: [node, start] });
    },
    this.recovered(),
  );

  readonly array = this.RULE(
    'array',
    (): Node => {
      const start = this.here();
      const open = this.CONSUME(T.LeftBracket);
      const items: Node[] = [];
      this.before([']'], () => {
        this.OPTION(() => items.push(this.SUBRULE(this.expression)));
        this.MANY({
          GATE: () => items.length > 0,
          DEF: () => {
            this.CONSUME(T.Comma);
            if (this.RECORDING_PHASE || !this.nextIs(']')) items.push(this.SUBRULE2(this.expression));
          },
        });
      });
      this.CONSUME(T.RightBracket);
      return this.builder.make({ kind: 'array', items }, this.from(start), spanOfToken(open));
    },
    this.recovered(),
  );

  readonly map = this.RULE(
    'map',
    (): Node => {
      const start = this.here();
      const open = this.CONSUME(T.LeftBrace);
      const pairs: Node[] = [];
      if (this.RECORDING_PHASE || !this.nextIs('}')) {
        pairs.push(this.SUBRULE(this.pair, { ARGS: [open] }));
        this.MANY(() => {
          this.CONSUME(T.Comma);
          if (this.RECORDING_PHASE || !this.nextIs('}')) pairs.push(this.SUBRULE2(this.pair, { ARGS: [open] }));
        });
      }
      this.CONSUME(T.RightBrace);
      return this.builder.make({ kind: 'map', pairs }, this.from(start), spanOfToken(open));
    },
    this.recovered(),
  );

  readonly pair = this.RULE(
    'pair',
    (open: IToken = this.LA(1)): Node => {
      const start = this.here();
      const key = this.before([':'], () => this.SUBRULE(this.mapKey));
      this.CONSUME(T.Colon);
      const value = this.SUBRULE(this.expression);
      return this.builder.make({ kind: 'pair', key, value }, this.from(start), spanOfToken(open));
    },
    this.recovered(),
  );

  readonly mapKey = this.RULE(
    'mapKey',
    (): Node =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(T.MapKey);
            const at = spanOfToken(token);
            return this.builder.make({ kind: 'string', value: token.image }, at, at);
          },
        },
        { GATE: () => this.nextIs('('), ALT: () => this.SUBRULE(this.expression), IGNORE_AMBIGUITIES: true },
      ]),
    this.recovered(),
  );

  /** The part of a call behind the name; `given` are the arguments that a pipe brought. */
  readonly call = this.RULE(
    'call',
    (name: IToken = this.LA(1), given: readonly Node[] = [], start = 0): Node => {
      const predicateCall = PREDICATE_CALLS.get(name.image);
      const at = spanOfToken(name);
      const isBuiltin = BUILTIN_NAMES.has(name.image);
      const callee =
        isBuiltin || this.RECORDING_PHASE
          ? undefined
          : this.builder.make({ kind: 'identifier', name: name.image }, at, at);
      this.CONSUME(T.LeftParenthesis);
      const args = this.before([')'], () => {
        let all = given;
        if (this.RECORDING_PHASE || predicateCall === undefined) {
          all = this.SUBRULE(this.argumentList, { ARGS: [given] });
        }
        if (this.RECORDING_PHASE || predicateCall !== undefined) {
          all = this.SUBRULE(this.predicateArguments, { ARGS: [name.image, given] });
        }
        return all;
      });
      this.CONSUME(T.RightParenthesis);
      if (this.RECORDING_PHASE) return this.missing();
      return callee === undefined
        ? this.builder.make({ kind: 'builtin', name: name.image, args }, this.from(start), at)
        : this.builder.make({ kind: 'call', callee, args }, this.from(start), at);
    },
    this.recovered(),
  );

  readonly argumentList = this.RULE(
    'argumentList',
    (given: readonly Node[] = []): readonly Node[] => {
      const args = [...given];
      this.OPTION(() => args.push(this.SUBRULE(this.expression)));
      this.MANY({
        GATE: () => args.length > given.length,
        DEF: () => {
          this.CONSUME(T.Comma);
          if (this.RECORDING_PHASE || !this.nextIs(')')) args.push(this.SUBRULE2(this.expression));
        },
      });
      return args;
    },
    { recoveryValueFunc: () => [] },
  );

  readonly predicateArguments = this.RULE(
    'predicateArguments',
    (name = '', given: readonly Node[] = []): readonly Node[] => {
      const call = PREDICATE_CALLS.get(name);
      const args = [...given];
      const needed = (call?.count ?? 0) - given.length;
      if (this.RECORDING_PHASE || given.length === 0) {
        if (this.isMissingArgument(needed)) return [this.missing(), this.missing()];
        args.push(this.before([',', '{', ','], () => this.SUBRULE(this.expression)));
      }
      if (this.RECORDING_PHASE || !(call?.predicateOptional === true && this.nextIs(')'))) {
        if (this.isMissingArgument(needed)) return [...args, this.missing()];
        if (this.RECORDING_PHASE || given.length === 0) {
          this.before(['{', ','], () => this.CONSUME(T.Comma));
        }
        args.push(this.before([','], () => this.SUBRULE(this.predicate)));
        this.OPTION({
          GATE: () => call?.hasThird === true,
          DEF: () => {
            this.CONSUME2(T.Comma);
            args.push(this.SUBRULE2(this.expression));
          },
        });
        this.OPTION2({ GATE: () => call?.hasThird !== true || args.length === 3, DEF: () => this.CONSUME3(T.Comma) });
      }
      return args;
    },
    { recoveryValueFunc: () => [this.missing(), this.missing()] },
  );

  readonly predicate = this.RULE(
    'predicate',
    (): Node => {
      const start = this.here();
      const first = spanOfToken(this.LA(1));
      this.predicateDepth++;
      try {
        const body = this.OR([
          { ALT: () => this.SUBRULE(this.block), IGNORE_AMBIGUITIES: true },
          {
            ALT: () => {
              const expression = this.SUBRULE(this.expression);
              if (this.nextIs(';')) this.report(this.LA(1), 'wrap predicate with brackets { and }');
              return expression;
            },
          },
        ]);
        return this.builder.make({ kind: 'predicate', body }, this.from(start), first);
      } finally {
        this.predicateDepth--;
      }
    },
    this.recovered(),
  );

  /** `.name`, `?.name`, calls of them, `[index]` and `[from:to]`. */
  readonly postfix = this.RULE(
    'postfix',
    (operand = this.missing(), start = 0): Node => {
      let node = operand;
      this.MANY(() => {
        node = this.OR([
          {
            ALT: () => {
              this.CONSUME(T.Dot);
              return this.SUBRULE(this.member, { ARGS: [node, start, false] });
            },
          },
          {
            ALT: () => {
              this.CONSUME(T.OptionalDot);
              return this.OR2([
                { ALT: () => this.SUBRULE(this.bracket, { ARGS: [node, start, true] }) },
                {
                  // Whatever else stands here, upstream expects a name.
                  GATE: () => !this.nextIs('['),
                  ALT: () => this.SUBRULE2(this.member, { ARGS: [node, start, true] }),
                },
              ]);
            },
          },
          { ALT: () => this.SUBRULE2(this.bracket, { ARGS: [node, start, false] }) },
        ]);
      });
      return node;
    },
    this.recovered(),
  );

  readonly member = this.RULE(
    'member',
    (object = this.missing(), start = 0, optional = false): Node => {
      const name = this.SUBRULE(this.memberName);
      const at = spanOfToken(name);
      const property = this.builder.make({ kind: 'string', value: name.image }, at, at);
      // A chain goes on behind a dot: what stands in it so far is taken out and wrapped again.
      const isChain = object.kind === 'chain';
      const inner = isChain ? object.node : object;
      const method = this.nextIs('(');
      let node = this.builder.make({ kind: 'member', object: inner, property, optional, method }, this.from(start), at);
      this.OPTION(() => {
        this.CONSUME(T.LeftParenthesis);
        const args = this.before([')'], () => this.SUBRULE(this.argumentList, { ARGS: [[]] }));
        this.CONSUME(T.RightParenthesis);
        node = this.builder.make({ kind: 'call', callee: node, args }, this.from(start), at);
      });
      return isChain || optional ? this.builder.make({ kind: 'chain', node }, this.from(start), at) : node;
    },
    this.recovered(),
  );

  readonly memberName = this.RULE('memberName', (): IToken => this.OR([{ ALT: () => this.CONSUME(T.Name) }]), {
    recoveryValueFunc: () => this.LA(0),
  });

  readonly bracket = this.RULE(
    'bracket',
    (object = this.missing(), start = 0, optional = false): Node => {
      const at = spanOfToken(this.CONSUME(T.LeftBracket));
      let from: Node | undefined;
      let to: Node | undefined;
      const isSlice = this.OR([
        {
          ALT: () => {
            this.CONSUME(T.Colon);
            return true;
          },
        },
        {
          ALT: () => {
            from = this.SUBRULE(this.expression);
            return this.OPTION(() => this.CONSUME2(T.Colon)) !== undefined;
          },
        },
      ]);
      if (this.RECORDING_PHASE || (isSlice && !this.nextIs(']'))) to = this.SUBRULE2(this.expression);
      this.CONSUME(T.RightBracket);
      const span = this.from(start);
      if (isSlice || from === undefined) {
        return this.builder.make({ kind: 'slice', object, ...(from && { from }), ...(to && { to }) }, span, at);
      }
      const node = this.builder.make({ kind: 'member', object, property: from, optional, method: false }, span, at);
      return optional ? this.builder.make({ kind: 'chain', node }, span, at) : node;
    },
    this.recovered(),
  );

  private operatorFits(precedence: number): boolean {
    const token = this.LA(1);
    if (!T.isGrammarToken(token)) return false;
    if (token.tokenType === T.Pipe) return precedence <= 0;
    if (token.tokenType === T.Not) {
      const next = this.LA(2);
      // What cannot be negated is an error of the innermost expression, whatever its precedence.
      return !isNegatable(next.image ?? '') || BINARY_PRECEDENCE.in >= precedence;
    }
    return isBinaryOperator(token.image) && BINARY_PRECEDENCE[token.image] >= precedence;
  }

  private checkMixing(previous: string, operator: IToken): void {
    if (this.RECORDING_PHASE || previous !== '??' || operator.image === '??') return;
    const text = `Operator (${operator.image}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.`;
    this.report(operator, text, T.isGrammarToken(operator) ? operator.index + 1 : 0);
  }

  private infix(token: IToken, left: Node, right: Node, start: number): Node {
    const operator = isBinaryOperator(token.image) ? token.image : 'or';
    return this.builder.make({ kind: 'binary', operator, left, right }, this.from(start), spanOfToken(token));
  }

  private compare(chain: Node | undefined, left: Node, operator: IToken, right: Node, start: number): Node {
    if (this.RECORDING_PHASE || !T.isGrammarToken(operator)) return left;
    return this.builder.comparison(chain, left, operator.source, right, this.from(start));
  }

  private isMissingArgument(needed: number): boolean {
    if (this.RECORDING_PHASE || !this.nextIs(')')) return false;
    this.report(this.LA(1), `expected at least ${needed} arguments`);
    return true;
  }
}
