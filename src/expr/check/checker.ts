import type { Span } from '../../text/span.ts';
import type { BuiltinNode, CallNode, IdentifierNode, LetNode, Node, UnaryNode } from '../ast.ts';
import { typeOfBuiltin } from '../builtins/builtin.ts';
import { BUILTINS } from '../builtins/registry.ts';
import { ANY_MAP, ANY_SLICE, BOOL, BYTES, FLOAT64, INT, STRING } from '../types/go-type.ts';
import {
  arrayOfNature,
  derefNature,
  elemOf,
  isArray,
  isAssignableNature,
  isBool,
  isInteger,
  isNumber,
  isUnknown,
  type Nature,
  NIL,
  natureOf,
  printNature,
  UNKNOWN,
} from '../types/nature.ts';
import { typeOf } from '../values/value.ts';
import { checkArguments, checkFunction } from './arguments.ts';
import { checkBinary } from './binary.ts';
import type { Environment } from './environment.ts';
import { checkMember } from './member.ts';
import { checkPredicateCall, predicateNature } from './predicates.ts';

export interface CheckError {
  readonly message: string;
  readonly span: Span;
}

interface Variable {
  readonly name: string;
  readonly nature: Nature;
}

interface PredicateScope {
  readonly collection: Nature;
  readonly variables: readonly Variable[];
}

/** expr-lang checker/checker.go. One checker checks one tree once. */
export class Checker {
  readonly environment: Environment;
  readonly errors: CheckError[] = [];
  /** What every node is. */
  readonly natures = new Map<Node, Nature>();
  /** Integer literals that became floats because a function wants floats. */
  readonly floats = new Set<Node>();
  readonly #variables: Variable[] = [];
  readonly #scopes: PredicateScope[] = [];
  readonly #judged = new Map<Node, { readonly nature: Nature; readonly depth: number }>();

  constructor(environment: Environment) {
    this.environment = environment;
  }

  visit(node: Node): Nature {
    // Chains of comparisons share nodes; without memory, nested ones would take exponential time.
    const memory = this.#judged.get(node);
    if (memory?.depth === this.#scopes.length) return memory.nature;
    const nature = this.#judge(node);
    this.natures.set(node, nature);
    this.#judged.set(node, { nature, depth: this.#scopes.length });
    return nature;
  }

  /** Reports and goes on with a nature that causes no further errors. The first error is the one upstream shows. */
  fail(node: Node, message: string): Nature {
    this.report(node.at, message);
    return UNKNOWN;
  }

  report(span: Span, message: string): void {
    const known = this.errors.some((error) => error.span.start === span.start && error.message === message);
    if (!known) this.errors.push({ message, span });
  }

  /** The nature of `body` where `#` is an element of the collection. */
  visitPredicate(body: Node, collection: Nature, variables: readonly Variable[] = []): Nature {
    this.#scopes.push({ collection, variables });
    const nature = this.visit(body);
    this.#scopes.pop();
    return nature;
  }

  /** What a name of the environment or a builtin is (checker.go ident). */
  lookUp(node: Node, name: string, strict: boolean, withBuiltins: boolean): Nature {
    const known = this.environment.get(name);
    if (known !== undefined) return known;
    const builtin = withBuiltins ? BUILTINS.get(name) : undefined;
    if (builtin !== undefined) return { type: typeOfBuiltin(builtin), builtin };
    return strict ? this.fail(node, `unknown name ${name}`) : UNKNOWN;
  }

  #judge(node: Node): Nature {
    switch (node.kind) {
      case 'nil':
        return NIL;
      case 'integer':
        return natureOf(INT);
      case 'float':
        return natureOf(FLOAT64);
      case 'bool':
        return natureOf(BOOL);
      case 'string':
        return natureOf(STRING);
      case 'bytes':
        return natureOf(BYTES);
      case 'constant':
        return natureOf(typeOf(node.value));
      case 'identifier':
        return this.#identifier(node);
      case 'unary':
        return this.#unary(node);
      case 'binary':
        return checkBinary(this, node);
      case 'chain':
        return this.visit(node.node);
      case 'member':
        return checkMember(this, node);
      case 'slice':
        return this.#slice(node);
      case 'call':
        return this.#call(node);
      case 'builtin':
        return this.#builtin(node);
      case 'predicate':
        return predicateNature(this.visit(node.body));
      case 'pointer':
        return this.#pointer(node, node.name);
      case 'let':
        return this.#declaration(node);
      case 'sequence':
        return node.nodes.reduce<Nature>((_last, each) => this.visit(each), UNKNOWN);
      case 'conditional':
        return this.#conditional(node.condition, node.whenTrue, node.whenFalse);
      case 'array':
        return this.#array(node.items);
      case 'map':
        for (const pair of node.pairs) this.visit(pair);
        return natureOf(ANY_MAP);
      case 'pair':
        this.visit(node.key);
        this.visit(node.value);
        return NIL;
      case 'missing':
        return UNKNOWN;
    }
  }

  #identifier(node: IdentifierNode): Nature {
    const variable = this.#variables.findLast(({ name }) => name === node.name);
    if (variable !== undefined) return variable.nature;
    return node.name === '$env' ? UNKNOWN : this.lookUp(node, node.name, true, true);
  }

  #unary(node: UnaryNode): Nature {
    const operand = derefNature(this.visit(node.operand));
    if (node.operator === '!' || node.operator === 'not') {
      if (isBool(operand) || isUnknown(operand)) return natureOf(BOOL);
    } else {
      if (isNumber(operand)) return operand;
      if (isUnknown(operand)) return UNKNOWN;
    }
    return this.fail(node, `invalid operation: ${node.operator} (mismatched type ${printNature(operand)})`);
  }

  #slice(node: Node & { readonly kind: 'slice' }): Nature {
    const object = this.visit(node.object);
    if (isUnknown(object)) return UNKNOWN;
    if (object.type?.kind !== 'string' && !isArray(object)) {
      return this.fail(node, `cannot slice ${printNature(object)}`);
    }
    for (const bound of [node.from, node.to]) {
      if (bound === undefined) continue;
      const nature = derefNature(this.visit(bound));
      if (!isInteger(nature) && !isUnknown(nature)) {
        return this.fail(bound, `non-integer slice index ${printNature(nature)}`);
      }
    }
    return object;
  }

  #call(node: CallNode): Nature {
    const { callee } = node;
    if (callee.kind === 'identifier' && callee.name === '$env') {
      return this.fail(node, 'map[string]interface {} is not callable');
    }
    const nature = this.visit(callee);
    if (isUnknown(nature)) return UNKNOWN;
    if (nature.builtin !== undefined) return checkFunction(this, nature.builtin, node, node.args);
    const name = nameOfCallee(callee);
    if (nature.nil) return this.fail(node, `${name} is nil; cannot call nil as function`);
    if (nature.type?.kind === 'func') {
      const { nature: result, error } = checkArguments(this, name, nature, node.args, node);
      if (error === undefined) return result;
      this.report(error.span, error.message);
      return UNKNOWN;
    }
    return this.fail(node, `${printNature(nature)} is not callable`);
  }

  #builtin(node: BuiltinNode): Nature {
    const judged = checkPredicateCall(this, node);
    if (judged !== undefined) return judged;
    if (node.name === 'get') return this.#get(node);
    const builtin = BUILTINS.get(node.name);
    return builtin === undefined
      ? this.fail(node, `unknown builtin ${node.name}`)
      : checkFunction(this, builtin, node, node.args);
  }

  /** checker.go checkBuiltinGet */
  #get(node: BuiltinNode): Nature {
    const [object, key] = node.args;
    if (object === undefined || key === undefined || node.args.length !== 2) {
      return this.fail(node, `invalid number of arguments (expected 2, got ${node.args.length})`);
    }
    const base = this.visit(object);
    const property = derefNature(this.visit(key));
    if (object.kind === 'identifier' && object.name === '$env') {
      return (key.kind === 'string' ? this.environment.get(key.value) : undefined) ?? UNKNOWN;
    }
    if (isUnknown(base)) return UNKNOWN;
    if (isArray(base)) {
      if (isInteger(property) || isUnknown(property)) return elemOf(base);
      return this.fail(key, `non-integer slice index ${printNature(property)}`);
    }
    if (base.type?.kind === 'map') {
      const fits = isAssignableNature(property, natureOf(base.type.key)) || isUnknown(property);
      if (fits) return elemOf(base);
      return this.fail(key, `cannot use ${printNature(property)} to get an element from ${printNature(base)}`);
    }
    return this.fail(object, `type ${printNature(base)} does not support indexing`);
  }

  #pointer(node: Node, name: string): Nature {
    const scope = this.#scopes.at(-1);
    if (scope === undefined) return this.fail(node, 'cannot use pointer accessor outside predicate');
    if (name === '') return isUnknown(scope.collection) ? UNKNOWN : elemOf(scope.collection);
    const variable = scope.variables.find((each) => each.name === name);
    return variable?.nature ?? this.fail(node, `unknown pointer #${name}`);
  }

  #declaration(node: LetNode): Nature {
    const { name } = node;
    if (this.environment.has(name)) return this.fail(node, `cannot redeclare ${name}`);
    if (BUILTINS.has(name)) return this.fail(node, `cannot redeclare builtin ${name}`);
    if (this.#variables.some((variable) => variable.name === name)) {
      return this.fail(node, `cannot redeclare variable ${name}`);
    }
    const nature = this.visit(node.value);
    this.#variables.push({ name, nature });
    const body = this.visit(node.body);
    this.#variables.pop();
    return body;
  }

  #conditional(condition: Node, whenTrue: Node, whenFalse: Node): Nature {
    const tested = derefNature(this.visit(condition));
    if (!isBool(tested) && !isUnknown(tested)) {
      return this.fail(condition, `non-bool expression (type ${printNature(tested)}) used as condition`);
    }
    const first = this.visit(whenTrue);
    const second = this.visit(whenFalse);
    if (first.nil) return second;
    if (second.nil) return first;
    if (!isAssignableNature(first, second)) return UNKNOWN;
    if (isArray(first) && isArray(second)) {
      const a = elemOf(first);
      const b = elemOf(second);
      if (!isAssignableNature(a, b) || !isAssignableNature(b, a)) return natureOf(ANY_SLICE);
    }
    return first;
  }

  #array(items: readonly Node[]): Nature {
    let previous: Nature = UNKNOWN;
    let alike = true;
    items.forEach((item, i) => {
      const current = this.visit(item);
      if (i > 0 && current.type?.kind !== previous.type?.kind) alike = false;
      previous = current;
    });
    return alike ? arrayOfNature(previous) : natureOf(ANY_SLICE);
  }
}

function nameOfCallee(callee: Node): string {
  if (callee.kind === 'identifier') return callee.name;
  return callee.kind === 'member' && callee.property.kind === 'string' ? callee.property.value : 'function';
}
