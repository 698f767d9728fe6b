import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isSet } from '../../src/manifest/controller/read.ts';
import { metricsOf } from '../../src/manifest/metric.ts';

const BOTH = template(
  'interval: 1m\nsuccessCondition: len(result) > 0 && result[0] < 0.05\nfailureCondition: len(result) > 0 && result[0] > 0.1',
);
const ROLLOUT = canary(
  'analysis:\n  templates:\n    - templateName: error-rate\nsteps:\n  - setWeight: 20\n  - pause: {duration: 5m}',
);

export const inconclusiveBackground = defineRule({
  id: 'rollout/inconclusive-background',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary:
      'On controllers before v1.8, an inconclusive background analysis during a pause does not hold the rollout.',
    details: `From v1.8 on the run stays Inconclusive and the Rollout stays paused until somebody decides. Before, the controller made new
runs, and the Rollout could promote itself. The rule speaks up where \`target.argo-rollouts\` names a release before 1.8, a background metric
has both conditions, and a step pauses.`,
    references: ['argo-rollouts rollout/analysis.go needsNewAnalysisRun', 'argo-rollouts#3850', 'argo-rollouts#3873'],
  },
  messages: {
    resumes: ({ metric, target }: { metric: string; target: string }) => ({
      message: `metric \`${metric}\` can be inconclusive, and controller v${target} does not hold the rollout then`,
      why: 'before v1.8, an inconclusive background run during a pause is replaced by a new one, and the Rollout may promote itself',
      help: 'use v1.8 or newer, or leave out one of the conditions so that every measurement succeeds or fails',
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(ROLLOUT, BOTH),
        config: "target:\n  argo-rollouts: '1.7'\n",
        finds: ['resumes@analysis'],
      },
    ],
    good: [{ yaml: documents(ROLLOUT, BOTH) }],
  },
  check(ctx) {
    const { argoRollouts } = ctx.settings.target;
    const [major = 0, minor = 0] = argoRollouts.split('.').map(Number);
    if (major > 1 || (major === 1 && minor >= 8)) return;
    if (!stepsOf(ctx.manifest).some(({ step }) => isSet(step.pause))) return;
    for (const use of ctx.uses) {
      if (use.kind !== 'background') continue;
      const metric = use.templates
        .flatMap((each) => metricsOf(each))
        .find(
          ({ successCondition, failureCondition }) => successCondition !== undefined && failureCondition !== undefined,
        );
      if (metric === undefined) continue;
      ctx.report('resumes', {
        at: ctx.manifest.keySpan(use.path),
        data: { metric: metric.name ?? '', target: argoRollouts },
      });
    }
  },
});
