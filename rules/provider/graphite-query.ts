import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { textField } from '../../src/manifest/metric.ts';

const graphite = (query: string) =>
  template(
    `interval: 1m\nsuccessCondition: len(result) > 0 && result[0] < 5\nprovider:\n  graphite:\n    address: http://graphite.monitoring\n    query: ${query}`,
  );

export const graphiteQuery = defineRule({
  id: 'provider/graphite-query',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The query of a Graphite metric has no `target=`, or spaces that get lost.',
    details: `It is pasted behind \`/render?\` as it is, so it names its parameters itself: \`target=…&from=-5min\`. All white space is taken out
first, also between quotes.`,
    references: ['argo-rollouts metricproviders/graphite/api.go Query, sanitizeQuery'],
  },
  messages: {
    target: () => ({
      message: 'this query has no `target=`',
      why: 'it is pasted behind `/render?`: Graphite is asked for nothing, and every measurement is an Error ("no values found")',
      help: 'write `target=` in front of it',
    }),
    space: ({ text }: { text: string }) => ({
      message: `the spaces in ${text} get lost`,
      why: 'the controller takes all white space out of the query, also between quotes',
      help: 'write `%20` for a space that matters',
    }),
  },
  examples: {
    bad: [
      { yaml: graphite('sumSeries(app.checkout.errors)'), finds: ['target@sumSeries(app.checkout.errors)'] },
      {
        yaml: graphite(`target=summarize(app.errors,'5 min')`),
        finds: [`space@'5 min'`],
      },
    ],
    good: [{ yaml: graphite('target=sumSeries(app.checkout.errors)&from=-5min') }],
  },
  check(ctx) {
    for (const { path } of providersOf(ctx.manifest, 'graphite')) {
      const field = textField(ctx.manifest, [...path, 'query']);
      if (field === undefined || field.text.value.trim() === '') continue;
      const { value } = field.text;
      if (!/(?:^|&)\s*target\s*=/.test(value) && !/^\s*\{\{/.test(value)) {
        ctx.report('target', { at: ctx.manifest.valueSpan([...path, 'query']), data: undefined });
        continue;
      }
      const quoted = /'[^'\n]*\S[ \t]+\S[^'\n]*'|"[^"\n]*\S[ \t]+\S[^"\n]*"/.exec(value);
      if (quoted === null || quoted[0].includes('{{')) continue;
      ctx.report('space', {
        at: field.text.toFile({ start: quoted.index, end: quoted.index + quoted[0].length }),
        data: { text: quoted[0] },
        severity: 'warning',
      });
    }
  },
});
