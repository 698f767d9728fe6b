import { ruleFile } from '../../src/lint/kit/examples/example-rules.ts';
import { groupsOf, mapsOf, type RuleHome } from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isOlder } from '../../src/promql/index.ts';

export const newerKey = defineRule({
  id: 'rules-file/newer-key',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A key of a rule file is newer than the Prometheus that reads it.',
    details: `\`target.prometheus\` in the configuration names the release. \`limit\` came with 2.31, \`keep_firing_for\` with 2.42, \`query_offset\` with
2.53, and \`labels\` of a group with 3.0. An older server does not know the key, and refuses the file.`,
    references: ['prometheus CHANGELOG.md'],
  },
  messages: {
    newer: ({ key, since, target, home }: { key: string; since: string; target: string; home: RuleHome }) => ({
      message: `\`${key}\` came with Prometheus ${since}; the target is ${target}`,
      why:
        home === 'file'
          ? 'an older server does not know the key, and refuses the whole file'
          : 'the operator drops what the server does not know',
    }),
  },
  examples: {
    bad: [
      {
        yaml: ruleFile('- alert: Down\n  expr: up == 0\n  keep_firing_for: 5m', 'query_offset: 1m'),
        config: 'target:\n  prometheus: "2.45"\n',
        finds: ['newer@query_offset'],
      },
    ],
    good: [{ yaml: ruleFile('- alert: Down\n  expr: up == 0\n  keep_firing_for: 5m', 'query_offset: 1m') }],
  },
  checkFile(ctx) {
    const target = ctx.settings.target.prometheus;
    for (const group of groupsOf(ctx.file)) {
      for (const map of mapsOf(group)) {
        for (const [key, since] of map === group.node ? OF_GROUPS : OF_RULES) {
          const entry = map.entry(key);
          if (entry === undefined || entry.merged || !isOlder(target, since)) continue;
          ctx.report('newer', { at: entry.key.span, data: { key, since, target, home: group.home } });
        }
      }
    }
  },
});

const OF_GROUPS = [
  ['limit', '2.31'],
  ['query_offset', '2.53'],
  ['labels', '3.0'],
] as const;
const OF_RULES = [['keep_firing_for', '2.42']] as const;
