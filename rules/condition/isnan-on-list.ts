import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { editsOf } from '../../src/lint/kit/conditions/fixes.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, isResult } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionName, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { alwaysError, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule, type Report } from '../../src/lint/rule.ts';

export const isnanOnList = defineRule({
  id: 'condition/isnan-on-list',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition asks whether the whole list is NaN.',
    details: `\`isNaN\` and \`isInf\` take a number. The answer to a Prometheus query is a list: the condition does not compile, and every
measurement is an error.`,
    references: ['argo-rollouts utils/evaluate/evaluate.go EvalCondition', 'argo-rollouts#977', 'pitfall P96'],
  },
  messages: {
    list: ({ call, message, name, users }: { call: string; message: string; name: ConditionName; users: string }) => ({
      message: `\`${call}\` takes a number, and \`result\` is a list${users}`,
      why: alwaysError(name, message),
      help: `ask the element: \`${call}(result[0])\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: isNaN(result) || result[0] > 0.9'),
        finds: ['list@isNaN(result)'],
        fixed: prometheusExample('successCondition: isNaN(result[0]) || result[0] > 0.9'),
      },
    ],
    good: [{ yaml: prometheusExample('successCondition: isNaN(result[0]) || result[0] > 0.9') }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => listAsked(set, condition))))
      ctx.report('list', report);
  },
});

function listAsked(set: ConditionSet, condition: Condition) {
  const fault = faultOf(set, condition);
  if (fault?.code !== 'isnan-on-list') return undefined;
  const calls = callsOf(condition.parsed.ast, 'isNaN', 'isInf').filter(({ args }) => args[0] && isResult(args[0]));
  const [first] = calls;
  const edits = editsOf(
    set,
    condition,
    calls.flatMap(({ args }) => (args[0] === undefined ? [] : [{ at: args[0].span.end, text: '[0]' }])),
  );
  const fix: Report<unknown>['fix'] | undefined =
    edits === undefined ? undefined : { kind: 'unsafe', title: 'ask the first element', edits };
  return {
    at: condition.toFile(first?.node.span ?? fault.span),
    data: { call: first?.name ?? 'isNaN', message: fault.message, name: condition.name },
    ...(fix === undefined ? {} : { fix }),
  };
}
