import { ruleFile } from '../../src/lint/kit/examples/example-rules.ts';
import { given, groupsOf, type RuleHome, refusal } from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isOlder } from '../../src/promql/index.ts';
import type { YamlMap, YamlScalar } from '../../src/yaml/tree.ts';

export const badName = defineRule({
  id: 'rules-file/bad-name',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'The name of a recorded series, a label or an annotation is none.',
    details: `Prometheus 3 takes any text as a name but for braces in \`record\` and the label \`__name__\`; older releases take letters, digits and
underscores, and colons in \`record\`. \`target.prometheus\` in the configuration names the release.`,
    references: ['prometheus model/rulefmt/rulefmt.go Validate'],
  },
  messages: {
    braces: ({ home }: NameData) => ({
      message: 'the name of a recorded series has no braces',
      why: `${refusal(home)} ("braces present in the recording rule name")`,
      help: 'labels go under `labels`, conditions into `expr`',
    }),
    name: ({ name, what, home }: NameData) => ({
      message: `\`${name}\` is no name for ${what}`,
      why: refusal(home),
    }),
  },
  examples: {
    bad: [
      {
        yaml: ruleFile(
          '- record: job:errors:rate5m{job="checkout"}\n  expr: sum(rate(errors_total{job="checkout"}[5m]))',
        ),
        finds: ['braces@job:errors:rate5m{job="checkout"}'],
      },
      {
        title: 'For a server before 3.0.',
        yaml: ruleFile(
          '- record: job:http-errors:rate5m\n  expr: sum by (job) (rate(errors_total[5m]))\n  labels:\n    pod-hash: abc',
        ),
        config: 'target:\n  prometheus: "2.53"\n',
        finds: ['name@job:http-errors:rate5m', 'name@pod-hash'],
      },
    ],
    good: [
      {
        yaml: ruleFile(
          '- record: job:errors:rate5m\n  expr: sum by (job) (rate(errors_total[5m]))\n  labels:\n    team: shop',
        ),
      },
    ],
  },
  checkFile(ctx) {
    const isOld = isOlder(ctx.settings.target.prometheus, '3.0');
    const isLabel = (name: string): boolean => name !== '' && (!isOld || /^[a-zA-Z_]\w*$/.test(name));
    for (const { home, labels: ofGroup, rules } of groupsOf(ctx.file)) {
      const report = (messageId: 'braces' | 'name', { span, text: name }: YamlScalar, what: string): void =>
        ctx.report(messageId, { at: span, data: { name, what, home } });
      const checkLabels = (labels: YamlMap | undefined): void => {
        for (const { key, merged } of labels?.entries ?? []) {
          if (!merged && (!isLabel(key.text) || key.text === '__name__')) report('name', key, 'a label of a rule');
        }
      };
      checkLabels(ofGroup);
      for (const rule of rules) {
        const record = given(rule.record);
        if (record !== undefined && /[{}]/.test(record.text)) report('braces', record, '');
        else if (record !== undefined && isOld && !/^[a-zA-Z_:][\w:]*$/.test(record.text)) {
          report('name', record, 'a recorded series');
        }
        checkLabels(rule.labels);
        for (const { key, merged } of rule.annotations?.entries ?? []) {
          if (!merged && !isLabel(key.text)) report('name', key, 'an annotation');
        }
      }
    }
  },
});

interface NameData {
  readonly name: string;
  readonly what: string;
  readonly home: RuleHome;
}
