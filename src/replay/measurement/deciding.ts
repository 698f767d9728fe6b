import { evaluateCondition, type GoValue, type Node, type ParsedCondition, parseCondition } from '../../expr/index.ts';

/** A condition taken apart at its `&&` and `||`. */
export interface Part {
  readonly text: string;
  readonly condition: ParsedCondition;
  readonly operator: 'and' | 'or' | undefined;
  readonly parts: readonly Part[];
}

const REMEMBERED = 1_000;
const known = new Map<string, Part>();

/** The parts of a condition, each as a condition of its own; runs of one template share them. Needs `prepareExpr`. */
export function partsOf(text: string): Part {
  let part = known.get(text);
  if (part === undefined) {
    if (known.size >= REMEMBERED) known.clear();
    part = takeApart(text);
    known.set(text, part);
  }
  return part;
}

function takeApart(text: string): Part {
  const condition = parseCondition(text);
  return condition.errors.length > 0
    ? { text, condition, operator: undefined, parts: [] }
    : split(text, condition, condition.ast);
}

function split(text: string, condition: ParsedCondition, node: Node): Part {
  const operator = operatorOf(node);
  if (operator === undefined || node.kind !== 'binary') return { text, condition, operator: undefined, parts: [] };
  const parts = [node.left, node.right].map((side): Part => {
    const part = text.slice(side.span.start, side.span.end);
    const parsed = parseCondition(part);
    return split(part, parsed, parsed.ast);
  });
  return { text, condition, operator, parts };
}

function operatorOf(node: Node): 'and' | 'or' | undefined {
  if (node.kind !== 'binary' || node.chained) return undefined;
  if (node.operator === '&&' || node.operator === 'and') return 'and';
  return node.operator === '||' || node.operator === 'or' ? 'or' : undefined;
}

/**
 * The part that makes a condition what it is: of `len(result) > 0 && result[0] >= 0.99` the comparison that is false.
 * Where all parts are needed, those that look at an element, if there are any; the rest are guards.
 */
export function decidingPart(part: Part, result: GoValue): Part {
  const { operator, parts, condition } = part;
  if (operator === undefined) return part;
  const verdict = evaluateCondition(condition, result);
  if (!verdict.ok) return part;
  const isSettled = operator === 'and' ? !verdict.value : verdict.value;
  if (isSettled) {
    const deciding = parts.find((each) => {
      const own = evaluateCondition(each.condition, result);
      return own.ok && own.value === verdict.value;
    });
    return deciding === undefined ? part : decidingPart(deciding, result);
  }
  const looking = parts.filter(({ text }) => /\bresult\s*(?:\[|\.)/.test(text) && !/^\W*isNaN\(/.test(text));
  const [only] = looking;
  return only !== undefined && looking.length === 1 ? decidingPart(only, result) : part;
}
