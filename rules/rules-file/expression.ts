import { ruleFile, ruleObject } from '../../src/lint/kit/examples/example-rules.ts';
import {
  given,
  groupsOf,
  type RuleHome,
  refusal,
  speaksOtherLanguage,
  titleOf,
} from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { parsePromql } from '../../src/promql/index.ts';

export const expression = defineRule({
  id: 'rules-file/expression',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  languages: ['promql'],
  docs: {
    summary: 'The expression of a rule is no PromQL, or its types do not fit.',
    details: `Judged as \`promtool check rules\` does, for the release that \`target.prometheus\` in the configuration names. Files for Loki or
VictoriaMetrics, which have languages of their own, are recognised by what only those languages have, and left alone; so are expressions that
are yet to be rendered (\`{{ … }}\`, \`\${…}\`).`,
    references: ['prometheus model/rulefmt/rulefmt.go Validate', 'prometheus promql/parser'],
  },
  messages: {
    invalid: ({ title, message, help, home }: ExpressionData) => ({
      message: `${title}: ${message}`,
      why: `${refusal(home)} ("could not parse expression")`,
      ...(help === undefined ? {} : { help }),
    }),
  },
  examples: {
    bad: [
      {
        yaml: ruleFile('- record: job:errors:rate5m\n  expr: sum by (job) (errors_total[5m])'),
        finds: ['invalid@errors_total[5m]'],
      },
      {
        yaml: ruleObject(
          '- alert: Errors\n  expr: |\n    sum(rate(errors_total[5m]))\n      > 0.05 &&\n    sum(up) > 0',
        ),
        finds: ['invalid@&&'],
      },
    ],
    good: [
      { yaml: ruleFile('- record: job:errors:rate5m\n  expr: sum by (job) (rate(errors_total[5m]))') },
      {
        title: 'For Loki.',
        yaml: ruleFile('- alert: Errors\n  expr: sum(rate({app="checkout"} |= "error" [5m])) > 1'),
      },
    ],
  },
  checkFile(ctx) {
    for (const { home, rules } of groupsOf(ctx.file)) {
      for (const rule of rules) {
        const expr = given(rule.expr);
        if (expr === undefined || UNRENDERED.test(expr.text)) continue;
        const [error] = parsePromql(expr.text, { prometheus: ctx.settings.target.prometheus }).errors;
        if (error === undefined || speaksOtherLanguage(ctx.file)) continue;
        const data = { title: titleOf(rule), message: oneLine(error.message), help: error.help, home };
        // Whether a server runs with a flag its rules do not say.
        const severity = error.code === 'not-enabled' ? 'warning' : 'error';
        ctx.report('invalid', { at: expr.embedded.toFile(error.span), data, severity });
      }
    }
  },
});

interface ExpressionData {
  readonly title: string;
  readonly message: string;
  readonly help: string | undefined;
  readonly home: RuleHome;
}

/** Placeholders of other programs. */
const UNRENDERED = /\{\{|\$\{|\$\(|<%|<<|\[\[|%\(|\$__/;

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');
