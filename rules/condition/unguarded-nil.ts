import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { editsOf } from '../../src/lint/kit/conditions/fixes.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, isComparison, isResult, nodesOf } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionName, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { datadogExample, ERROR_PATH } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const unguardedNil = defineRule({
  id: 'condition/unguarded-nil',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition compares a Datadog result that may be nil.',
    details: `Where Datadog has no data points the result is nil, and comparing nil does not compile: the measurement is an Error. \`default(result, d)\` gives d
then. Metrics of errors have no data as long as nothing fails.`,
    references: ['argo-rollouts metricproviders/datadog/datadog.go', 'argo-rollouts#1548', 'argo-rollouts#3893'],
  },
  messages: {
    nil: ({ name, message, users }: { name: ConditionName; message: string; users: string }) => ({
      message: `\`${name}\` fails when Datadog has no data: ${message.trim()}${users}`,
      why: ERROR_PATH,
      help: 'say what no data means: `default(result, 0) < …`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: datadogExample('successCondition: result < 20'),
        finds: ['nil@result < 20'],
        fixed: datadogExample('successCondition: default(result, 0) < 20'),
      },
    ],
    good: [{ yaml: datadogExample('successCondition: default(result, 0) < 20') }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => [
      set.all.map((each) => nilCompared(set, each)).find((hit) => hit !== undefined),
    ]))
      ctx.report('nil', report);
  },
});

function nilCompared(
  set: ConditionSet,
  condition: Condition,
): Hit<{ name: ConditionName; message: string }> | undefined {
  const error = condition.refusedNil?.errors[0];
  if (error === undefined || faultOf(set, condition) !== undefined) return undefined;
  const { ast } = condition.parsed;
  // condition/type-mismatch tells why isNil does not help.
  if (callsOf(ast, 'isNil').length > 0) return undefined;
  const compared = nodesOf(ast, 'binary')
    .filter(isComparison)
    .flatMap(({ left, right }) => [left, right].filter(isResult));
  const bare = [...new Set(compared)];
  const edits = editsOf(
    set,
    condition,
    bare.map(({ span }) => ({ at: span.start, instead: span.end - span.start, text: 'default(result, 0)' })),
  );
  return {
    at: condition.toFile(ast.span),
    data: { name: condition.name, message: error.message },
    ...(edits === undefined ? {} : { fix: { kind: 'unsafe' as const, title: 'take no data for 0', edits } }),
  };
}
