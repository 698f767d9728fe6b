import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const keyNotScalar = defineRule({
  id: 'yaml/key-not-scalar',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `A key that cannot be a key in Kubernetes`,
    details: `YAML allows maps and lists as keys, JSON does not.`,
  },
  messages: {
    problem: problemWords(
      `JSON has only text as keys: kubectl stops at this document, and neither it nor what follows in the file is applied`,
    ),
  },
  examples: {
    bad: [
      {
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
  labels:
    ? [team]
    : shop
`,
        finds: ['problem@[team]'],
      },
    ],
    good: [
      {
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
  labels:
    team: shop
`,
      },
    ],
  },
  checkFile(context) {
    reportProblems(context, 'key-not-scalar');
  },
});
