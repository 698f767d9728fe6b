import { ruleFile } from '../../src/lint/kit/examples/example-rules.ts';
import { given, groupsOf, type RuleHome, refusal, titleOf } from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { nearest } from '../../src/text/nearest.ts';
import type { Span } from '../../src/text/span.ts';
import type { YamlMap } from '../../src/yaml/tree.ts';

export const missingKey = defineRule({
  id: 'rules-file/missing-key',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A rule has neither `record` nor `alert`, or no `expr`, or a group has no name.',
    details:
      'Each is an error for Prometheus, and for `promtool check rules`. A misspelt key is told by `rules-file/unknown-key` alone.',
    references: ['prometheus model/rulefmt/rulefmt.go Validate'],
  },
  messages: {
    kind: ({ home }: { home: RuleHome }) => ({
      message: 'the rule has neither `record` nor `alert`',
      why: `${refusal(home)} ("one of 'record' or 'alert' must be set")`,
    }),
    expr: ({ title, home }: { title: string; home: RuleHome }) => ({
      message: `${title} has no \`expr\``,
      why: `${refusal(home)} ("field 'expr' must be set in rule")`,
    }),
    name: ({ home }: { home: RuleHome }) => ({
      message: 'the group has no `name`',
      why: `${refusal(home)} ("Groupname must not be empty")`,
    }),
  },
  examples: {
    bad: [
      { yaml: ruleFile('- expr: up == 0\n- record: job:up:sum'), finds: ['kind@expr', 'expr@record'] },
      { yaml: 'groups:\n  - rules:\n      - alert: Down\n        expr: up == 0\n', finds: ['name@rules'] },
    ],
    good: [{ yaml: ruleFile('- alert: Down\n  expr: up == 0\n- record: job:up:sum\n  expr: sum by (job) (up)') }],
  },
  checkFile(ctx) {
    for (const { home, node, name, rules } of groupsOf(ctx.file)) {
      if (given(name) === undefined && isLeftOut(node, 'name'))
        ctx.report('name', { at: headOf(node), data: { home } });
      for (const rule of rules) {
        const isNamed = given(rule.record) !== undefined || given(rule.alert) !== undefined;
        if (!isNamed && isLeftOut(rule.node, 'record') && isLeftOut(rule.node, 'alert')) {
          ctx.report('kind', { at: headOf(rule.node), data: { home } });
        }
        if (given(rule.expr) === undefined && isLeftOut(rule.node, 'expr')) {
          ctx.report('expr', { at: headOf(rule.node), data: { title: titleOf(rule), home } });
        }
      }
    }
  },
});

/** True unless the key is there under a slip of the pen, or holds something else than a text. */
function isLeftOut(map: YamlMap, key: string): boolean {
  const value = map.get(key);
  if (value !== undefined) return value.kind === 'scalar';
  return (
    nearest(
      key,
      map.entries.map((entry) => entry.key.text).filter((other) => !KEYS.has(other)),
    ) === undefined
  );
}

const KEYS = new Set([
  'record',
  'alert',
  'expr',
  'for',
  'keep_firing_for',
  'labels',
  'annotations',
  'rules',
  'interval',
  'limit',
]);

const headOf = (map: YamlMap): Span => map.entries[0]?.key.span ?? { start: map.span.start, end: map.span.start + 1 };
