import { ruleFile } from '../../src/lint/kit/examples/example-rules.ts';
import { groupsOf, type RuleHome, refusal } from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { parsePromDuration } from '../../src/promql/index.ts';
import type { YamlScalar } from '../../src/yaml/tree.ts';

export const badDuration = defineRule({
  id: 'rules-file/bad-duration',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A duration of a rule file is none that Prometheus reads.',
    details:
      'Durations are numbers with units, from the largest to the smallest: `1h30m`. A number without a unit, a decimal one (`1.5h`) or a negative one is refused.',
    references: ['prometheus/common model.ParseDuration'],
  },
  messages: {
    duration: ({ key, text, home }: { key: string; text: string; home: RuleHome }) => ({
      message: `\`${text}\` is no duration for \`${key}\``,
      why: `${refusal(home)} ("not a valid duration string")`,
      ...(/^\d+$/.test(text) ? { help: `did you mean \`${text}s\`?` } : { help: 'write it like `1h30m`' }),
    }),
  },
  examples: {
    bad: [
      {
        yaml: ruleFile('- alert: Down\n  expr: up == 0\n  for: 5', 'interval: 1.5m'),
        finds: ['duration@1.5m', 'duration@5'],
      },
    ],
    good: [{ yaml: ruleFile('- alert: Down\n  expr: up == 0\n  for: 5m\n  keep_firing_for: 0', 'interval: 1m30s') }],
  },
  checkFile(ctx) {
    for (const { home, interval, queryOffset, rules } of groupsOf(ctx.file)) {
      const check = (key: string, value: YamlScalar | undefined): void => {
        if (value === undefined || value.value === null || parsePromDuration(value.text) !== undefined) return;
        ctx.report('duration', { at: value.span, data: { key, text: value.text, home } });
      };
      check('interval', interval);
      check('query_offset', queryOffset);
      for (const rule of rules) {
        check('for', rule.for);
        check('keep_firing_for', rule.keepFiringFor);
      }
    }
  },
});
