import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const mergeOrder = defineRule({
  id: 'yaml/merge-order',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  docs: {
    summary: `A key before \`<<\` is replaced by the merged one`,
    details: `Kubernetes' decoder applies \`<<\` where it stands: keys after it win, keys before it lose. Every other reader of YAML lets the map's own keys win wherever they stand, so that previews show a value which the cluster never sees.`,
  },
  messages: {
    problem: problemWords(
      `in Kubernetes the merged value wins over a key that stands before \`<<\`; the key as written here has no effect`,
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
    - &base
      name: success-rate
      interval: 30s
    - name: latency
      <<: *base
`,
        finds: ['problem@name'],
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
    - &base
      name: success-rate
      interval: 30s
    - <<: *base
      name: latency
`,
      },
    ],
  },
  checkFile(context) {
    reportProblems(context, 'merge-order');
  },
});
