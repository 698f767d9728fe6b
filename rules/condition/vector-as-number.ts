import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { editsOf } from '../../src/lint/kit/conditions/fixes.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { isResult, nodesOf } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionName, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { alwaysError, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule, type Report } from '../../src/lint/rule.ts';

export const vectorAsNumber = defineRule({
  id: 'condition/vector-as-number',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition compares a list of values as if it were a number.',
    details: `The answer to an instant query is a list (\`[]float64\`), even where it has one element. Comparing a list with a number does
not compile: every measurement is an error, and the fifth in a row aborts the rollout. Only a query whose type is scalar (\`scalar(…)\`, a
number) gives a number.`,
    references: [
      'argo-rollouts metricproviders/prometheus/prometheus.go processResponse',
      'argo-rollouts#363',
      'pitfall P01',
    ],
  },
  messages: {
    list: ({ message, name, several, users }: ListData) => ({
      message: `\`result\` is a list of numbers, not a number: \`${name}\` cannot compare it${users}`,
      why: alwaysError(name, message),
      help: several
        ? 'look at every element: `len(result) > 0 && all(result, # < …)`; the first one is `result[0]`'
        : 'the first element is `result[0]`; or make the query a number with `scalar(…)`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: result < 0.05'),
        finds: ['list@result < 0.05'],
        fixed: prometheusExample('successCondition: result[0] < 0.05'),
      },
    ],
    good: [
      { yaml: prometheusExample('successCondition: result[0] < 0.05') },
      {
        title: 'A scalar is a number.',
        yaml: prometheusExample('successCondition: result < 0.05', 'scalar(sum(rate(errors_total[2m])) or vector(0))'),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => comparedList(set, condition))))
      ctx.report('list', report);
  },
});

interface ListData {
  readonly message: string;
  readonly name: ConditionName;
  readonly several: boolean;
  readonly users: string;
}

function comparedList(set: ConditionSet, condition: Condition) {
  const fault = faultOf(set, condition);
  if (fault?.code !== 'vector-as-number' || fault.node === undefined) return undefined;
  const operands = nodesOf(condition.parsed.ast, 'binary').flatMap(({ left, right }) => [left, right]);
  const bare = [...new Set(operands.filter(isResult))];
  const edits = editsOf(
    set,
    condition,
    bare.map(({ span }) => ({ at: span.end, text: '[0]' })),
  );
  const fix: Report<unknown>['fix'] | undefined =
    edits === undefined ? undefined : { kind: 'unsafe', title: 'compare the first element', edits };
  return {
    at: condition.toFile(fault.node.span),
    data: { message: fault.message, name: condition.name, several: set.shape.count.max > 1 && set.query !== undefined },
    ...(fix === undefined ? {} : { fix }),
  };
}
