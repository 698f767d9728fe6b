import type { Span } from '../text/span.ts';
import type { GoValue } from './values/value.ts';

/**
 * The syntax tree of a condition. It is immutable; a chain `a < b < c` holds the node of `b` twice.
 * Spans are UTF-16 offsets in the condition text.
 */
export type Node =
  | NilNode
  | IdentifierNode
  | IntegerNode
  | FloatNode
  | BoolNode
  | StringNode
  | BytesNode
  | ConstantNode
  | UnaryNode
  | BinaryNode
  | ChainNode
  | MemberNode
  | SliceNode
  | CallNode
  | BuiltinNode
  | PredicateNode
  | PointerNode
  | LetNode
  | SequenceNode
  | ConditionalNode
  | ArrayNode
  | MapNode
  | PairNode
  | MissingNode;

export type NodeKind = Node['kind'];

interface NodeBase {
  /** The whole text of the node. */
  readonly span: Span;
  /** The token at which expr-lang reports errors of this node: the operator, the name, the opening bracket. */
  readonly at: Span;
}

/** `nil` */
export interface NilNode extends NodeBase {
  readonly kind: 'nil';
}

/** A name: `result`, a function, a `let` variable, `$env`. */
export interface IdentifierNode extends NodeBase {
  readonly kind: 'identifier';
  readonly name: string;
}

/** A literal of Go's type int. */
export interface IntegerNode extends NodeBase {
  readonly kind: 'integer';
  readonly value: bigint;
}

/** A literal of Go's type float64. */
export interface FloatNode extends NodeBase {
  readonly kind: 'float';
  readonly value: number;
}

export interface BoolNode extends NodeBase {
  readonly kind: 'bool';
  readonly value: boolean;
}

/** A string literal, or the name after a dot, or the key of a map literal. */
export interface StringNode extends NodeBase {
  readonly kind: 'string';
  /** A Go string (`src/go/utf8.ts`). */
  readonly value: string;
  /** Written between backquotes. */
  readonly raw?: true;
}

/** `b"..."` */
export interface BytesNode extends NodeBase {
  readonly kind: 'bytes';
  readonly value: Uint8Array;
}

/** A value that the optimizer computed; the parser makes none. */
export interface ConstantNode extends NodeBase {
  readonly kind: 'constant';
  readonly value: GoValue;
}

export type UnaryOperator = '!' | 'not' | '+' | '-';

export interface UnaryNode extends NodeBase {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Node;
}

export type BinaryOperator =
  | 'or'
  | '||'
  | 'and'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '>'
  | '>='
  | '<='
  | 'in'
  | 'matches'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | '..'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '**'
  | '^'
  | '??';

export interface BinaryNode extends NodeBase {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
  /** The `&&` that a chain `a < b < c` stands for. */
  readonly chained?: true;
}

/** The end of an optional chain `a?.b.c`: nil inside makes the whole nil. */
export interface ChainNode extends NodeBase {
  readonly kind: 'chain';
  readonly node: Node;
}

/** `object.name` (the property is a string) or `object[property]`. */
export interface MemberNode extends NodeBase {
  readonly kind: 'member';
  readonly object: Node;
  readonly property: Node;
  /** `?.` or `?.[` */
  readonly optional: boolean;
  /** The callee of a call. */
  readonly method: boolean;
}

/** `object[from:to]` */
export interface SliceNode extends NodeBase {
  readonly kind: 'slice';
  readonly object: Node;
  readonly from?: Node;
  readonly to?: Node;
}

/** A call of a function of the environment, a variable or a method. */
export interface CallNode extends NodeBase {
  readonly kind: 'call';
  readonly callee: Node;
  readonly args: readonly Node[];
}

/** A call of a builtin function. `x | f(y)` is `f(x, y)`. */
export interface BuiltinNode extends NodeBase {
  readonly kind: 'builtin';
  readonly name: string;
  readonly args: readonly Node[];
  /** Set by the optimizer: what `filter` and `find` yield for a match. */
  readonly map?: Node;
  /** Set by the optimizer: `find` for `filter(…)[0]`, which fails without a match. */
  readonly throws?: true;
  /** Set by the optimizer: `count` may stop here. */
  readonly threshold?: bigint;
}

/** The second argument of `all`, `filter` and their like. */
export interface PredicateNode extends NodeBase {
  readonly kind: 'predicate';
  readonly body: Node;
}

/** `#`, `#index`, `#acc`, and the nothing before a leading dot (name `''`). */
export interface PointerNode extends NodeBase {
  readonly kind: 'pointer';
  readonly name: string;
}

/** `let name = value; body` */
export interface LetNode extends NodeBase {
  readonly kind: 'let';
  readonly name: string;
  readonly value: Node;
  readonly body: Node;
}

/** `a; b`: the value is the last one's. */
export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly nodes: readonly Node[];
}

export interface ConditionalNode extends NodeBase {
  readonly kind: 'conditional';
  readonly condition: Node;
  readonly whenTrue: Node;
  readonly whenFalse: Node;
  /** `elvis` is `a ?: b`, in which `whenTrue` is the node of the condition. */
  readonly form: 'ternary' | 'elvis' | 'if';
}

export interface ArrayNode extends NodeBase {
  readonly kind: 'array';
  readonly items: readonly Node[];
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly pairs: readonly Node[];
}

export interface PairNode extends NodeBase {
  readonly kind: 'pair';
  readonly key: Node;
  readonly value: Node;
}

/** Stands where the parser found nothing usable; there is an error for it. */
export interface MissingNode extends NodeBase {
  readonly kind: 'missing';
}

/** The direct children of a node, in the order in which they stand. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'chain':
      return [node.node];
    case 'member':
      return [node.object, node.property];
    case 'slice':
      return [node.object, ...(node.from ? [node.from] : []), ...(node.to ? [node.to] : [])];
    case 'call':
      return [node.callee, ...node.args];
    case 'builtin':
      return node.args;
    case 'predicate':
      return [node.body];
    case 'let':
      return [node.value, node.body];
    case 'sequence':
      return node.nodes;
    case 'conditional':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'array':
      return node.items;
    case 'map':
      return node.pairs;
    case 'pair':
      return [node.key, node.value];
    default:
      return [];
  }
}

/** The node with its children replaced by what `change` makes of them; the same node if nothing changes. */
export function mapChildren(node: Node, change: (child: Node) => Node): Node {
  const all = (nodes: readonly Node[]): readonly Node[] => {
    const changed = nodes.map(change);
    return changed.some((child, i) => child !== nodes[i]) ? changed : nodes;
  };
  const same = (...pairs: (readonly [unknown, unknown])[]): boolean => pairs.every(([a, b]) => a === b);
  switch (node.kind) {
    case 'unary': {
      const operand = change(node.operand);
      return operand === node.operand ? node : { ...node, operand };
    }
    case 'binary': {
      const left = change(node.left);
      const right = change(node.right);
      return same([left, node.left], [right, node.right]) ? node : { ...node, left, right };
    }
    case 'chain': {
      const inner = change(node.node);
      return inner === node.node ? node : { ...node, node: inner };
    }
    case 'member': {
      const object = change(node.object);
      const property = change(node.property);
      return same([object, node.object], [property, node.property]) ? node : { ...node, object, property };
    }
    case 'slice': {
      const object = change(node.object);
      const from = node.from && change(node.from);
      const to = node.to && change(node.to);
      if (same([object, node.object], [from, node.from], [to, node.to])) return node;
      return { ...node, object, ...(from && { from }), ...(to && { to }) };
    }
    case 'call': {
      const callee = change(node.callee);
      const args = all(node.args);
      return same([callee, node.callee], [args, node.args]) ? node : { ...node, callee, args };
    }
    case 'builtin': {
      const args = all(node.args);
      return args === node.args ? node : { ...node, args };
    }
    case 'predicate': {
      const body = change(node.body);
      return body === node.body ? node : { ...node, body };
    }
    case 'let': {
      const value = change(node.value);
      const body = change(node.body);
      return same([value, node.value], [body, node.body]) ? node : { ...node, value, body };
    }
    case 'sequence': {
      const nodes = all(node.nodes);
      return nodes === node.nodes ? node : { ...node, nodes };
    }
    case 'conditional': {
      const condition = change(node.condition);
      const whenTrue = change(node.whenTrue);
      const whenFalse = change(node.whenFalse);
      if (same([condition, node.condition], [whenTrue, node.whenTrue], [whenFalse, node.whenFalse])) return node;
      return { ...node, condition, whenTrue, whenFalse };
    }
    case 'array': {
      const items = all(node.items);
      return items === node.items ? node : { ...node, items };
    }
    case 'map': {
      const pairs = all(node.pairs);
      return pairs === node.pairs ? node : { ...node, pairs };
    }
    case 'pair': {
      const key = change(node.key);
      const value = change(node.value);
      return same([key, node.key], [value, node.value]) ? node : { ...node, key, value };
    }
    default:
      return node;
  }
}

/**
 * Calls `visit` once for the node and everything below it, parents first; a false result skips what is below. A node
 * that stands in two places (in a chain of comparisons) is visited at the first.
 */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => boolean | undefined): void {
  const pending: { readonly node: Node; readonly parent: Node | undefined }[] = [{ node, parent: undefined }];
  const seen = new Set<Node>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next.node)) continue;
    seen.add(next.node);
    if (visit(next.node, next.parent) === false) continue;
    const children = childrenOf(next.node);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child !== undefined) pending.push({ node: child, parent: next.node });
    }
  }
}
