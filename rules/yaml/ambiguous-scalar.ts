import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';
import { problemsOf } from '../../src/manifest/schema/validate.ts';

export const ambiguousScalar = defineRule({
  id: 'yaml/ambiguous-scalar',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  docs: {
    summary: `An unquoted value means something else to Kubernetes than to other readers of YAML`,
    details: `Kubernetes' decoder follows YAML 1.1 for \`yes\`, \`no\`, \`on\`, \`off\`, \`y\`, \`n\`, for octal numbers with a leading zero, and for underscores in numbers. Where YAML 1.2 reads the same letters as text or as another number, the manifest means one thing to the cluster and another to the tools that prepared it.`,
  },
  messages: {
    problem: problemWords(
      `Kubernetes reads YAML 1.1, where \`yes\` is true and \`010\` is 8; editors and most other tools read YAML 1.2`,
    ),
  },
  examples: {
    bad: [
      {
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  metrics:
    - name: success-rate
      count: 010
      interval: 1m
      provider:
        prometheus:
          query: up
`,
        finds: ['problem@010'],
      },
    ],
    good: [
      {
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  metrics:
    - name: success-rate
      count: 10
      interval: 1m
      provider:
        prometheus:
          query: up
`,
      },
    ],
  },
  checkFile(context) {
    // Where the reading that Kubernetes has does not even fit the field, schema/wrong-type says so.
    const mistyped = context.file.manifests
      .filter((manifest) => manifest.isArgo())
      .flatMap((manifest) => problemsOf(manifest, 'wrong-type', {}).map(({ path }) => manifest.valueSpan(path).start));
    reportProblems(context, 'ambiguous-scalar', ({ span }) => !mistyped.includes(span.start));
  },
});
