import { ruleFile } from '../../src/lint/kit/examples/example-rules.ts';
import { given, type RuleHome, refusal, rulesOf } from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { YamlScalar } from '../../src/yaml/tree.ts';

export const duplicateGroup = defineRule({
  id: 'rules-file/duplicate-group',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'Two groups of one file have the same name.',
    details:
      'Names of groups are unique in a file, and in a PrometheusRule. In different files the same name is two groups.',
    references: ['prometheus model/rulefmt/rulefmt.go Validate'],
  },
  messages: {
    repeated: ({ name, home }: { name: string; home: RuleHome }) => ({
      message: `the group \`${name}\` is there twice`,
      why:
        home === 'file'
          ? `${refusal(home)} ("groupname: "${name}" is repeated in the same file")`
          : 'the API server refuses the object: groups are told apart by their names',
      help: 'rename it, or put the rules of both together',
    }),
  },
  examples: {
    bad: [
      {
        yaml: `${ruleFile('- record: job:up:sum\n  expr: sum by (job) (up)')}  - name: checkout\n    rules: []\n`,
        finds: ['repeated@checkout'],
      },
    ],
    good: [{ yaml: ruleFile('- record: job:up:sum\n  expr: sum by (job) (up)') }],
  },
  checkFile(ctx) {
    for (const { home, groups } of rulesOf(ctx.file)) {
      const seen = new Map<string, YamlScalar>();
      for (const group of groups) {
        const name = given(group.name);
        if (name === undefined) continue;
        const first = seen.get(name.text);
        if (first === undefined) {
          seen.set(name.text, name);
          continue;
        }
        const related = [{ at: { file: ctx.file.path, span: first.span }, label: 'the first one' }];
        ctx.report('repeated', { at: name.span, data: { name: name.text, home }, related });
      }
    }
  },
});
