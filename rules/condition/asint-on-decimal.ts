import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { editsOf } from '../../src/lint/kit/conditions/fixes.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, mentionsResult } from '../../src/lint/kit/conditions/nodes.ts';
import { webExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const asintOnDecimal = defineRule({
  id: 'condition/asint-on-decimal',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: '`asInt` reads whole numbers only.',
    details: `\`asInt("4.2")\` is an Error, while \`asInt(4.2)\` is 4: a text has to be a whole number, a number loses its decimals. \`asFloat\` reads both.
Only paths whose name tells of decimals are judged: seconds, rates, percentiles.`,
    references: ['argo-rollouts utils/evaluate/evaluate.go asInt', 'pitfall P17'],
  },
  messages: {
    decimal: ({ call, users }: { call: string; users: string }) => ({
      message: `\`${call}\` is an Error for a text such as "4.2", and cuts the decimals of a number${users}`,
      why: 'the controller reads the text as a whole number, and an Error in every measurement aborts the rollout',
      help: '`asFloat` reads whole numbers as well',
    }),
  },
  examples: {
    bad: [
      {
        yaml: webExample('successCondition: asInt(result) < 5', '{$.p95Seconds}'),
        finds: ['decimal@asInt(result)'],
        fixed: webExample('successCondition: asFloat(result) < 5', '{$.p95Seconds}'),
      },
    ],
    good: [
      { yaml: webExample('successCondition: asFloat(result) < 5', '{$.p95Seconds}') },
      { yaml: webExample('successCondition: asInt(result) >= 1', '{$.replicas}') },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) =>
      set.all.flatMap((condition) => {
        if (set.provider !== 'web' || !DECIMAL.test(set.jsonPath ?? '') || faultOf(set, condition) !== undefined)
          return [];
        return callsOf(condition.parsed.ast, 'asInt')
          .filter(({ args }) => args.some(mentionsResult))
          .map(({ node }) => {
            const { start, end } = node.span;
            const edits = editsOf(set, condition, [{ at: start, instead: 'asInt'.length, text: 'asFloat' }]);
            return {
              at: condition.toFile(node.span),
              data: { call: condition.text.value.slice(start, end) },
              ...(edits === undefined
                ? {}
                : { fix: { kind: 'unsafe' as const, title: 'read it with asFloat', edits } }),
            };
          });
      }),
    ))
      ctx.report('decimal', report);
  },
});

/** Names of what is seldom whole. */
const DECIMAL = /second|rate|ratio|percent|latenc|duration|average|avg|mean|p\d\d|quantile|score|load|usage|apdex/i;
