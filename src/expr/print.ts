import { formatFloat } from '../go/float.ts';
import { quote } from '../go/quote.ts';
import { escapedByte, fromBytes } from '../go/utf8.ts';
import type { BinaryNode, ConditionalNode, MemberNode, Node } from './ast.ts';
import { isIdentifier } from './parse/characters.ts';
import { BINARY_PRECEDENCE, isLogical, isRightAssociative, UNARY_PRECEDENCE } from './parse/operators.ts';
import { formatValue } from './values/format.ts';

/**
 * The text of a tree. Parsing it gives the same tree again (but for spans, the spelling of numbers and strings, and
 * where a pipe or `::` was written).
 */
export const printExpr = (node: Node): string => print(node, formatFloatLiteral);

/** As expr-lang's Node.String prints numbers: the optimizer takes `[1]` and `[1.0]` for the same collection. */
export const printForComparison = (node: Node): string => print(node, (value) => formatFloat(value, 'g', -1));

type PrintFloat = (value: number) => string;

function formatFloatLiteral(value: number): string {
  const text = formatFloat(value, 'g', -1);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function print(node: Node, float: PrintFloat): string {
  const text = (child: Node): string => print(child, float);
  const list = (nodes: readonly Node[]): string => nodes.map(text).join(', ');
  switch (node.kind) {
    case 'nil':
      return 'nil';
    case 'identifier':
      return node.name;
    case 'integer':
      return String(node.value);
    case 'float':
      return float(node.value);
    case 'bool':
      return String(node.value);
    case 'string':
      return printString(node.value);
    case 'bytes':
      return `b${printBytes(node.value)}`;
    case 'constant':
      return formatValue(node.value);
    case 'unary': {
      const operand = text(node.operand);
      const space = node.operator === 'not' ? ' ' : '';
      return `${node.operator}${space}${needsParenthesesUnder(node.operand, node.operator) ? `(${operand})` : operand}`;
    }
    case 'binary':
      return printBinary(node, float);
    case 'chain':
      return text(node.node);
    case 'member':
      return printMember(node, float);
    case 'slice':
      return `${postfixBase(node.object, float)}[${node.from ? text(node.from) : ''}:${node.to ? text(node.to) : ''}]`;
    case 'call':
      return `${text(node.callee)}(${list(node.args)})`;
    case 'builtin':
      return `${node.name}(${list(node.args)})`;
    case 'predicate': {
      const body = text(node.body);
      return node.body.kind === 'sequence' || body.startsWith('{') ? `{${body}}` : body;
    }
    case 'pointer':
      return `#${node.name}`;
    case 'let':
      return `let ${node.name} = ${inSequence(node.value, float)}; ${text(node.body)}`;
    case 'sequence':
      return node.nodes
        .map((each, i) => (i === node.nodes.length - 1 ? text(each) : inSequence(each, float)))
        .join('; ');
    case 'conditional':
      return printConditional(node, float);
    case 'array':
      return `[${node.items.map((item) => inList(item, float)).join(', ')}]`;
    case 'map':
      return `{${node.pairs.map(text).join(', ')}}`;
    case 'pair': {
      const key = node.key.kind === 'string' ? printKey(node.key.value) : `(${text(node.key)})`;
      return `${key}: ${inList(node.value, float)}`;
    }
    case 'missing':
      return '';
  }
}

const parenthesized = (node: Node, float: PrintFloat): string => `(${print(node, float)})`;

/** `a; b` and `let` end only where something closes them. */
const inSequence = (node: Node, float: PrintFloat): string =>
  node.kind === 'let' || node.kind === 'sequence' ? parenthesized(node, float) : print(node, float);

const inList = (node: Node, float: PrintFloat): string =>
  node.kind === 'sequence' ? parenthesized(node, float) : print(node, float);

const isStatement = ({ kind }: Node): boolean => kind === 'conditional' || kind === 'let' || kind === 'sequence';

function needsParenthesesUnder(operand: Node, operator: keyof typeof UNARY_PRECEDENCE): boolean {
  if (isStatement(operand)) return true;
  return operand.kind === 'binary' && BINARY_PRECEDENCE[operand.operator] < UNARY_PRECEDENCE[operator];
}

function printBinary(node: BinaryNode, float: PrintFloat): string {
  const { left, operator, right } = node;
  if (node.chained && right.kind === 'binary') {
    return `${print(left, float)} ${right.operator} ${operandText(right.right, right, false, float)}`;
  }
  const sides = [operandText(left, node, true, float), operandText(right, node, false, float)];
  return operator === '..' ? sides.join('..') : sides.join(` ${operator} `);
}

function operandText(operand: Node, node: BinaryNode, isLeft: boolean, float: PrintFloat): string {
  const text = print(operand, float);
  return needsParentheses(operand, node, isLeft) || /\.$/.test(text) ? `(${text})` : text;
}

function needsParentheses(operand: Node, node: BinaryNode, isLeft: boolean): boolean {
  if (isStatement(operand)) return true;
  const precedence = BINARY_PRECEDENCE[node.operator];
  // A sign or `not` swallows what follows, unless that binds less tightly.
  if (operand.kind === 'unary') return UNARY_PRECEDENCE[operand.operator] < precedence || node.operator === '..';
  if (operand.kind === 'float' || operand.kind === 'constant') return node.operator === '..';
  if (operand.kind !== 'binary') return false;
  const own = BINARY_PRECEDENCE[operand.operator];
  if (own !== precedence) return own < precedence || operand.operator === '??' || operand.chained === true;
  const takesLeft = !isRightAssociative(node.operator);
  if (takesLeft !== isLeft) return true;
  // `a < b < c` is a chain; `??` and mixed logical operators are kept apart as upstream prints them.
  return (
    precedence === BINARY_PRECEDENCE['<'] ||
    operand.chained === true ||
    (isLogical(operand.operator) && operand.operator !== node.operator)
  );
}

/** Literals of numbers, bools and nil take no postfix, and neither do operators. */
function postfixBase(node: Node, float: PrintFloat): string {
  const bare = /^(?:identifier|string|bytes|array|map|call|builtin|member|chain|slice|pointer)$/.test(node.kind);
  return bare ? print(node, float) : parenthesized(node, float);
}

function printMember(node: MemberNode, float: PrintFloat): string {
  const { object, property } = node;
  const base = postfixBase(object, float);
  const name = property.kind === 'string' && isIdentifier(property.value) ? property.value : undefined;
  // Behind a chain a dot would go on inside it.
  if (name !== undefined && object.kind !== 'chain') {
    if (object.kind === 'pointer' && object.name === '' && !node.optional) return `.${name}`;
    return `${base}${node.optional ? '?.' : '.'}${name}`;
  }
  return `${base}${node.optional ? '?.' : ''}[${print(property, float)}]`;
}

function printConditional(node: ConditionalNode, float: PrintFloat): string {
  const { condition, whenTrue, whenFalse } = node;
  if (node.form === 'if') {
    const otherwise = print(whenFalse, float);
    const last = whenFalse.kind === 'conditional' && whenFalse.form === 'if' ? otherwise : `{ ${otherwise} }`;
    return `if ${inSequence(condition, float)} { ${print(whenTrue, float)} } else ${last}`;
  }
  const part = (child: Node): string => (isStatement(child) ? parenthesized(child, float) : print(child, float));
  // `?:`, `?.` and `::` would be read as one token.
  const first = part(whenTrue);
  return node.form === 'elvis'
    ? `${part(condition)} ?: ${part(whenFalse)}`
    : `${part(condition)} ? ${first} : ${part(whenFalse)}`;
}

const printKey = (key: string): string => (isIdentifier(key) && !RESERVED.has(key) ? key : printString(key));

/** Words that the lexer takes for operators, which no bare map key may be. */
const RESERVED = new Set([
  'not',
  'and',
  'or',
  'in',
  'matches',
  'contains',
  'startsWith',
  'endsWith',
  'let',
  'if',
  'else',
]);

/** expr-lang has no escape for a single raw byte but the overlong `\U`. */
function printString(value: string): string {
  let text = '';
  let plain = '';
  const flush = (): void => {
    if (plain !== '') text += quote(plain).slice(1, -1);
    plain = '';
  };
  for (const character of value) {
    const byte = escapedByte(character.codePointAt(0) ?? 0);
    if (byte === undefined) plain += character;
    else {
      flush();
      text += `\\U800000${byte.toString(16)}`;
    }
  }
  flush();
  return `"${text}"`;
}

function printBytes(bytes: Uint8Array): string {
  let text = '';
  for (const character of fromBytes(bytes)) {
    const code = character.codePointAt(0) ?? 0;
    const byte = escapedByte(code);
    if (byte !== undefined) text += `\\x${byte.toString(16).padStart(2, '0')}`;
    else text += code >= 0x80 ? character : quote(character).slice(1, -1);
  }
  return `"${text}"`;
}
