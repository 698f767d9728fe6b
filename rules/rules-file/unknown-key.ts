import { ruleFile, ruleObject } from '../../src/lint/kit/examples/example-rules.ts';
import { groupsOf, RELATIVES_KEYS, type RuleHome } from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { nearest } from '../../src/text/nearest.ts';
import type { YamlMap } from '../../src/yaml/tree.ts';

export const unknownKey = defineRule({
  id: 'rules-file/unknown-key',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A key of a group or rule that Prometheus does not know.',
    details: `Rule files are read strictly: one unknown key, and the whole file is refused. In a PrometheusRule the API server says "unknown field",
or drops the key where nobody asks it to be strict. Keys that Thanos, Mimir or VictoriaMetrics add are left alone.`,
    references: ['prometheus model/rulefmt/rulefmt.go Parse', 'prometheus-operator RuleGroup, Rule'],
  },
  messages: {
    unknown: ({ key, what, near, home }: KeyData) => ({
      message: `a ${what} has no key \`${key}\``,
      why:
        home === 'file'
          ? 'Prometheus refuses the whole file: it does not start with it, and a reload keeps the old rules'
          : 'the API server refuses or drops it',
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    }),
  },
  examples: {
    bad: [
      {
        yaml: ruleFile('- alerts: CheckoutDown\n  expr: up{job="checkout"} == 0'),
        finds: ['unknown@alerts'],
        fixed: ruleFile('- alert: CheckoutDown\n  expr: up{job="checkout"} == 0'),
      },
      {
        yaml: ruleObject('- alert: CheckoutDown\n  expr: up == 0\n  runbook: https://example.com'),
        finds: ['unknown@runbook'],
      },
    ],
    good: [
      { yaml: ruleFile('- alert: CheckoutDown\n  expr: up{job="checkout"} == 0\n  for: 5m') },
      {
        title: 'A key of Mimir.',
        yaml: ruleFile('- record: job:up:sum\n  expr: sum by (job) (up)', 'source_tenants: [shop]'),
      },
    ],
  },
  checkFile(ctx) {
    for (const { home, node, rules } of groupsOf(ctx.file)) {
      const maps = [
        [node, 'group', GROUP_KEYS] as const,
        ...rules.map((rule) => [rule.node, 'rule', RULE_KEYS] as const),
      ];
      for (const [map, what, keys] of maps) {
        for (const { key, near } of unknownIn(map, keys)) {
          const fix =
            near === undefined || map.get(near) !== undefined
              ? {}
              : ({
                  fix: { kind: 'unsafe', title: `write \`${near}\``, edits: [{ span: key.span, text: near }] },
                } as const);
          ctx.report('unknown', { at: key.span, data: { key: key.text, what, near, home }, ...fix });
        }
      }
    }
  },
});

interface KeyData {
  readonly key: string;
  readonly what: string;
  readonly near: string | undefined;
  readonly home: RuleHome;
}

const GROUP_KEYS = ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules'];
const RULE_KEYS = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];

function* unknownIn(map: YamlMap, keys: readonly string[]) {
  for (const { key, merged } of map.entries) {
    // A merged map is judged where it stands.
    if (merged || keys.includes(key.text) || RELATIVES_KEYS.has(key.text)) continue;
    yield { key, near: nearest(key.text, keys) };
  }
}
