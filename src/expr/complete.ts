import type { Span } from '../text/span.ts';
import { type Node, walk } from './ast.ts';
import { typeOfBuiltin } from './builtins/builtin.ts';
import { BUILTIN_NAMES } from './builtins/names.ts';
import { BUILTINS } from './builtins/registry.ts';
import { Checker } from './check/checker.ts';
import { conditionEnvironment, type Environment, type ResultType } from './check/environment.ts';
import { fieldOf, methodOf } from './check/member.ts';
import { isIdentifier } from './parse/characters.ts';
import { lexCondition } from './parse/lexer.ts';
import { BINARY_PRECEDENCE, PREDICATE_CALLS } from './parse/operators.ts';
import type { Token } from './parse/token.ts';
import { parseCondition } from './prepare.ts';
import { dereference } from './types/go-type.ts';
import { type Nature, printNature } from './types/nature.ts';

export interface Completion {
  readonly label: string;
  readonly kind: 'variable' | 'function' | 'keyword' | 'operator' | 'literal' | 'field' | 'method' | 'pointer';
  /** The Go type, where there is one to show. */
  readonly detail?: string;
}

export interface Completions {
  /** What a chosen completion replaces: the word at the cursor. */
  readonly replace: Span;
  readonly items: readonly Completion[];
}

const NOTHING: readonly Completion[] = [];

const keyword = (label: string): Completion => ({ label, kind: 'keyword' });

/**
 * What would fit at an offset of a condition: operands, operators, or the members of what stands before a dot. Inside
 * strings nothing fits. Needs `prepareExpr`.
 */
export function completionsAt(text: string, offset: number, resultType: ResultType = 'unknown'): Completions {
  const { tokens, errors } = lexCondition(text);
  const word = tokens.find(
    ({ kind, value, span }) => kind !== 'EOF' && isWord(kind, value) && span.start < offset && offset <= span.end,
  );
  const replace = word?.span ?? { start: offset, end: offset };
  if (isInsideLiteral(tokens, offset) || errors.some(({ message, span }) => isOpenLiteral(message, span, offset))) {
    return { replace, items: NOTHING };
  }
  const before = tokens.findLast(({ kind, span }) => kind !== 'EOF' && span.end <= replace.start);
  const environment = conditionEnvironment(resultType);
  const place = placeAfter(before);
  if (place === 'operator') return { replace, items: operatorsAfter(before) };
  const context = readContext(text, replace, environment);
  return { replace, items: place === 'member' ? membersOf(context.object) : operands(environment, context) };
}

const isWord = (kind: Token['kind'], value: string): boolean =>
  kind === 'Identifier' || (kind === 'Operator' && isIdentifier(value));

const isInsideLiteral = (tokens: readonly Token[], offset: number): boolean =>
  tokens.some(
    ({ kind, span }) =>
      (kind === 'String' || kind === 'Bytes' || kind === 'Number') && span.start < offset && offset < span.end,
  );

const isOpenLiteral = (message: string, span: Span, offset: number): boolean =>
  /not terminated|unclosed comment/.test(message) && offset >= span.start;

type Place = 'operand' | 'operator' | 'member';

function placeAfter(before: Token | undefined): Place {
  if (before === undefined) return 'operand';
  const { kind, value } = before;
  if (kind === 'Bracket') return /[)\]}]/.test(value) ? 'operator' : 'operand';
  if (kind !== 'Operator') return 'operator';
  return value === '.' || value === '?.' ? 'member' : 'operand';
}

function operatorsAfter(before: Token | undefined): readonly Completion[] {
  const operators = [...Object.keys(BINARY_PRECEDENCE), 'not in', '?', '|'].map(
    (label): Completion => ({ label, kind: 'operator' }),
  );
  return before?.value === '}' ? [...operators, keyword('else')] : operators;
}

interface Context {
  /** What stands before the dot. */
  readonly object?: Nature;
  /** The names of enclosing `let`s. */
  readonly variables: readonly Completion[];
  /** The builtin whose predicate the cursor is in, innermost. */
  readonly predicateOf?: string;
}

/** Parses the text with a name at the cursor, and looks around that name. */
function readContext(text: string, replace: Span, environment: Environment): Context {
  const placeholder = 'completion';
  const filled = text.slice(0, replace.start) + placeholder + text.slice(replace.end);
  const { ast } = parseCondition(filled + missingBrackets(filled));
  const checker = new Checker(environment);
  checker.visit(ast);
  const path = pathTo(ast, replace.start);
  const member = path.findLast((node) => node.kind === 'member' && node.property.span.start === replace.start);
  const object = member?.kind === 'member' ? checker.natures.get(member.object) : undefined;
  const variables = path.flatMap((node): Completion[] => {
    if (node.kind !== 'let' || node.body.span.start > replace.start) return [];
    const nature = checker.natures.get(node.value);
    return [{ label: node.name, kind: 'variable', ...(nature && { detail: printNature(nature) }) }];
  });
  const predicate = path.findLastIndex(({ kind }) => kind === 'predicate');
  const owner = predicate > 0 ? path[predicate - 1] : undefined;
  return {
    variables,
    ...(object && { object }),
    ...(owner?.kind === 'builtin' && { predicateOf: owner.name }),
  };
}

/** What closes the brackets that are open at the end: people type from left to right. */
function missingBrackets(text: string): string {
  const open: string[] = [];
  for (const { kind, value } of lexCondition(text).tokens) {
    if (kind !== 'Bracket') continue;
    if (value === ')' || value === ']' || value === '}') open.pop();
    else open.push(value === '(' ? ')' : value === '[' ? ']' : '}');
  }
  return open.reverse().join('');
}

/** The nodes around an offset, outermost first. */
function pathTo(ast: Node, offset: number): readonly Node[] {
  const path: Node[] = [];
  walk(ast, (node) => {
    const holds = node.span.start <= offset && offset <= node.span.end;
    if (holds) path.push(node);
    return holds;
  });
  return path;
}

function membersOf(object: Nature | undefined): readonly Completion[] {
  const type = object?.type;
  if (type === undefined) return NOTHING;
  const inner = dereference(type);
  const fields = [...(inner.fields?.keys() ?? [])].flatMap((label): Completion[] => {
    const field = inner.kind === 'struct' ? fieldOf(inner, label) : undefined;
    return field === undefined ? [] : [{ label, kind: 'field', detail: field.name }];
  });
  const methods = [...(type.methods?.keys() ?? [])].flatMap((label): Completion[] => {
    const method = methodOf(type, label);
    return method === undefined ? [] : [{ label, kind: 'method', detail: type.methods?.get(label)?.name ?? '' }];
  });
  return [...fields, ...methods];
}

function operands(environment: Environment, { variables, predicateOf }: Context): readonly Completion[] {
  const names = [...environment].map(([label, nature]): Completion => {
    const kind = nature.type?.kind === 'func' ? 'function' : 'variable';
    return { label, kind, detail: printNature(nature) };
  });
  const builtins = [...BUILTIN_NAMES].map((label): Completion => {
    const builtin = BUILTINS.get(label);
    const isGeneric = builtin?.signatures === undefined || PREDICATE_CALLS.has(label);
    return { label, kind: 'function', ...(builtin && !isGeneric && { detail: typeOfBuiltin(builtin).name }) };
  });
  const literals = ['true', 'false', 'nil'].map((label): Completion => ({ label, kind: 'literal' }));
  return [
    ...names,
    ...variables,
    ...pointers(predicateOf),
    ...builtins,
    ...literals,
    ...['not', 'let', 'if'].map(keyword),
  ];
}

function pointers(predicateOf: string | undefined): readonly Completion[] {
  if (predicateOf === undefined) return NOTHING;
  const names = ['#'];
  if (predicateOf === 'map' || predicateOf === 'reduce') names.push('#index');
  if (predicateOf === 'reduce') names.push('#acc');
  return names.map((label) => ({ label, kind: 'pointer' }));
}
