import type { Span } from '../../../text/span.ts';
import type {
  AtModifier,
  BinaryOp,
  Duration,
  Expr,
  HoleSpan,
  HoleText,
  InvalidExpr,
  VectorMatching,
} from '../../ast.ts';

/** What follows an operand and binds tighter than any operator. `end` is the offset behind it. */
export type Postfix =
  | { readonly kind: 'range'; readonly range: Duration; readonly brackets: Span; readonly end: number }
  | {
      readonly kind: 'subquery';
      readonly range: Duration;
      readonly step: Duration | undefined;
      readonly end: number;
    }
  | { readonly kind: 'offset'; readonly offset: Duration; readonly end: number }
  | { readonly kind: 'at'; readonly at: AtModifier; readonly seconds: number; readonly end: number }
  | { readonly kind: 'anchored' | 'smoothed'; readonly span: Span; readonly end: number }
  | { readonly kind: 'hole'; readonly hole: HoleSpan; readonly end: number };

export interface BinaryModifiers {
  readonly returnBool: boolean;
  readonly matching: VectorMatching;
}

export interface Grouping {
  readonly without: boolean;
  readonly labels: readonly HoleText[];
  readonly span: Span;
}

/** A bracketed construct under way; its fields are complete when its closing bracket has been read. */
export interface Group {
  readonly kind: 'paren' | 'call' | 'aggregate';
  /** The function's or the operator's name; the bracket for plain parentheses. */
  readonly name: HoleText;
  readonly open: Span;
  grouping: Grouping | undefined;
  args: number;
  end: number;
  readonly postfix: Postfix[];
}

/** What stands behind one token of the skeleton that the grammar parses. */
export type Item =
  | { readonly kind: 'operand'; readonly expr: Expr; readonly postfix: readonly Postfix[] }
  | Group
  | { readonly kind: 'sign'; readonly op: '+' | '-'; readonly start: number }
  | {
      readonly kind: 'binary';
      /** Undefined where operands follow each other without one. */
      readonly op: BinaryOp | HoleSpan | undefined;
      readonly opSpan: Span;
      readonly modifiers: BinaryModifiers;
    };

export const invalid = (span: Span, parts: readonly Expr[] = []): InvalidExpr => ({
  kind: 'InvalidExpr',
  type: 'none',
  span: { start: span.start, end: span.end },
  parts,
});
