import type { Node } from '../../src/expr/index.ts';
import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { isComparison, isResult, nodesOf, numberOf } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { webExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const missingKey = defineRule({
  id: 'condition/missing-key',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition compares a JSON field with 0, which is often left out where it is 0.',
    details: `A key that the body does not have is nil. \`nil == 0\` is false, so the measurement is Failed, without a word; \`nil < 1\` is an Error.
Encoders leave out zero values (\`omitempty\`, protobuf). \`??\` gives the missing key a value.`,
    references: ['expr-lang/expr vm/runtime', 'pitfall P102'],
  },
  messages: {
    zero: ({ field, users }: { field: string; users: string }) => ({
      message: `\`${field} == 0\` is false where the body has no such key${users}`,
      why: 'a missing key is nil, and nil is not 0: the measurement is Failed, without an error',
      help: `write \`(${field} ?? 0) == 0\` if the key may be left out`,
    }),
  },
  examples: {
    bad: [{ yaml: webExample('successCondition: result.errors == 0'), finds: ['zero@result.errors == 0'] }],
    good: [{ yaml: webExample('successCondition: (result.errors ?? 0) == 0') }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.flatMap((condition) => zeroCompared(set, condition))))
      ctx.report('zero', report);
  },
});

function zeroCompared(set: ConditionSet, condition: Condition) {
  if (set.provider !== 'web' || faultOf(set, condition) !== undefined) return [];
  return nodesOf(condition.parsed.ast, 'binary')
    .filter((node) => isComparison(node) && node.operator === '==')
    .flatMap((node) => {
      const field = numberOf(node.right) === 0 ? node.left : numberOf(node.left) === 0 ? node.right : undefined;
      if (field === undefined || !isFieldOfResult(field)) return [];
      const text = condition.text.value.slice(field.span.start, field.span.end);
      return [{ at: condition.toFile(node.span), data: { field: text } }];
    });
}

/** `result.a.b` */
const isFieldOfResult = (node: Node): boolean =>
  node.kind === 'member' && node.property.kind === 'string' && (isResult(node.object) || isFieldOfResult(node.object));
