import { checkCondition, FLOAT64 } from '../../src/expr/index.ts';
import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, indexesOfResult, isResult } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { mayMatchSeveral } from '../../src/lint/kit/conditions/web.ts';
import { webExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const listOfOne = defineRule({
  id: 'condition/list-of-one',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition expects all matches of `jsonPath`; the result is the first.',
    details: `Of a path with several matches, \`[*]\`, a filter, \`..\`, the controller takes the first: \`result\` is that one value, not a list. Select the
list itself, \`{$.items}\`, and look into its elements: \`all(result, .ok)\`.`,
    references: ['argo-rollouts metricproviders/webmetric/webmetric.go getValue', 'pitfall P61'],
  },
  messages: {
    one: ({ path, text, users }: { path: string; text: string; users: string }) => ({
      message: `\`${text}\` expects a list, but of what \`${path}\` matches only the first is taken${users}`,
      why: 'where that is no list itself, every measurement is an Error, and the fifth in a row aborts the rollout',
      help: "select the list, `jsonPath: '{$.items}'`, and look into its elements: `all(result, .ok)`",
    }),
  },
  examples: {
    bad: [
      {
        yaml: webExample("successCondition: 'all(result, # == true)'", '{$.items[*].ok}'),
        finds: ['one@all(result, # == true)'],
      },
    ],
    good: [{ yaml: webExample("successCondition: 'len(result) > 0 && all(result, .ok)'", '{$.items}') }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => listExpected(set, condition))))
      ctx.report('one', report);
  },
});

const ON_LISTS = ['all', 'any', 'none', 'one', 'filter', 'map', 'count', 'sum', 'mean', 'first', 'last', 'len'];

function listExpected(set: ConditionSet, condition: Condition): Hit<{ path: string; text: string }> | undefined {
  const { provider, jsonPath } = set;
  if (provider !== 'web' || jsonPath === undefined || !mayMatchSeveral(jsonPath)) return undefined;
  const { ast } = condition.parsed;
  if (faultOf(set, condition) !== undefined || checkCondition(condition.parsed, FLOAT64).errors.length === 0)
    return undefined;
  const call = callsOf(ast, ...ON_LISTS).find(({ args }) => args[0] !== undefined && isResult(args[0]));
  const node = call?.node ?? indexesOfResult(ast)[0];
  if (node === undefined) return undefined;
  return {
    at: condition.toFile(node.span),
    data: { path: jsonPath, text: condition.text.value.slice(node.span.start, node.span.end) },
  };
}
