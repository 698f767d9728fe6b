import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, isResult } from '../../src/lint/kit/conditions/nodes.ts';
import { phaseOnEmpty } from '../../src/lint/kit/conditions/samples.ts';
import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';

const graphite = (condition: string, query: string) =>
  template(
    `interval: 5m\nsuccessCondition: ${condition}\nprovider:\n  graphite:\n    address: http://graphite.monitoring\n    query: ${query}`,
  );

export const graphiteNoData = defineRule({
  id: 'condition/graphite-no-data',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition lets no data pass, but Graphite without data is an Error before it is asked.',
    details: `Without a series or a data point the provider ends with \`no values found\`, and no condition is evaluated. Only a series whose points are all
null gives an empty list. \`transformNull(…, 0)\` and \`keepLastValue(…)\` give such points a value.`,
    references: ['argo-rollouts metricproviders/graphite/graphite.go Run', 'argo-rollouts#3503', 'pitfall P70'],
  },
  messages: {
    before: ({ guard, users }: { guard: string; users: string }) => ({
      message: `\`${guard}\` does not let missing data pass: Graphite’s provider fails first${users}`,
      why: 'without a data point the measurement is an Error ("no values found"), and no condition is asked; the fifth in a row aborts the rollout',
      help: 'give missing points a value in the query: `transformNull(…,0)`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: graphite('len(result) == 0 || result[0] < 1', 'target=sumSeries(stats.checkout.errors)&from=-5min'),
        finds: ['before@len(result)'],
      },
    ],
    good: [
      {
        yaml: graphite(
          'len(result) == 0 || result[0] < 1',
          'target=transformNull(sumSeries(stats.checkout.errors),0)&from=-5min',
        ),
      },
      { yaml: graphite('len(result) > 0 && result[0] < 1', 'target=sumSeries(stats.checkout.errors)&from=-5min') },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => {
      const query = set.view.query?.text.value ?? '';
      if (set.provider !== 'graphite' || /transformNull|keepLastValue|fallbackSeries|isNonNull/.test(query)) return [];
      if (phaseOnEmpty(set) !== 'Successful') return [];
      return set.all.flatMap((condition) =>
        callsOf(condition.parsed.ast, 'len')
          .filter(({ args }) => args[0] !== undefined && isResult(args[0]))
          .slice(0, 1)
          .map(({ node }) => ({
            at: condition.toFile(node.span),
            data: { guard: condition.text.value.slice(node.span.start, node.span.end) },
          })),
      );
    }))
      ctx.report('before', report);
  },
});
