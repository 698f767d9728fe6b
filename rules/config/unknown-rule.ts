import { defineRule } from '../../src/lint/rule.ts';

export const unknownRule = defineRule({
  id: 'config/unknown-rule',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  docs: {
    summary: 'A suppression comment names a rule that does not exist',
    details: `The comment suppresses nothing: the name is misspelled, or the rule is of another release.`,
  },
  messages: {
    unknown: ({ rule, near }: { rule: string; near: string | undefined }) => ({
      message: `there is no rule \`${rule}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
      ...(near === undefined ? {} : { help: `write \`${near}\`` }),
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
      interval: 1m # rolloutlint-disable-line yaml/duplicated-key
`,
        finds: ['unknown@yaml/duplicated-key'],
        fixed: `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  metrics:
    - name: success-rate
      interval: 30s
      interval: 1m # rolloutlint-disable-line yaml/duplicate-key
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
      interval: 1m # rolloutlint-disable-line yaml/duplicate-key until=2999-12-31 -- mended in the next release
`,
      },
    ],
  },
  checkSuppression({ suppression, report }) {
    for (const { id, span, nearest: near } of suppression.unknown) {
      report('unknown', {
        at: span,
        data: { rule: id, near },
        ...(near === undefined
          ? {}
          : { fix: { kind: 'unsafe', title: `Write ${near}`, edits: [{ span, text: near }] } }),
      });
    }
  },
});
