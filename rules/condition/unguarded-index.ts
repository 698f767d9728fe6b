import { isSound } from '../../src/lint/kit/conditions/faults.ts';
import { editsOf } from '../../src/lint/kit/conditions/fixes.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, indexesOfResult, nodesOf } from '../../src/lint/kit/conditions/nodes.ts';
import { failingOnEmpty, isMeantEmpty } from '../../src/lint/kit/conditions/samples.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import {
  ALWAYS_ANSWERS,
  ERROR_PATH,
  emptyReason,
  MAY_BE_EMPTY,
  prometheusExample,
  selectsErrors,
} from '../../src/lint/kit/conditions/words.ts';
import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { unparen } from '../../src/promql/index.ts';

export const unguardedIndex = defineRule({
  id: 'condition/unguarded-index',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition takes an element of a list that may be empty.',
    details: `Where no series matches, the answer of Prometheus is an empty list, and \`result[0]\` fails: the measurement is an Error, neither
Failed nor Inconclusive. It is repeated after 10 seconds, and the fifth error in a row ends the run, whatever \`failureLimit\` says. A query
that selects only errors is empty as long as nothing fails: the healthier the canary, the surer the abort.

The condition is tried on an empty list, so every guard counts: \`len(result) > 0 && …\` (no data fails), \`len(result) == 0 || …\` (no data
passes), \`(get(result, 0) ?? 0) < …\`, a ternary, \`all(result, …)\`; and so does \`or vector(0)\` in the query. A ratio whose
numerator alone has a default is left alone: without any traffic it is meant to have no answer.`,
    references: [
      'argo-rollouts utils/evaluate/evaluate.go formatEvalError',
      'argo-rollouts#1466',
      'argo-rollouts#2101',
      'argo-rollouts#4680',
      'pitfall P02',
    ],
  },
  messages: {
    empty: ({ index, both, reason, errors, users }: EmptyData) => ({
      message: `\`${index}\` fails${both ? ' in both conditions' : ''} when the query returns nothing: ${reason}${users}`,
      why: ERROR_PATH,
      help: errors
        ? 'give the missing series a value: `(…) or vector(0)` around what selects the errors'
        : 'say what no data means: `len(result) > 0 && …` fails then, `len(result) == 0 || …` passes; or add `or vector(…)` to the query',
    }),
    values: ({ index, users }: { index: string; users: string }) => ({
      message: `\`${index}\` fails when CloudWatch has no data: \`Values\` is empty then${users}`,
      why: ERROR_PATH,
      help: 'say what no data means: `len(result[0].Values) > 0 && …` fails then, `len(result[0].Values) == 0 || …` passes',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: result[0] < 1', MAY_BE_EMPTY),
        finds: ['empty@result[0]'],
        fixed: prometheusExample('successCondition: len(result) > 0 && result[0] < 1', MAY_BE_EMPTY),
      },
      {
        title: 'A healthy canary has no series of errors.',
        yaml: prometheusExample(
          'successCondition: result[0] < 1 || result[0] > 5',
          'sum(rate(http_requests_total{app="checkout",code=~"5.."}[2m]))',
        ),
        finds: ['empty@result[0]'],
        fixed: prometheusExample(
          'successCondition: len(result) > 0 && (result[0] < 1 || result[0] > 5)',
          'sum(rate(http_requests_total{app="checkout",code=~"5.."}[2m]))',
        ),
      },
      {
        title: 'CloudWatch without data.',
        yaml: template(`interval: 5m
successCondition: result[0].Values[0] < 1
provider:
  cloudWatch:
    metricDataQueries:
      - id: errors
        expression: SUM(METRICS())`),
        finds: ['values@result[0].Values[0]'],
      },
    ],
    good: [
      { yaml: prometheusExample('successCondition: len(result) == 0 || result[0] < 1', MAY_BE_EMPTY) },
      { yaml: prometheusExample("successCondition: 'len(result) == 0 ? true : result[0] < 1'", MAY_BE_EMPTY) },
      { yaml: prometheusExample('successCondition: (get(result, 0) ?? 0) < 1', MAY_BE_EMPTY) },
      {
        title: 'A query that always has an answer.',
        yaml: prometheusExample('successCondition: result[0] < 1', ALWAYS_ANSWERS),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => [unguarded(set)])) ctx.report('empty', report);
    for (const report of hitsIn(ctx, (set) => [unguardedValues(set)])) ctx.report('values', report);
  },
});

interface EmptyData {
  readonly index: string;
  readonly both: boolean;
  readonly reason: string;
  readonly errors: boolean;
  readonly users: string;
}

function unguarded(set: ConditionSet): Hit<Omit<EmptyData, 'users'>> | undefined {
  const failing = failingOnEmpty(set).filter((condition) => !hasOwnRule(set, condition));
  const [first] = failing;
  if (first === undefined || isMeantEmpty(set) || set.shape.query?.dead !== undefined) return undefined;
  const why = emptyReason(set);
  const index = indexesOfResult(first.parsed.ast)[0] ?? first.parsed.ast;
  const edits = failing.map((condition) => {
    const { ast } = condition.parsed;
    const { start, end } = ast.span;
    const isLoose =
      ast.kind === 'conditional' || (ast.kind === 'binary' && (ast.operator === '||' || ast.operator === 'or'));
    const guard = { at: start, text: isLoose ? 'len(result) > 0 && (' : 'len(result) > 0 && ' };
    return editsOf(set, condition, isLoose ? [guard, { at: end, text: ')' }] : [guard]);
  });
  const all = edits.flatMap((each) => each ?? []);
  return {
    at: first.toFile(index.span),
    data: {
      index: first.text.value.slice(index.span.start, index.span.end),
      both: failing.length > 1,
      reason: why?.words ?? 'there may be no data points',
      errors: why !== undefined && why.reason.kind === 'selector' && selectsErrors(set, why.reason.span),
    },
    ...(edits.some((each) => each === undefined)
      ? {}
      : { fix: { kind: 'unsafe' as const, title: 'take no data for a failure', edits: all } }),
  };
}

/** `result[0].Values[0]` without any question for a length. */
function unguardedValues(set: ConditionSet): Hit<{ index: string }> | undefined {
  if (set.provider !== 'cloudWatch' || !isSound(set)) return undefined;
  for (const condition of set.all) {
    const { ast } = condition.parsed;
    if (callsOf(ast, 'len', 'get', 'first', 'last').length > 0) continue;
    const index = nodesOf(ast, 'member').find(
      ({ object, property }) =>
        property.kind === 'integer' &&
        object.kind === 'member' &&
        object.property.kind === 'string' &&
        object.property.value === 'Values',
    );
    if (index === undefined) continue;
    const text = condition.text.value.slice(index.span.start, index.span.end);
    return { at: condition.toFile(index.span), data: { index: text } };
  }
  return undefined;
}

/** What condition/guard-after-index, condition/isnil-on-list and condition/empty-by-filter say better. */
function hasOwnRule({ query }: ConditionSet, { parsed }: Condition): boolean {
  if (callsOf(parsed.ast, 'isNil').length > 0) return true;
  const root = query?.parsed.expr === undefined ? undefined : unparen(query.parsed.expr);
  if (root?.kind === 'BinaryExpr' && COMPARISONS.has(root.op) && !root.returnBool) return true;
  const index = indexesOfResult(parsed.ast)[0];
  return callsOf(parsed.ast, 'len').some(({ node }) => index !== undefined && node.span.start > index.span.start);
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
