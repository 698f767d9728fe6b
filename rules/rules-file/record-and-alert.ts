import { ruleFile } from '../../src/lint/kit/examples/example-rules.ts';
import { given, groupsOf, type RuleHome, refusal } from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const recordAndAlert = defineRule({
  id: 'rules-file/record-and-alert',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A rule records and alerts at once, or a recording rule has what only alerts have.',
    details: 'A rule is one or the other. `for`, `keep_firing_for` and `annotations` belong to alerts.',
    references: ['prometheus model/rulefmt/rulefmt.go Validate'],
  },
  messages: {
    both: ({ home }: { home: RuleHome }) => ({
      message: 'the rule has both `record` and `alert`',
      why: `${refusal(home)} ("only one of 'record' and 'alert' must be set")`,
      help: 'make two rules of it',
    }),
    alerts: ({ key, home }: { key: string; home: RuleHome }) => ({
      message: `a recording rule has no \`${key}\``,
      why: `${refusal(home)} ("invalid field '${key}' in recording rule")`,
    }),
  },
  examples: {
    bad: [
      { yaml: ruleFile('- record: job:up:sum\n  alert: Down\n  expr: sum by (job) (up)'), finds: ['both@alert'] },
      { yaml: ruleFile('- record: job:up:sum\n  expr: sum by (job) (up)\n  for: 5m'), finds: ['alerts@for'] },
    ],
    good: [{ yaml: ruleFile('- record: job:up:sum\n  expr: sum by (job) (up)') }],
  },
  checkFile(ctx) {
    for (const { home, rules } of groupsOf(ctx.file)) {
      for (const rule of rules) {
        if (given(rule.record) === undefined) continue;
        const alert = rule.node.entry('alert');
        if (alert !== undefined && given(rule.alert) !== undefined) {
          ctx.report('both', { at: alert.key.span, data: { home } });
          continue;
        }
        for (const key of ['for', 'keep_firing_for', 'annotations']) {
          const entry = rule.node.entry(key);
          if (entry === undefined || entry.merged) continue;
          const { value } = entry;
          const isNothing =
            value.kind === 'map'
              ? value.entries.length === 0
              : value.kind === 'scalar' && /^(?:|0[a-z]*|~|null)$/.test(value.text);
          if (!isNothing) ctx.report('alerts', { at: entry.key.span, data: { key, home } });
        }
      }
    }
  },
});
