import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, isResult, mentionsResult } from '../../src/lint/kit/conditions/nodes.ts';
import { webExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const isnilIgnoresArgument = defineRule({
  id: 'condition/isnil-ignores-argument',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: '`isNil` or `default` is asked about a part of the result; both look at the whole.',
    details: `\`isNil(x)\` and \`default(x, d)\` ignore their first argument: they ask whether the whole result is nil. \`default(result.value, 0)\` is
therefore the whole object, and comparing that with a number is false. For a part of the result expr-lang has \`??\`.`,
    references: ['argo-rollouts utils/evaluate/evaluate.go isNilFunc, defaultFunc', 'pitfall P05'],
  },
  messages: {
    ignored: ({
      call,
      argument,
      fallback,
      users,
    }: {
      call: string;
      argument: string;
      fallback: string;
      users: string;
    }) => ({
      message: `\`${call}\` ignores \`${argument}\`: it looks at the whole \`result\`${users}`,
      why:
        call === 'default'
          ? 'where there is a result, the call gives that whole result, so comparing it with a number is false or an error'
          : 'where there is a result, the call is false, whatever the part of it is',
      help: call === 'default' ? `write \`(${argument} ?? ${fallback})\`` : `write \`${argument} == nil\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: webExample('successCondition: default(result.value, 0) == 0'),
        finds: ['ignored@default(result.value, 0)'],
      },
      { yaml: webExample('successCondition: isNil(result.error)'), finds: ['ignored@isNil(result.error)'] },
    ],
    good: [{ yaml: webExample('successCondition: (result.value ?? 0) == 0') }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) =>
      set.all.flatMap((condition) => {
        const { parsed, text } = condition;
        if (faultOf(set, condition) !== undefined) return [];
        return callsOf(parsed.ast, 'isNil', 'default').map(({ node, name, args }) => {
          const [first, second] = args;
          if (first === undefined || isResult(first) || !mentionsResult(first)) return undefined;
          const textOf = (part: typeof first) => text.value.slice(part.span.start, part.span.end);
          return {
            at: condition.toFile(node.span),
            data: { call: name, argument: textOf(first), fallback: second === undefined ? '0' : textOf(second) },
          };
        });
      }),
    ))
      ctx.report('ignored', report);
  },
});
