import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

const DEEP = `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata:\n  name: success-rate\nspec: ${'['.repeat(1000)}${']'.repeat(1000)}\n`;

export const tooDeep = defineRule({
  id: 'yaml/too-deep',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `The document nests too deep to be read`,
    details: `Documents nest a few dozen levels at most; Kubernetes' decoder has its own limit. What is nested deeper than rolloutlint's limit is not read, so that no manifest can exhaust the stack.`,
  },
  messages: { problem: problemWords(`what stands deeper is not checked`) },
  examples: {
    bad: [{ yaml: DEEP, finds: ['problem@['] }],
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
    reportProblems(context, 'too-deep');
  },
});
