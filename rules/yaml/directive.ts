import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const directive = defineRule({
  id: 'yaml/directive',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `A YAML directive that kubectl cannot read`,
    details: `kubectl cuts a file at \`---\` before it reads any YAML, so a directive (\`%YAML 1.2\`) is left alone in a document of its own, which is not valid.`,
  },
  messages: {
    problem: problemWords(`kubectl stops at this document: neither it nor what follows in the file is applied`),
  },
  examples: {
    bad: [
      {
        yaml: `%YAML 1.2
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  metrics:
    - name: success-rate
      interval: 30s
`,
        finds: ['problem@%YAML 1.2'],
      },
    ],
    good: [
      {
        yaml: `---
apiVersion: argoproj.io/v1alpha1
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
    reportProblems(context, 'directive');
  },
});
