import { defineRule } from '../../src/lint/rule.ts';
import { removeRules } from '../../src/lint/suppression/remove.ts';

export const unusedSuppression = defineRule({
  id: 'config/unused-suppression',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  docs: {
    summary: 'A suppression comment suppresses nothing',
    details:
      'The mistake that the comment was written for is gone, or the comment stands at the wrong line. Left in place, it hides the next mistake. `disable-next-line` covers the next line that is no comment, `disable-line` its own; if a query or another text over several lines begins there, all of it.',
  },
  messages: {
    unused: ({ rule }: { rule: string }) => ({
      message: `nothing here is a finding of \`${rule}\``,
      help: 'remove it from the comment',
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
    # rolloutlint-disable-next-line yaml/duplicate-key -- both are meant
    - name: success-rate
      interval: 30s
`,
        finds: ['unused@yaml/duplicate-key'],
        fixed: `apiVersion: argoproj.io/v1alpha1
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
      interval: 1m # rolloutlint-disable-line yaml/duplicate-key -- generated, mended in the next release
`,
      },
    ],
  },
  checkSuppression({ suppression, file, report }) {
    if (suppression.expired || suppression.malformed !== undefined) return;
    for (const rule of suppression.unused) {
      report('unused', {
        at: rule.span,
        data: { rule: rule.id },
        fix: {
          kind: 'safe',
          title: 'Remove the unused suppression',
          edits: [removeRules(suppression, suppression.unused, file.text)],
        },
      });
    }
  },
});
