import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

const LARGE = `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata:\n  name: success-rate\n#${'x'.repeat(9 * 1024 * 1024)}\n`;

export const tooLarge = defineRule({
  id: 'yaml/too-large',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `The document is too large to be read`,
    details: `The API server accepts requests of 3 MB. A document beyond rolloutlint's limit of 8 million characters is not parsed.`,
  },
  messages: { problem: problemWords(`the document is not checked; the API server refuses it as well`) },
  examples: {
    bad: [{ yaml: LARGE, finds: ['problem@'] }],
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
    reportProblems(context, 'too-large');
  },
});
