import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { problemsOf } from '../../src/manifest/schema/validate.ts';
import { pathText } from '../../src/manifest/schema/words.ts';

export const removedField = defineRule({
  id: 'schema/removed-field',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'An object has a field that Argo Rollouts gave up.',
    details: `Up to 0.7 an analysis named its template directly: \`analysis: { templateName: success-rate }\`. 0.8 brought \`templates\`, a list, and
1.0 took \`templateName\` and \`clusterScope\` out of the analysis blocks. Now they are unknown fields: \`kubectl apply\` refuses them, other
clients get the object stored without them. What is left is analysis without templates: in the background none is run, and a step waits for ever.

In \`experiment.analyses[]\` and in an Experiment, \`templateName\` is the field of today.`,
    references: ['argo-rollouts pkg/apis/rollouts/v1alpha1/types.go RolloutAnalysis', 'argoproj/rollouts-demo#51'],
  },
  messages: {
    removed: ({
      object,
      name,
      release,
      example,
    }: {
      object: string;
      name: string;
      release: string;
      example: string;
    }) => ({
      message: `\`${object}\` has had no field \`${name}\` since Argo Rollouts ${release}`,
      why: '`kubectl apply` refuses the object; other clients store it without the field, which then does nothing',
      help: `write \`${example}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary('steps:\n  - setWeight: 20\n  - analysis:\n      templateName: error-rate'),
        finds: ['removed@templateName'],
        fixed: canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates: [{ templateName: error-rate }]'),
      },
    ],
    good: [
      {
        yaml: canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate'),
      },
    ],
  },
  check(ctx) {
    const { manifest } = ctx;
    for (const problem of problemsOf(manifest, 'removed-field', { target: ctx.settings.target.argoRollouts })) {
      const { path, name, example, complete } = problem;
      const at = manifest.keySpan(path);
      const value = manifest.node(path);
      ctx.report('removed', {
        at,
        data: { object: pathText(path.slice(0, -1)), name, release: problem.in, example },
        ...(complete && value !== undefined && value.span.start >= at.end
          ? {
              fix: {
                kind: 'unsafe',
                title: `Write ${example}`,
                edits: [{ span: { start: at.start, end: value.span.end }, text: example }],
              },
            }
          : {}),
      });
    }
  },
});
