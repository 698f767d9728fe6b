import { parseFloat64, parseInt64 } from '../../go/strconv.ts';
import { type Span, spanOf } from '../../text/span.ts';
import type { Node } from '../ast.ts';
import { isComparison } from './operators.ts';
import type { Token } from './token.ts';

/** conf.DefaultMaxNodes */
const MAX_NODES = 10_000;

/** Raised where upstream gives up on the whole text; nothing of the tree is used then. */
export class TooLarge extends Error {}

type Unplaced<T> = T extends Node ? Omit<T, 'span' | 'at'> : never;

/** Makes nodes and counts them as expr-lang does (parser.go createNode). */
export class NodeBuilder {
  #count = 0;

  make(node: Unplaced<Node>, span: Span, at: Span): Node {
    this.#count++;
    if (this.#count > MAX_NODES) throw new TooLarge('compilation failed: expression exceeds maximum allowed nodes');
    return this.place(node, span, at);
  }

  /** A node that expr-lang does not count. */
  place(node: Unplaced<Node>, span: Span, at: Span): Node {
    return { ...node, span, at };
  }

  /** `a < b < c`: `chain` is what stands so far, `right` and `operator` continue it from `left`. */
  comparison(chain: Node | undefined, left: Node, operator: Token, right: Node, span: Span): Node {
    if (!isComparison(operator.value)) return chain ?? left;
    const compared = this.make(
      { kind: 'binary', operator: operator.value, left, right },
      chain === undefined ? span : spanOf(left.span.start, right.span.end),
      operator.span,
    );
    if (chain === undefined) return compared;
    return this.make(
      { kind: 'binary', operator: '&&', left: chain, right: compared, chained: true },
      span,
      operator.span,
    );
  }

  /** A number literal, or the error text that expr-lang has for it. */
  number(token: Token): { readonly node: Node; readonly error?: string } {
    const text = token.value.replaceAll('_', '');
    const lower = text.toLowerCase();
    const at = token.span;
    const integer = (base: 0 | 10, what: string): { readonly node: Node; readonly error?: string } => {
      const parsed = parseInt64(text, base);
      const node = this.make({ kind: 'integer', value: parsed.ok ? parsed.value : 0n }, at, at);
      return parsed.ok ? { node } : { node, error: `invalid ${what} literal: ${parsed.error}` };
    };
    if (lower.startsWith('0x')) return integer(0, 'hex');
    if (/[.e]/.test(lower)) {
      const parsed = parseFloat64(text);
      const node = this.make({ kind: 'float', value: parsed.ok ? parsed.value : 0 }, at, at);
      return parsed.ok ? { node } : { node, error: `invalid float literal: ${parsed.error}` };
    }
    if (lower.startsWith('0b')) return integer(0, 'binary');
    if (lower.startsWith('0o')) return integer(0, 'octal');
    return integer(10, 'integer');
  }
}
