import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { placeholdersOf } from '../../src/lint/kit/templates/placeholders.ts';
import { defineRule } from '../../src/lint/rule.ts';

const panel = (legend: string, args = '') =>
  template(
    `successCondition: result.passed == true\nprovider:\n  web:\n    url: https://checks.example.com/panel\n    method: POST\n    jsonBody:\n      legend: "${legend}"`,
    args === '' ? {} : { args },
  );

export const literalBraces = defineRule({
  id: 'args/literal-braces',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'Double braces that are meant literally stand in a metric.',
    details: `The controller takes everything between \`{{\` and \`}}\` for a placeholder, in every field of a metric, and there is no escape.
Text that needs braces can come from the value of an argument: values are not scanned again.`,
    references: ['argo-rollouts utils/template/template.go resolve'],
  },
  messages: {
    braces: ({ written }: { written: string }) => ({
      message: `\`${written}\` is taken for a placeholder, and names no argument`,
      why: `the run ends in Error before the first measurement ("failed to resolve ${written}"); there is no escape`,
      help: 'put the text into the value of an argument, and write `{{args.NAME}}` here: values are not scanned again',
    }),
  },
  examples: {
    bad: [{ yaml: panel('{{ $labels.pod }}'), finds: ['braces@{{ $labels.pod }}'] }],
    good: [{ yaml: panel('{{args.legend}}', '- name: legend\n  value: "{{ $labels.pod }}"') }],
  },
  check(ctx) {
    for (const { tag, span } of placeholdersOf(ctx.manifest)) {
      if (tag.swallows || tag.argument !== undefined) continue;
      // args/bad-placeholder knows what is meant.
      if (/^\s*\.?\s*(?:args?|inputs?|arguments?|params?|parameters?|vars?|env|values)[.[]/i.test(tag.inner)) continue;
      ctx.report('braces', { at: span, data: { written: ctx.file.text.slice(span.start, span.end) } });
    }
  },
});
