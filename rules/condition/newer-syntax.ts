import { EXPRESSION_FEATURES, featuresUsed } from '../../src/expr/index.ts';
import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

const OLD = 'target:\n  argo-rollouts: "1.9"\n';

export const newerSyntax = defineRule({
  id: 'condition/newer-syntax',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition needs a newer controller than the configuration names.',
    details: `Argo Rollouts 1.10 brought expr-lang 1.17; 1.8 and 1.9 have 1.15.5. Chained comparisons, \`if … else\`, strings between backquotes and some more
do not compile there: every measurement is an error. \`target.argo-rollouts\` in the configuration names the release; without it the newest is assumed.`,
    references: ['argo-rollouts go.mod of v1.9.0 and v1.10.0', 'pitfall P103'],
  },
  messages: {
    newer: ({ what, since, target, older, users }: NewerData) => ({
      message: `${what} need Argo Rollouts ${since}; the target is ${target}${users}`,
      why: `an older controller answers "${older}": every measurement is an Error, and the fifth in a row aborts the rollout`,
      help: 'write it without, or raise `target.argo-rollouts`',
    }),
  },
  examples: {
    bad: [{ yaml: prometheusExample('successCondition: 0 <= result[0] < 2'), config: OLD, finds: ['newer@<'] }],
    good: [
      { yaml: prometheusExample('successCondition: 0 <= result[0] && result[0] < 2'), config: OLD },
      { title: 'For the newest release.', yaml: prometheusExample('successCondition: 0 <= result[0] < 2') },
    ],
  },
  check(ctx) {
    const target = ctx.settings.target.argoRollouts;
    for (const report of hitsIn(ctx, (set) =>
      set.all.map((condition) => {
        if (condition.open || faultOf(set, condition) !== undefined) return undefined;
        const uses = featuresUsed(condition.parsed, condition.accepted?.checked);
        const use = uses.find(({ feature }) => isOlder(target, EXPRESSION_FEATURES[feature].since));
        if (use === undefined) return undefined;
        const { what, since, older } = EXPRESSION_FEATURES[use.feature];
        return { at: condition.toFile(use.span), data: { what, since, target, older } };
      }),
    ))
      ctx.report('newer', report);
  },
});

interface NewerData {
  readonly what: string;
  readonly since: string;
  readonly target: string;
  readonly older: string;
  readonly users: string;
}

function isOlder(target: string, since: string): boolean {
  const [major = 0, minor = 0] = target.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = since.split('.').map(Number);
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
