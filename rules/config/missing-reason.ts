import { defineRule } from '../../src/lint/rule.ts';

export const missingReason = defineRule({
  id: 'config/missing-reason',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  docs: {
    summary: 'A suppression comment does not say why',
    details: `The configuration asks for reasons (\`requireReason: true\`): \`# rolloutlint-disable-line RULE -- reason\`.`,
  },
  messages: {
    missing: () => ({
      message: 'this suppression does not say why',
      why: 'the configuration asks for a reason (`requireReason`)',
      help: 'add ` -- ` and the reason at the end of the comment',
    }),
  },
  examples: {
    bad: [
      {
        config: 'requireReason: true',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  metrics:
    - name: success-rate
      interval: 30s
      interval: 1m # rolloutlint-disable-line yaml/duplicate-key
`,
        finds: ['missing@# rolloutlint-disable-line yaml/duplicate-key'],
      },
    ],
    good: [
      {
        config: 'requireReason: true',
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
    if (suppression.lacksReason) report('missing', { at: suppression.comment, data: undefined });
  },
});
