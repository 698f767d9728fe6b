import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { indexOfResult, isComparison, isResult, nodesOf, numberOf } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

const quantile = (name: string) => `histogram_quantile(0.95, sum by (le) (rate(${name}{app="checkout"}[2m])))`;
const GUARD = 'successCondition: len(result) > 0 && !isNaN(result[0]) && ';

export const unit = defineRule({
  id: 'condition/unit',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A latency in seconds is compared with milliseconds, or the other way round.',
    details: `The name of a metric tells its unit: a quantile of \`http_request_duration_seconds_bucket\` is in seconds, so \`result[0] < 500\` allows more
than eight minutes. Only quantiles of histograms are judged: seconds against 100 or more, milliseconds against less than 1.`,
    references: ['prometheus.io/docs/practices/naming'],
  },
  messages: {
    unit: ({ text, has, means, users }: { text: string; has: string; means: string; users: string }) => ({
      message: `\`${text}\` looks like ${means}, but the query is in ${has} by its name${users}`,
      why:
        has === 'seconds'
          ? 'the threshold is hundreds of seconds: the check hardly ever fails'
          : 'the threshold is less than a millisecond: the check hardly ever passes',
      help:
        has === 'seconds'
          ? 'divide the threshold by 1000, or multiply the query'
          : 'multiply the threshold by 1000, or divide the query',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample(`${GUARD}result[0] < 500`, quantile('http_request_duration_seconds_bucket')),
        finds: ['unit@result[0] < 500'],
      },
    ],
    good: [
      { yaml: prometheusExample(`${GUARD}result[0] < 0.5`, quantile('http_request_duration_seconds_bucket')) },
      {
        yaml: prometheusExample(
          `${GUARD}result[0] < 500`,
          `1000 * ${quantile('http_request_duration_seconds_bucket')}`,
        ),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => otherUnit(set, condition)).slice(0, 1)))
      ctx.report('unit', report);
  },
});

function otherUnit(
  set: ConditionSet,
  condition: Condition,
): Hit<{ text: string; has: string; means: string }> | undefined {
  const root = set.shape.query;
  const has = root?.unit.base;
  if ((has !== 'seconds' && has !== 'milliseconds') || root?.unit.perSecond || condition.open) return undefined;
  if (faultOf(set, condition) !== undefined || !set.query?.text.text.value.includes('histogram_quantile'))
    return undefined;
  for (const node of nodesOf(condition.parsed.ast, 'binary').filter(isComparison)) {
    const [value, other] = [node.left, node.right];
    if (!isResult(value) && indexOfResult(value) === undefined) continue;
    const number = numberOf(other);
    if (number === undefined || (has === 'seconds' ? number < 100 : number <= 0 || number >= 1)) continue;
    return {
      at: condition.toFile(node.span),
      data: {
        text: condition.text.value.slice(node.span.start, node.span.end),
        has,
        means: has === 'seconds' ? 'milliseconds' : 'seconds',
      },
    };
  }
  return undefined;
}
