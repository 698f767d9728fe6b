import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { listOf, objectOf } from '../../src/manifest/controller/read.ts';

const cloudWatch = (queries: string) =>
  template(
    `interval: 1m\nsuccessCondition: len(result[0].Values) > 0 && result[0].Values[0] < 0.05\nprovider:\n  cloudWatch:\n    metricDataQueries:\n${queries}`,
  );
const STAT = 'metricStat: {metric: {namespace: shop, metricName: errors}, period: 60, stat: Sum}';
const REFUSED = 'CloudWatch refuses the request (GetMetricData): every measurement is an Error, and the rollout aborts';

export const cloudwatchQuery = defineRule({
  id: 'provider/cloudwatch-query',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A query of a CloudWatch metric is one that GetMetricData refuses.',
    details: `Each query has an \`id\` that begins with a lower-case letter and is its own, and either an \`expression\` or a \`metricStat\`. The
schema of the CRD checks none of it.`,
    references: [
      'Amazon CloudWatch API: MetricDataQuery',
      'argo-rollouts metricproviders/cloudwatch/cloudwatch.go convertType',
    ],
  },
  messages: {
    id: ({ id }: { id: string }) => ({
      message: id === '' ? 'this query has no `id`' : `\`${id}\` is no id of a CloudWatch query`,
      why: REFUSED,
      help: 'begin with a lower-case letter, and use letters, digits and `_` only: `errors`',
    }),
    sameId: ({ id }: { id: string }) => ({
      message: `two queries have the id \`${id}\``,
      why: REFUSED,
      help: 'give each query an id of its own',
    }),
    source: ({ isBoth }: { isBoth: boolean }) => ({
      message: isBoth
        ? 'this query has both `expression` and `metricStat`'
        : 'this query has neither `expression` nor `metricStat`',
      why: REFUSED,
      help: 'write exactly one of them',
    }),
  },
  examples: {
    bad: [
      { yaml: cloudWatch(`      - id: Errors\n        ${STAT}`), finds: ['id@Errors'] },
      { yaml: cloudWatch(`      - id: a\n        ${STAT}\n      - id: a\n        ${STAT}`), finds: ['sameId@a'] },
      { yaml: cloudWatch('      - id: a\n        label: errors'), finds: ['source@id'] },
    ],
    good: [
      {
        yaml: cloudWatch(
          `      - id: rate\n        expression: errors / 60\n      - id: errors\n        ${STAT}\n        returnData: false`,
        ),
      },
    ],
  },
  check(ctx) {
    for (const { path, json } of providersOf(ctx.manifest, 'cloudWatch')) {
      const seen = new Set<string>();
      for (const [index, entry] of listOf(json['metricDataQueries']).entries()) {
        const query = objectOf(entry);
        const at = [...path, 'metricDataQueries', index];
        const id = typeof query['id'] === 'string' ? query['id'] : '';
        if (!id.includes('{{') && !/^[a-z]\w*$/.test(id)) {
          ctx.report('id', { at: ctx.manifest.valueSpan([...at, 'id']), data: { id } });
        } else if (seen.has(id)) ctx.report('sameId', { at: ctx.manifest.valueSpan([...at, 'id']), data: { id } });
        seen.add(id);
        const given = ['expression', 'metricStat'].filter((field) => isGiven(query, field));
        if (given.length !== 1)
          ctx.report('source', { at: ctx.manifest.keySpan(at), data: { isBoth: given.length === 2 } });
      }
    }
  },
});
