import { ruleFile } from '../../src/lint/kit/examples/example-rules.ts';
import { rulesOf } from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const secondDocument = defineRule({
  id: 'rules-file/second-document',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  docs: {
    summary: 'Rules stand after a `---`: Prometheus reads the first document of a rule file only.',
    details: 'What follows is ignored, with a warning in the log. Objects (PrometheusRule) may share a file.',
    references: ['prometheus model/rulefmt/rulefmt.go Parse'],
  },
  messages: {
    ignored: () => ({
      message: 'these groups are not read: a rule file has one document',
      why: 'Prometheus processes the first document only, and says so in its log',
      help: 'put all groups under one `groups`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: `${ruleFile('- record: job:up:sum\n  expr: sum by (job) (up)')}---\ngroups:\n  - name: search\n    rules:\n      - record: job:up:max\n        expr: max by (job) (up)\n`,
        finds: ['ignored@-'],
      },
    ],
    good: [{ yaml: ruleFile('- record: job:up:sum\n  expr: sum by (job) (up)') }],
  },
  checkFile(ctx) {
    if (ctx.file.role !== 'prometheus-rules') return;
    const [first] = ctx.file.documents;
    // Tools of Mimir keep several namespaces in one file.
    if (ctx.file.documents.some(({ root }) => root?.kind === 'map' && root.get('namespace') !== undefined)) return;
    for (const { home, node } of rulesOf(ctx.file)) {
      if (home !== 'file' || first === undefined || node.span.start < first.span.end) continue;
      ctx.report('ignored', { at: { start: node.span.start, end: node.span.start + 1 }, data: undefined });
    }
  },
});
