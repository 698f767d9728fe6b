import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { editsOf } from '../../src/lint/kit/conditions/fixes.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { isResult, nodesOf } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { lastFieldOf } from '../../src/lint/kit/conditions/web.ts';
import { alwaysError, webExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const selectsAgain = defineRule({
  id: 'condition/selects-again',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition selects the field that `jsonPath` has selected already.',
    details: `\`result\` is what \`jsonPath\` selects. With \`{$.status}\` it is the value of \`status\`, which has no \`status\` of its own: on a text
the condition does not compile, and every measurement is an Error.`,
    references: ['argo-rollouts metricproviders/webmetric/webmetric.go', 'pitfall P59'],
  },
  messages: {
    again: ({ field, path, name, users }: { field: string; path: string; name: Condition['name']; users: string }) => ({
      message: `\`${path}\` has selected \`${field}\` already: \`result\` is its value${users}`,
      why: alwaysError(name, `type string has no field ${field}`),
      help: `compare \`result\` itself, or select the whole body with \`jsonPath: '{$}'\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: webExample("successCondition: result.status == 'pass'", '{$.status}'),
        finds: ['again@result.status'],
        fixed: webExample("successCondition: result == 'pass'", '{$.status}'),
      },
    ],
    good: [
      { yaml: webExample("successCondition: result == 'pass'", '{$.status}') },
      { yaml: webExample("successCondition: result.status == 'pass'") },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => selectedAgain(set, condition))))
      ctx.report('again', report);
  },
});

function selectedAgain(
  set: ConditionSet,
  condition: Condition,
): Hit<{ field: string; path: string; name: Condition['name'] }> | undefined {
  const { provider, jsonPath } = set;
  const field = provider === 'web' && jsonPath !== undefined ? lastFieldOf(jsonPath) : undefined;
  if (field === undefined || jsonPath === undefined || faultOf(set, condition) !== undefined) return undefined;
  const members = nodesOf(condition.parsed.ast, 'member').filter(
    ({ object, property }) => isResult(object) && property.kind === 'string' && property.value === field,
  );
  const [first] = members;
  if (first === undefined) return undefined;
  const edits = editsOf(
    set,
    condition,
    members.map(({ span }) => ({ at: span.start, instead: span.end - span.start, text: 'result' })),
  );
  return {
    at: condition.toFile(first.span),
    data: { field, path: jsonPath, name: condition.name },
    ...(edits === undefined ? {} : { fix: { kind: 'unsafe' as const, title: 'compare the result itself', edits } }),
  };
}
