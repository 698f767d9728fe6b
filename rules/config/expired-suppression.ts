import { defineRule } from '../../src/lint/rule.ts';

export const expiredSuppression = defineRule({
  id: 'config/expired-suppression',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  docs: {
    summary: 'A suppression comment counts no longer',
    details: `A comment with \`until=2026-03-31\` suppresses up to and including that day. After it the findings are back, and this one says why.`,
  },
  messages: {
    expired: ({ until }: { until: string }) => ({
      message: `this suppression ended with \`${until}\``,
      help: 'mend what it suppressed and remove the comment, or name a later day',
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
      interval: 1m # rolloutlint-disable-line yaml/duplicate-key until=2020-01-31 -- until the migration
`,
        finds: ['expired@until=2020-01-31'],
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
    if (suppression.expired && suppression.until !== undefined) {
      report('expired', { at: suppression.until.span, data: { until: suppression.until.date } });
    }
  },
});
