import { ruleFile, ruleObject } from '../../src/lint/kit/examples/example-rules.ts';
import { groupsOf, mapsOf, type RuleHome, refusal, rulesOf } from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { Span } from '../../src/text/span.ts';
import type { YamlMap, YamlNode } from '../../src/yaml/tree.ts';

export const wrongType = defineRule({
  id: 'rules-file/wrong-type',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A value of a rule file has another type than Prometheus reads: a map where a list belongs.',
    details: `A file with one such value is refused as a whole. A PrometheusRule is stricter: its labels and annotations must be texts, so a number
needs quotes there.`,
    references: ['prometheus model/rulefmt/rulefmt.go', 'prometheus-operator RuleGroup, Rule'],
  },
  messages: {
    type: ({ what, wanted, home }: { what: string; wanted: string; home: RuleHome }) => ({
      message: `${what} must be ${wanted}`,
      why: home === 'file' ? refusal(home) : 'the API server refuses the object',
    }),
  },
  examples: {
    bad: [
      {
        yaml: 'groups:\n  - name: checkout\n    rules:\n      - alert: Down\n        expr: up == 0\n        labels: [critical]\n',
        finds: ['type@['],
      },
      {
        yaml: ruleObject('- alert: Down\n  expr: up == 0\n  labels:\n    severity: 1'),
        finds: ['type@1'],
      },
    ],
    good: [
      { yaml: ruleFile('- alert: Down\n  expr: up == 0\n  labels:\n    severity: 1') },
      { yaml: ruleObject('- alert: Down\n  expr: up == 0\n  labels:\n    severity: "1"') },
    ],
  },
  checkFile(ctx) {
    const report = (node: YamlNode, what: string, wanted: string, home: RuleHome): void =>
      ctx.report('type', { at: headOf(node), data: { what, wanted, home } });
    for (const { home, node } of rulesOf(ctx.file)) {
      if (node.kind !== 'sequence' && !isNothing(node)) report(node, '`groups`', 'a list', home);
      for (const item of itemsOf(node)) if (item.kind !== 'map') report(item, 'a group', 'a map', home);
    }
    for (const group of groupsOf(ctx.file)) {
      const { home, node, rules } = group;
      const list = node.get('rules');
      if (list !== undefined && list.kind !== 'sequence' && !isNothing(list)) report(list, '`rules`', 'a list', home);
      for (const item of itemsOf(list)) if (item.kind !== 'map') report(item, 'a rule', 'a map', home);
      for (const [key, value] of valuesOf(node, ['name', 'interval', 'query_offset', 'limit'])) {
        if (value.kind !== 'scalar') report(value, `\`${key}\``, key === 'limit' ? 'a number' : 'a text', home);
      }
      const limit = node.get('limit');
      if (limit?.kind === 'scalar' && !isNothing(limit) && !Number.isInteger(limit.value)) {
        report(limit, '`limit`', 'a whole number', home);
      }
      for (const rule of rules) {
        for (const [key, value] of valuesOf(rule.node, ['record', 'alert', 'expr', 'for', 'keep_firing_for'])) {
          if (value.kind !== 'scalar') report(value, `\`${key}\``, 'a text', home);
        }
      }
      for (const map of mapsOf(group)) {
        for (const [key, value] of valuesOf(map, ['labels', 'annotations'])) {
          if (value.kind !== 'map') {
            if (!isNothing(value)) report(value, `\`${key}\``, 'a map', home);
            continue;
          }
          for (const entry of value.entries) {
            if (!isText(entry.value, home)) report(entry.value, `\`${entry.key.text}\``, wantedText(entry.value), home);
          }
        }
      }
    }
  },
});

const valuesOf = (map: YamlMap, keys: readonly string[]): (readonly [string, YamlNode])[] =>
  keys.flatMap((key) => {
    const value = map.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });

const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] => (node?.kind === 'sequence' ? node.items : []);

const isNothing = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

/** The API server takes texts only; Prometheus' own reader makes them of numbers. */
const isText = (node: YamlNode, home: RuleHome): boolean =>
  node.kind === 'scalar' && (home === 'file' || typeof node.value === 'string' || node.value === null);

const wantedText = (node: YamlNode): string => (node.kind === 'scalar' ? 'a text: put it in quotes' : 'a text');

const headOf = (node: YamlNode): Span =>
  node.kind === 'scalar' ? node.span : { start: node.span.start, end: Math.min(node.span.end, node.span.start + 1) };
