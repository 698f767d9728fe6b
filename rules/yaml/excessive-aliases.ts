import { defineRule } from '../../src/lint/rule.ts';
import { problemWords, reportProblems } from '../../src/lint/yaml-problems.ts';

const levels = Array.from({ length: 12 }, (_, i) => `  l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}*l${i}]\n`);
const BOMB = `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata:\n  name: success-rate\nspec:\n  l0: &l0 [x]\n${levels.join('')}`;

export const excessiveAliases = defineRule({
  id: 'yaml/excessive-aliases',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: `Aliases unfold to far more values than were written`,
    details: `A few lines of aliases to aliases can stand for billions of values. Kubernetes' decoder refuses such documents, and so does rolloutlint: the rest of the document is not checked.`,
  },
  messages: { problem: problemWords(`kubectl refuses a document whose aliases multiply beyond measure`) },
  examples: {
    bad: [{ yaml: BOMB, finds: ['problem@*l3'] }],
    good: [
      {
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
  labels: &labels {team: shop}
spec:
  measurementRetention: []
`,
      },
    ],
  },
  checkFile(context) {
    reportProblems(context, 'excessive-aliases');
  },
});
