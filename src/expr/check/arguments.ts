import type { Span } from '../../text/span.ts';
import type { Node } from '../ast.ts';
import { type Builtin, typeOfBuiltin } from '../builtins/builtin.ts';
import { ANY, type GoType } from '../types/go-type.ts';
import {
  derefNature,
  isAssignableNature,
  isFloat,
  isInteger,
  isUnknown,
  type Nature,
  natureOf,
  printNature,
  UNKNOWN,
} from '../types/nature.ts';
import type { CheckError, Checker } from './checker.ts';

interface Checked {
  readonly nature: Nature;
  readonly error?: CheckError;
}

/** checker.go checkFunction: the first signature that fits, else the error of the last one. */
export function checkFunction(checker: Checker, builtin: Builtin, node: Node, args: readonly Node[]): Nature {
  if (builtin.validate !== undefined) {
    const types = args.map((arg) => {
      const nature = checker.visit(arg);
      return isUnknown(nature) ? ANY : nature.type;
    });
    const verdict = builtin.validate(types);
    return 'error' in verdict ? checker.fail(node, verdict.error) : natureOf(verdict.type);
  }
  let lastError: CheckError | undefined;
  for (const signature of builtin.signatures ?? [typeOfBuiltin(builtin)]) {
    const { nature, error } = checkArguments(checker, builtin.name, natureOf(signature), args, node);
    if (error === undefined) {
      if (node.kind === 'call') checker.natures.set(node.callee, { type: signature, builtin, patched: true });
      return nature;
    }
    lastError = error;
  }
  if (lastError !== undefined) checker.report(lastError.span, lastError.message);
  return UNKNOWN;
}

/** checker.go checkArguments. The error is not reported: another signature may fit. */
export function checkArguments(
  checker: Checker,
  name: string,
  callee: Nature,
  args: readonly Node[],
  node: Node,
): Checked {
  const type = callee.type;
  const results = type?.results ?? [];
  if (results.length === 0) return wrong(node.at, `func ${name} doesn't return value`);
  if (results.length > 2) return wrong(node.at, `func ${name} returns more then two values`);
  const result = natureOf(results[0]);
  // A method has its receiver as first parameter.
  const params = callee.method ? (type?.params ?? []).slice(1) : (type?.params ?? []);
  const countError = wrongCount(name, params.length, type?.variadic === true, args.length);
  if (countError !== undefined) {
    for (const arg of args) checker.visit(arg);
    return { nature: result, error: { message: countError, span: node.at } };
  }
  for (const [i, arg] of args.entries()) {
    const error = checkArgument(checker, name, arg, parameterAt(params, type?.variadic === true, i));
    if (error !== undefined) return { nature: UNKNOWN, error };
  }
  return { nature: result };
}

function checkArgument(checker: Checker, name: string, arg: Node, param: Nature): CheckError | undefined {
  const nature = checker.visit(arg);
  if (isFloat(param) && isInteger(nature)) {
    makeFloats(checker, arg);
    return undefined;
  }
  if (isInteger(param) && isInteger(nature) && nature.type !== param.type) {
    retype(checker, arg, param);
    return undefined;
  }
  if (nature.nil) {
    const kind = param.type?.kind;
    if (kind === 'ptr' || kind === 'interface') return undefined;
    return { message: `cannot use nil as argument (type ${printNature(param)}) to call ${name}`, span: arg.at };
  }
  if (isUnknown(nature) || isAssignableNature(nature, param)) return undefined;
  if (nature.type?.kind === 'ptr' && isAssignableNature(derefNature(nature), param)) return undefined;
  // The blank at the end is upstream's.
  const message = `cannot use ${printNature(nature)} as argument (type ${printNature(param)}) to call ${name} `;
  return { message, span: arg.at };
}

function wrongCount(name: string, wanted: number, variadic: boolean, got: number): string | undefined {
  if (variadic ? got < wanted - 1 : got < wanted) return `not enough arguments to call ${name}`;
  return !variadic && got > wanted ? `too many arguments to call ${name}` : undefined;
}

/** The nature of the parameter for argument `index`; the last one of a variadic function repeats. */
function parameterAt(params: readonly GoType[], variadic: boolean, index: number): Nature {
  const last = params.at(-1);
  return natureOf(variadic && index >= params.length - 1 ? last?.elem : params[index]);
}

/** Integer literals, also under signs and `+ - *`, become floats (traverseAndReplaceIntegerNodesWithFloatNodes). */
function makeFloats(checker: Checker, node: Node): void {
  if (node.kind === 'integer') checker.floats.add(node);
  else if (node.kind === 'unary') makeFloats(checker, node.operand);
  else if (node.kind === 'binary' && /^[-+*]$/.test(node.operator)) {
    makeFloats(checker, node.left);
    makeFloats(checker, node.right);
  }
}

function retype(checker: Checker, node: Node, nature: Nature): void {
  if (node.kind === 'integer') checker.natures.set(node, nature);
  else if (node.kind === 'unary') {
    checker.natures.set(node, nature);
    retype(checker, node.operand, nature);
  } else if (node.kind === 'binary' && /^[-+*]$/.test(node.operator)) {
    retype(checker, node.left, nature);
    retype(checker, node.right, nature);
  }
}

const wrong = (span: Span, message: string): Checked => ({ nature: UNKNOWN, error: { message, span } });
