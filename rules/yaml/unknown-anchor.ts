import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const unknownAnchor = defineRule({
  id: 'yaml/unknown-anchor',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `An alias names an anchor that is not there`,
    details: `An alias \`*name\` stands for the value that \`&name\` marks earlier in the same document. Anchors do not cross \`---\`.`,
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
      interval: *often
`,
        finds: ['problem@*often'],
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
      interval: &often 30s
    - name: latency
      interval: *often
`,
      },
    ],
  },
  checkFile(context) {
    reportProblems(context, 'unknown-anchor');
  },
});
