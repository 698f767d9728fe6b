import { STRING } from '../../src/expr/index.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { isComparison, isResult, nodesOf } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { isWholeBody } from '../../src/lint/kit/conditions/web.ts';
import { webExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const plainTextBody = defineRule({
  id: 'condition/plain-text-body',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition compares the whole body with a text; a body that is no JSON is never compared.',
    details: `Up to Argo Rollouts 1.10 every answer 2xx whose body is not JSON is Successful, without a look at the condition. Later releases compare the
body as it is, with the line feed at its end. A JSON text, in quotes, is compared in every release.`,
    references: [
      'argo-rollouts metricproviders/webmetric/webmetric.go parseResponse',
      'argo-rollouts#4535',
      'argo-rollouts#4770',
      'pitfall P62',
    ],
  },
  messages: {
    plain: ({ text, users }: { text: string; users: string }) => ({
      message: `a plain-text body is never compared with \`${text}\`${users}`,
      why: 'up to Argo Rollouts 1.10 every answer 2xx that is no JSON is Successful, whatever it says; only a JSON text is compared',
      help: "let the endpoint answer with JSON, and select a field of it: `jsonPath: '{$.status}'`",
    }),
  },
  examples: {
    bad: [{ yaml: webExample("successCondition: result == 'OK'"), finds: ["plain@result == 'OK'"] }],
    good: [{ yaml: webExample("successCondition: result == 'OK'", '{$.status}') }],
  },
  check(ctx) {
    const [major = 0, minor = 0] = ctx.settings.target.argoRollouts.split('.').map(Number);
    if (major > 1 || minor > 10) return;
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => comparedBody(set, condition))))
      ctx.report('plain', report);
  },
});

function comparedBody(set: ConditionSet, condition: Condition): Hit<{ text: string }> | undefined {
  if (set.provider !== 'web' || !isWholeBody(set.jsonPath) || condition.accepted?.type !== STRING) return undefined;
  const compared = nodesOf(condition.parsed.ast, 'binary').find(
    (node) => isComparison(node) && (isResult(node.left) || isResult(node.right)),
  );
  const literal = compared === undefined ? undefined : isResult(compared.left) ? compared.right : compared.left;
  if (compared === undefined || literal?.kind !== 'string') return undefined;
  return {
    at: condition.toFile(compared.span),
    data: { text: condition.text.value.slice(literal.span.start, literal.span.end) },
  };
}
