import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

export const badMerge = defineRule({
  id: 'yaml/bad-merge',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `\`<<\` merges something that is no map`,
    details: `The merge key \`<<\` takes a map, or a list of maps, by alias or in place.`,
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
      <<: 30s
`,
        finds: ['problem@30s'],
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
    reportProblems(context, 'bad-merge');
  },
});
