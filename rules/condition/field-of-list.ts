import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import type { ConditionName } from '../../src/lint/kit/conditions/sets.ts';
import { alwaysError, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const fieldOfList = defineRule({
  id: 'condition/field-of-list',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition asks a list for a field.',
    details: `The answer of Prometheus is a list of numbers: names and labels are dropped, there are no fields. A query holds one expression;
several values to compare need several metrics, or one expression that compares them.`,
    references: ['argo-rollouts metricproviders/prometheus/prometheus.go processResponse', 'pitfall P18'],
  },
  messages: {
    field: ({
      field,
      message,
      name,
      users,
    }: {
      field: string;
      message: string;
      name: ConditionName;
      users: string;
    }) => ({
      message: `\`result\` is a list of numbers and has no \`${field}\`${users}`,
      why: alwaysError(name, message),
      help: ['length', 'size', 'count'].includes(field)
        ? 'the number of elements is `len(result)`'
        : 'the first element is `result[0]`; give each expression a metric of its own',
    }),
  },
  examples: {
    bad: [
      { yaml: prometheusExample('successCondition: result.errorRate < 0.01'), finds: ['field@result.errorRate'] },
      { yaml: prometheusExample('successCondition: result.length > 0'), finds: ['field@result.length'] },
    ],
    good: [{ yaml: prometheusExample('successCondition: result[0] < 0.01') }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) =>
      set.all.map((condition) => {
        const fault = faultOf(set, condition);
        if (fault?.code !== 'field-of-list') return undefined;
        const { node } = fault;
        const field = node?.kind === 'member' && node.property.kind === 'string' ? node.property.value : 'such field';
        const at = condition.toFile(node?.span ?? fault.span);
        return { at, data: { field, message: fault.message, name: condition.name } };
      }),
    ))
      ctx.report('field', report);
  },
});
