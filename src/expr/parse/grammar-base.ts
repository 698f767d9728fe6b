import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import { type Span, spanOf } from '../../text/span.ts';
import type { Node } from '../ast.ts';
import { NodeBuilder, TooLarge } from './builder.ts';
import { messageProvider, nameExpected, type SyntaxProblem } from './problems.ts';
import type { Token } from './token.ts';
import * as T from './token-types.ts';

/** Deeper nesting than this needs more of the JavaScript stack than one condition may have. */
const MAX_NESTING = 250;
const TOO_DEEP = `expression is nested too deeply (more than ${MAX_NESTING} levels)`;

/** What the rules of the grammar share: the tokens, the tree under construction, the problems found. */
export abstract class GrammarBase extends EmbeddedActionsParser {
  protected builder = new NodeBuilder();
  protected tokens: readonly Token[] = [];
  protected nesting = 0;
  /** How many predicates enclose the current token: only inside one are `#` and a leading dot operands. */
  protected predicateDepth = 0;
  protected problems: SyntaxProblem[] = [];
  protected awaited: string[] = [];

  constructor(options: { readonly validate: boolean }) {
    super(T.ALL_TOKEN_TYPES, {
      maxLookahead: 1,
      recoveryEnabled: true,
      nodeLocationTracking: 'none',
      skipValidations: !options.validate,
      errorMessageProvider: messageProvider((token, message, isRest) => {
        const problem = this.problemAt(token, message);
        // Upstream has read the token behind the name by the time that it finds the name wrong.
        const ahead = message === nameExpected ? 1 : 0;
        const tokenIndex = Math.min(problem.tokenIndex + ahead, this.tokens.length - 1);
        this.problems.push({ ...problem, tokenIndex, ...(isRest && { isRest }) });
      }),
    });
  }

  /** Parses all tokens, the last of which is EOF, with the rule that `start` calls. */
  protected parseWith(
    tokens: readonly Token[],
    start: () => Node,
  ): { readonly ast: Node; readonly problems: readonly SyntaxProblem[] } {
    this.builder = new NodeBuilder();
    this.tokens = tokens;
    this.nesting = 0;
    this.predicateDepth = 0;
    this.problems = [];
    this.awaited = [];
    this.input = tokens.slice(0, -1).map(T.toGrammarToken);
    let ast: Node;
    try {
      ast = start();
    } catch (error) {
      if (!(error instanceof TooLarge || error instanceof RangeError)) throw error;
      // Unwinding, the outermost rule has complained about the rest of the text.
      if (this.problems.at(-1)?.isRest) this.problems.pop();
      this.problems.push(this.problemAt(this.LA(1), error instanceof TooLarge ? error.message : TOO_DEEP));
      ast = this.missing();
    }
    return { ast, problems: this.problems };
  }

  protected recovered(): { readonly recoveryValueFunc: () => Node } {
    return { recoveryValueFunc: () => this.missing() };
  }

  protected missing(): Node {
    const token = this.LA(1);
    const end = token.tokenTypeIdx === 1 ? (this.tokens.at(-1)?.span.end ?? 0) : token.startOffset || 0;
    return { kind: 'missing', span: spanOf(end, end), at: spanOf(end, end) };
  }

  protected deeper<R>(parse: () => R): R {
    const nesting = this.nesting;
    this.nesting++;
    if (this.nesting > MAX_NESTING && !this.RECORDING_PHASE) throw new TooLarge(TOO_DEEP);
    try {
      return parse();
    } finally {
      this.nesting = nesting;
    }
  }

  /** Where the next token starts. */
  protected here(): number {
    return this.tokenAt(this.LA(1))?.span.start ?? 0;
  }

  protected from(start: number): Span {
    const previous = this.LA(0);
    return spanOf(start, Math.max(start, previous === undefined ? start : spanOfToken(previous).end || start));
  }

  protected atEnd(): boolean {
    return !T.isGrammarToken(this.LA(1));
  }

  protected nextIs(text: string): boolean {
    const token = this.LA(1);
    return T.isGrammarToken(token) && token.source.value === text && /^(?:Operator|Bracket)$/.test(token.source.kind);
  }

  /** Parses what stands before these closing texts, of which the first is expected first. */
  protected before<R>(closing: readonly string[], parse: () => R): R {
    const depth = this.awaited.length;
    this.awaited.push(...closing.toReversed());
    try {
      return parse();
    } finally {
      this.awaited.length = depth;
    }
  }

  protected tokenAt(token: IToken): Token | undefined {
    return T.isGrammarToken(token) ? token.source : this.tokens.at(-1);
  }

  protected report(token: IToken, message: string | ((token: Token) => string), tokenIndex?: number): void {
    this.problems.push(this.problemAt(token, message, tokenIndex));
  }

  protected problemAt(token: IToken, message: string | ((token: Token) => string), tokenIndex?: number): SyntaxProblem {
    const own = this.tokenAt(token);
    const end = this.tokens.length - 1;
    const index = tokenIndex ?? (T.isGrammarToken(token) ? token.index : end);
    return {
      message: typeof message === 'string' ? message : own === undefined ? '' : message(own),
      span: own?.span ?? spanOf(0, 0),
      tokenIndex: Math.min(index, end),
      awaited: [...this.awaited],
    };
  }
}

export const spanOfToken = (token: IToken): Span =>
  spanOf(token.startOffset, (token.endOffset ?? token.startOffset) + 1);
