import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const cyclicAlias = defineRule({
  id: 'yaml/cyclic-alias',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `A value contains itself through an alias`,
    details: `An alias inside the value that its own anchor marks makes a value without an end.`,
  },
  messages: {
    problem: problemWords(`kubectl stops at this document: neither it nor what follows in the file is applied`),
  },
  examples: {
    bad: [
      {
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: &self
  name: success-rate
  labels: *self
`,
        finds: ['problem@*self'],
      },
    ],
    good: [
      {
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
`,
      },
    ],
  },
  checkFile(context) {
    reportProblems(context, 'cyclic-alias');
  },
});
