import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const badEncoding = defineRule({
  id: 'yaml/bad-encoding',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `The file holds characters that YAML does not allow`,
    details: `Manifests are UTF-8. UTF-16, stray control characters and bytes of another encoding make a file that no reader of YAML takes.`,
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
      interval: "30s\u0007"
`,
        finds: ['problem@\u0007'],
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
      interval: "30s"
`,
      },
    ],
  },
  checkFile(context) {
    reportProblems(context, 'bad-encoding');
  },
});
