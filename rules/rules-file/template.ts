import { ruleFile } from '../../src/lint/kit/examples/example-rules.ts';
import {
  given,
  groupsOf,
  type RuleHome,
  refusal,
  speaksOtherLanguage,
} from '../../src/lint/kit/rule-files/rule-files.ts';
import { type TemplateFault, templateFault } from '../../src/lint/kit/rule-files/rule-templates.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const template = defineRule({
  id: 'rules-file/template',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'The text of a label or annotation is no template that Prometheus can read.',
    details: `Labels and annotations of alerts are Go templates. Prometheus parses them when it loads the file: a brace that is not closed, a variable
that is none (\`$label\`), an unknown function or a missing \`end\` is an error. In the template stand \`$labels\`, \`$externalLabels\`,
\`$externalURL\` and \`$value\`.`,
    references: ['prometheus model/rulefmt/rulefmt.go testTemplateParsing', 'prometheus template/template.go'],
  },
  messages: {
    unclosed: ({ home }: TemplateData) => ({
      message: '`{{` is not closed by `}}`',
      why: why(home, 'unclosed action'),
    }),
    variable: ({ name, near, home }: TemplateData) => ({
      message: `there is no variable \`${name}\``,
      why: refusal(home),
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    }),
    function: ({ name, near, home }: TemplateData) => ({
      message: `there is no function \`${name}\``,
      why: why(home, `function "${name}" not defined`),
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    }),
    end: ({ name, home }: TemplateData) => ({
      message: `\`${name}\` has no \`end\``,
      why: why(home, 'unexpected EOF'),
      help: 'write `{{ end }}` where it ends',
    }),
    noBlock: ({ name, home }: TemplateData) => ({
      message: `\`${name}\` ends nothing: there is no \`if\`, \`range\` or \`with\` before it`,
      why: why(home, `unexpected {{${name}}}`),
    }),
  },
  examples: {
    bad: [
      {
        yaml: ruleFile('- alert: Down\n  expr: up == 0\n  annotations:\n    summary: "{{ $label.instance }} is down"'),
        finds: ['variable@$label'],
      },
      {
        yaml: ruleFile('- alert: Down\n  expr: up == 0\n  annotations:\n    summary: "{{ $labels.instance } is down"'),
        finds: ['unclosed@{{'],
      },
      {
        yaml: ruleFile('- alert: Down\n  expr: up == 0\n  annotations:\n    summary: "{{ $value | humanise }}"'),
        finds: ['function@humanise'],
      },
    ],
    good: [
      {
        yaml: ruleFile(
          `- alert: Down\n  expr: up == 0\n  annotations:\n    summary: '{{ range $i, $x := query "up" }}{{ $x.Labels.job | toUpper }}{{ end }}: {{ printf "%.2f" $value }}'`,
        ),
      },
    ],
  },
  checkFile(ctx) {
    for (const { home, rules } of groupsOf(ctx.file)) {
      for (const { alert, labels, annotations } of rules) {
        if (given(alert) === undefined) continue;
        for (const { value, merged } of [labels, annotations].flatMap((map) => map?.entries ?? [])) {
          if (merged || value.kind !== 'scalar' || !value.text.includes('{{')) continue;
          const fault = templateFault(value.text);
          if (fault === undefined || speaksOtherLanguage(ctx.file)) continue;
          ctx.report(fault.kind, { at: value.embedded.toFile(fault.span), data: { ...fault, home } });
        }
      }
    }
  },
});

type TemplateData = TemplateFault & { readonly home: RuleHome };

const why = (home: RuleHome, text: string): string => `${refusal(home)} ("${text}")`;
