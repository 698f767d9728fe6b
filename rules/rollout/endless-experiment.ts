import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isObject, isSet, listOf, objectOf } from '../../src/manifest/controller/read.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

const withAnalysis = (more: string) =>
  documents(
    canary(
      `steps:\n  - experiment:\n      templates:\n        - name: baseline\n          specRef: stable\n      analyses:\n        - name: errors\n          templateName: error-rate${more}`,
    ),
    template('interval: 1m\ncount: 3'),
  );

export const endlessExperiment = defineRule({
  id: 'rollout/endless-experiment',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['Rollout', 'Experiment'],
  docs: {
    summary: 'An experiment has neither a duration nor an analysis that it must complete for: it never succeeds.',
    details: `Without \`duration\`, only an analysis with \`requiredForCompletion: true\` ends an experiment in success. The others can only make
it fail. A step with such an experiment waits until somebody terminates the experiment. (An Experiment of its own may be meant to run until somebody ends it: a hint.)`,
    references: ['argo-rollouts experiments/experiment.go calculateStatus', 'argo-rollouts#377', 'argo-rollouts#878'],
  },
  messages: {
    endless: ({ isStep }: { isStep: boolean }) => ({
      message: 'this experiment has no `duration`, and no analysis with `requiredForCompletion: true`',
      why: isStep
        ? 'it runs on even when all its analyses succeed, and the rollout waits on this step until somebody terminates it'
        : 'it runs on even when all its analyses succeed, until one fails or somebody ends it',
      help: 'add `duration: 10m`, or `requiredForCompletion: true` to the analysis that decides',
    }),
  },
  examples: {
    bad: [{ yaml: withAnalysis(''), finds: ['endless@experiment'] }],
    good: [{ yaml: withAnalysis('\n          requiredForCompletion: true') }],
  },
  check(ctx) {
    const isStep = ctx.manifest.kind === 'Rollout';
    const paths: JsonPath[] = isStep
      ? stepsOf(ctx.manifest)
          .filter(({ step }) => isObject(step.experiment))
          .map(({ path }) => [...path, 'experiment'])
      : [['spec']];
    for (const path of paths) {
      const experiment = objectOf(ctx.manifest.value(path));
      if (ctx.manifest.partial || isSet(experiment['duration'])) continue;
      if (listOf(experiment['analyses']).some((each) => objectOf(each)['requiredForCompletion'] === true)) continue;
      ctx.report('endless', {
        at: ctx.manifest.keySpan(path),
        data: { isStep },
        ...(isStep ? {} : { severity: 'info' as const }),
      });
    }
  },
});
