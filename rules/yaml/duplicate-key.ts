import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const duplicateKey = defineRule({
  id: 'yaml/duplicate-key',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `A map has the same key twice`,
    details: `Kubernetes' decoder (sigs.k8s.io/yaml) keeps the last of several equal keys. A second \`interval:\` or \`templates:\` further down replaces the first without any message.`,
  },
  messages: { problem: problemWords(`the API server never sees the first value: the decoder drops it without a word`) },
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
      interval: 30s
      interval: 5m
`,
        finds: ['problem@interval'],
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
      interval: 30s
`,
      },
    ],
  },
  checkFile(context) {
    reportProblems(context, 'duplicate-key');
  },
});
