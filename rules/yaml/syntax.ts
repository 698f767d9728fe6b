import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const syntax = defineRule({
  id: 'yaml/syntax',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `The text is not YAML`,
    details: `kubectl reads a file document by document and stops at the first one that it cannot read; GitOps tools refuse the whole set. The finding stands where the reader lost its way; the mistake is there or a little before.`,
  },
  messages: {
    problem: problemWords(`kubectl stops at this document: neither it nor what follows in the file is applied`),
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
      interval: 30s
      successCondition: "result[0] >= 0.95
`,
        finds: ['problem@"'],
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
      successCondition: "result[0] >= 0.95"
`,
      },
    ],
  },
  checkFile(context) {
    reportProblems(context, 'syntax');
  },
});
