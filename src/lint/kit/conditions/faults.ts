import { checkCondition, type Nature, type Node, type ResultType, walk } from '../../../expr/index.ts';
import type { Span } from '../../../text/span.ts';
import { calledName, isResult } from './nodes.ts';
import type { Condition, ConditionSet } from './sets.ts';

/** Why the controller cannot evaluate a condition, whatever the answer: each has a rule of that name. */
export type FaultCode =
  | 'syntax'
  | 'unknown-name'
  | 'vector-as-number'
  | 'isnan-on-list'
  | 'field-of-list'
  | 'cloudwatch-shape'
  | 'type-mismatch'
  | 'not-boolean';

export interface Fault {
  readonly code: FaultCode;
  /** In the controller's words. */
  readonly message: string;
  /** In the condition's text. */
  readonly span: Span;
  /** The expression that the words are about; undefined for errors of syntax. */
  readonly node: Node | undefined;
  /** The type of `result` for which it is so. */
  readonly type: ResultType | undefined;
}

const known = new WeakMap<Condition, Fault | 'none'>();

/** The first thing that is wrong with a condition under every type that its result can have. */
export function faultOf(set: ConditionSet, condition: Condition): Fault | undefined {
  let fault = known.get(condition);
  if (fault === undefined) {
    fault = findFault(set, condition) ?? 'none';
    known.set(condition, fault);
  }
  return fault === 'none' ? undefined : fault;
}

/** True if every condition of the metric can be evaluated. */
export const isSound = (set: ConditionSet): boolean =>
  set.all.length > 0 && set.all.every((condition) => faultOf(set, condition) === undefined);

function findFault(set: ConditionSet, condition: Condition): Fault | undefined {
  const { parsed, accepted, refused } = condition;
  const [error] = parsed.errors;
  if (error !== undefined)
    return { code: 'syntax', message: error.message, span: error.span, node: undefined, type: undefined };
  if (accepted === undefined) {
    // Of several possible types the one that gets furthest is the one that was meant.
    let meant = refused[0];
    for (const each of refused) {
      if ((each.checked.errors[0]?.span.start ?? 0) > (meant?.checked.errors[0]?.span.start ?? 0)) meant = each;
    }
    const first = meant?.checked.errors[0];
    if (meant === undefined || first === undefined) return undefined;
    const node = nodeAt(parsed.ast, first.span);
    const code = codeOf(set, first.message, node);
    return { code, message: first.message, span: first.span, node, type: meant.type };
  }
  const natures = set.shape.types
    .filter((type) => type !== 'nil')
    .map((type) => ({ type, checked: checkCondition(parsed, type) }))
    .filter(({ checked }) => checked.errors.length === 0);
  if (natures.some(({ checked }) => mayBeBool(checked.type))) return undefined;
  const { type, checked } = natures[0] ?? accepted;
  const message = `expected bool, but got ${checked.type.type?.name ?? '<nil>'}`;
  return { code: 'not-boolean', message, span: parsed.ast.span, node: parsed.ast, type };
}

const mayBeBool = ({ type, nil }: Nature): boolean =>
  type === undefined ? nil !== true : type.kind === 'bool' || type.kind === 'interface';

function codeOf({ provider }: ConditionSet, message: string, node: Node | undefined): FaultCode {
  if (message.startsWith('unknown name ')) return 'unknown-name';
  if (provider === 'cloudWatch') return 'cloudwatch-shape';
  if (message.startsWith('array elements can only be selected using an integer (got string)')) return 'field-of-list';
  if (/^cannot use \[\]float64 as argument \(type float64\) to call is(?:NaN|Inf)/.test(message))
    return 'isnan-on-list';
  const numeric =
    /\(mismatched types (?:\[\]float64 and (?:int|float64|interface \{\})|(?:int|float64|interface \{\}) and \[\]float64)\)/;
  const isLogic = /^invalid operation: (?:&&|\|\||and|or|in|matches|contains) /.test(message);
  if (!isLogic && numeric.test(message) && node?.kind === 'binary' && (isResult(node.left) || isResult(node.right)))
    return 'vector-as-number';
  return 'type-mismatch';
}

/** The outermost expression at which the checker reports this place. */
function nodeAt(ast: Node, { start, end }: Span): Node | undefined {
  let found: Node | undefined;
  walk(ast, (node, parent) => {
    if (node.at.start !== start || node.at.end !== end) return true;
    // A wrong argument is reported at the argument; what is said is said of the call.
    found ??= parent !== undefined && calledName(parent) !== undefined ? parent : node;
    return true;
  });
  return found;
}
