import { defineRule } from '../../src/lint/rule.ts';

export const malformedSuppression = defineRule({
  id: 'config/malformed-suppression',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  docs: {
    summary: 'A comment looks like a suppression and is none',
    details: `A suppression names its scope and at least one rule: \`# rolloutlint-disable-next-line RULE[, RULE] [until=2026-03-31] [-- reason]\`. There is no comment that suppresses all rules.`,
  },
  messages: {
    malformed: ({ text }: { text: string }) => ({
      message: text,
      why: 'the comment suppresses nothing',
      help: 'write `# rolloutlint-disable-next-line RULE -- reason`, or `disable-line`, or `disable-file`',
    }),
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
      interval: 1m # rolloutlint-disable-lines yaml/duplicate-key
`,
        finds: ['malformed@rolloutlint-disable-lines'],
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
      interval: 1m # rolloutlint-disable-line yaml/duplicate-key until=2999-12-31 -- mended in the next release
`,
      },
    ],
  },
  checkSuppression({ suppression, report }) {
    if (suppression.malformed !== undefined) {
      report('malformed', { at: suppression.malformed.span, data: suppression.malformed });
    }
  },
});
