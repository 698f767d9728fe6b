import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const notJson = defineRule({
  id: 'yaml/not-json',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `A value that JSON cannot hold`,
    details: `Infinity and not-a-number (\`.inf\`, \`.nan\`) are numbers in YAML, and have no form in JSON, which is what the API server gets.`,
  },
  messages: {
    problem: problemWords(
      `the decoder cannot turn it into JSON: kubectl stops at this document, and neither it nor what follows is applied`,
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
  args:
    - name: limit
      value: .inf
`,
        finds: ['problem@.inf'],
      },
    ],
    good: [
      {
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  args:
    - name: limit
      value: ".inf"
`,
      },
    ],
  },
  checkFile(context) {
    reportProblems(context, 'not-json');
  },
});
