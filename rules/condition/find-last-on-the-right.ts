import { type BinaryNode, type Node, walk } from '../../src/expr/index.ts';
import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { editsOf } from '../../src/lint/kit/conditions/fixes.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { isComparison, nodesOf, numberOf } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

interface Data {
  /** What searches from the end. */
  readonly search: string;
  /** What is on its left and gets lost. */
  readonly lost: string;
  readonly operator: string;
  /** The comparison, turned round. */
  readonly turned: string | undefined;
}

const HELP = 'put the search into a variable first: `let last = findLast(…); …`';

export const findLastOnTheRight = defineRule({
  id: 'condition/find-last-on-the-right',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A search from the end of a list takes the place of what stands left of it.',
    details: `\`findLast\` and \`findLastIndex\` leave a bool behind on the stack of expr's machine for every item they look at. Alone or on the left they work;
on the right of an operator, in an index, or behind another argument, the operator gets that bool for its left side: \`2 < findLast(…)\` is an error
("invalid operation: bool < float64"), and \`2 == findLast(…)\` compares a bool and is false. \`filter(…)[-1]\` and \`last(filter(…))\` become the same search.
So it is in expr 1.15.5 (Argo Rollouts 1.8 and 1.9) and 1.17.8 (1.10).`,
    references: [
      'expr-lang/expr v1.17.8 compiler/compiler.go emitLoopBackwards, emitCond',
      'expr-lang/expr v1.17.8 optimizer/filter_last.go',
    ],
  },
  messages: {
    error: ({ search, lost, operator, turned, users }: Data & { readonly users: string }) => ({
      message: `\`${search}\` behind \`${lost}\` makes the controller lose \`${lost}\`${users}`,
      why: `expr leaves a bool behind for every item that it looks at from the end, and ${operator} takes it for \`${lost}\`: every measurement is an Error`,
      help: turned === undefined ? HELP : `turn it round: \`${turned}\``,
    }),
    wrong: ({ search, lost, operator, turned, users }: Data & { readonly users: string }) => ({
      message: `\`${search}\` behind \`${lost}\` makes the controller lose \`${lost}\`${users}`,
      why: `expr leaves a bool behind for every item that it looks at from the end, and ${operator} compares that bool, not \`${lost}\``,
      help: turned === undefined ? HELP : `turn it round: \`${turned}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample("successCondition: '0.05 > findLast(result, # >= 0)'"),
        finds: ['error@findLast(result, # >= 0)'],
        fixed: prometheusExample("successCondition: 'findLast(result, # >= 0) < 0.05'"),
      },
      {
        yaml: prometheusExample("failureCondition: '1.0 == filter(result, # >= 0)[-1]'"),
        finds: ['wrong@filter(result, # >= 0)[-1]'],
        fixed: prometheusExample("failureCondition: 'filter(result, # >= 0)[-1] == 1.0'"),
      },
      {
        title: 'An index is the right side of what it is the index of.',
        yaml: prometheusExample("successCondition: 'result[findLastIndex(result, # >= 0)] < 0.05'"),
        finds: ['error@findLastIndex(result, # >= 0)'],
      },
    ],
    good: [
      { yaml: prometheusExample("successCondition: 'findLast(result, # >= 0) < 0.05'") },
      { yaml: prometheusExample("successCondition: 'len(result) > 0 && findLast(result, # >= 0) < 0.05'") },
      { yaml: prometheusExample("successCondition: 'let last = findLast(result, # >= 0); 0.05 > last'") },
      {
        title: 'From the front there is no such trouble.',
        yaml: prometheusExample("successCondition: '0.05 > find(result, # >= 0)'"),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.flatMap((condition) => hitsOf(set, condition, 'error')))) {
      ctx.report('error', report);
    }
    for (const report of hitsIn(ctx, (set) => set.all.flatMap((condition) => hitsOf(set, condition, 'wrong')))) {
      ctx.report('wrong', report);
    }
  },
});

/** What is evaluated while the value of another part waits on the stack. */
interface Place {
  readonly waiting: Node;
  readonly node: Node;
  readonly operator: string;
  readonly comparison?: BinaryNode;
}

function hitsOf(set: ConditionSet, condition: Condition, kind: 'error' | 'wrong'): readonly Hit<Data>[] {
  const { parsed, text, toFile } = condition;
  if (condition.open || faultOf(set, condition) !== undefined) return [];
  const textOf = ({ span }: Node): string => text.value.slice(span.start, span.end);
  const hits = new Map<number, Hit<Data>>();
  for (const { waiting, node, operator, comparison } of placesIn(parsed.ast)) {
    const search = searchIn(node);
    const isSilent = comparison?.operator === '==' || comparison?.operator === '!=';
    if (search === undefined || isSilent !== (kind === 'wrong')) continue;
    const turned = comparison === undefined || node !== search ? undefined : turnedRound(comparison, textOf);
    const { start, end } = comparison?.span ?? node.span;
    const edits =
      turned === undefined ? undefined : editsOf(set, condition, [{ at: start, instead: end - start, text: turned }]);
    hits.set(search.span.start, {
      at: toFile(search.span),
      data: { search: textOf(search), lost: textOf(waiting), operator, turned },
      ...(edits === undefined ? {} : { fix: { kind: 'unsafe' as const, title: 'Turn the comparison round', edits } }),
    });
  }
  return [...hits.values()];
}

/** Short-circuit operators, conditionals and `let` take their left side off the stack before they go on. */
function placesIn(ast: Node): readonly Place[] {
  const places: Place[] = [];
  for (const node of nodesOf(ast, 'binary')) {
    const { operator, left, right } = node;
    if (LAZY.has(operator)) continue;
    const operation = `\`${operator}\``;
    const turnable = isComparison(node) ? { comparison: node } : {};
    places.push({ waiting: left, node: right, operator: operation, ...turnable });
  }
  for (const { object, property } of nodesOf(ast, 'member')) {
    places.push({ waiting: object, node: property, operator: 'the index' });
  }
  for (const { name, args } of nodesOf(ast, 'builtin')) places.push(...argumentsOf(name, args));
  return places;
}

const LAZY: ReadonlySet<string> = new Set(['&&', 'and', '||', 'or', '??']);

function argumentsOf(name: string, [first, ...more]: readonly Node[]): readonly Place[] {
  if (first === undefined) return [];
  return more
    .filter(({ kind }) => kind !== 'predicate')
    .map((node) => ({ waiting: first, node, operator: `\`${name}\`` }));
}

/** The first search from the end in a part. */
function searchIn(part: Node): Node | undefined {
  let found: Node | undefined;
  walk(part, (node) => {
    if (found === undefined && isSearch(node)) found = node;
    return found === undefined && node.kind !== 'predicate';
  });
  return found;
}

function isSearch(node: Node): boolean {
  if (node.kind === 'member') return !node.optional && isFilter(node.object) && numberOf(node.property) === -1;
  if (node.kind !== 'builtin') return false;
  return node.name === 'findLast' || node.name === 'findLastIndex' || (node.name === 'last' && isFilter(node.args[0]));
}

const isFilter = (node: Node | undefined): boolean =>
  node?.kind === 'builtin' && node.name === 'filter' && node.args.length === 2;

const TURNED: Readonly<Record<string, string>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Only where the left side is one piece, and what is between the two is nothing but the operator. */
function turnedRound({ left, right, operator, span }: BinaryNode, textOf: (node: Node) => string): string | undefined {
  const isPlain = left.kind !== 'binary' && left.kind !== 'conditional' && searchIn(left) === undefined;
  const turned = TURNED[operator];
  if (!isPlain || turned === undefined || span.start !== left.span.start || span.end !== right.span.end)
    return undefined;
  return `${textOf(right)} ${turned} ${textOf(left)}`;
}
