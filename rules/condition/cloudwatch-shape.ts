import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import type { ConditionName } from '../../src/lint/kit/conditions/sets.ts';
import { alwaysError } from '../../src/lint/kit/conditions/words.ts';
import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';

const cloudWatch = (condition: string) =>
  template(`interval: 5m
successCondition: ${condition}
provider:
  cloudWatch:
    metricDataQueries:
      - id: errors
        metricStat:
          metric:
            namespace: AWS/ApplicationELB
            metricName: HTTPCode_Target_5XX_Count
          period: 300
          stat: Sum`);

export const cloudwatchShape = defineRule({
  id: 'condition/cloudwatch-shape',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition does not fit what CloudWatch answers.',
    details: `CloudWatch's \`result\` is a list with an entry for each query: \`Id\`, \`Label\`, \`StatusCode\`, \`Timestamps\`, \`Values\`, \`Messages\`.
The newest value of the first query is \`result[0].Values[0]\`; where there is no data \`Values\` is empty.`,
    references: ['argo-rollouts metricproviders/cloudwatch/cloudwatch.go Run', 'pitfall P71'],
  },
  messages: {
    shape: ({ message, name, users }: { message: string; name: ConditionName; users: string }) => ({
      message: `\`result\` of CloudWatch is a list with an entry for each query: ${message.trim()}${users}`,
      why: alwaysError(name, message),
      help: 'the newest value of the first query: `len(result[0].Values) > 0 && result[0].Values[0] < …`',
    }),
  },
  examples: {
    bad: [
      { yaml: cloudWatch('result < 1'), finds: ['shape@result < 1'] },
      { yaml: cloudWatch('result[0] < 1'), finds: ['shape@result[0] < 1'] },
    ],
    good: [{ yaml: cloudWatch('len(result[0].Values) > 0 && result[0].Values[0] < 1') }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) =>
      set.all.map((condition) => {
        const fault = faultOf(set, condition);
        if (fault?.code !== 'cloudwatch-shape') return undefined;
        return {
          at: condition.toFile(fault.node?.span ?? fault.span),
          data: { message: fault.message, name: condition.name },
        };
      }),
    ))
      ctx.report('shape', report);
  },
});
