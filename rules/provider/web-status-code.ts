import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const web = (condition: string, lines = '') =>
  template(
    `interval: 1m\nsuccessCondition: ${condition}\nprovider:\n  web:\n    url: https://checkout.example.com/verdict\n${lines}`,
  );

/** `result.statusCode == 200`, `result.code >= 400`; the whole result only where it is the whole body. */
const COMPARED = /\bresult\??\.(\w+)\s*(?:==|!=|<=?|>=?)\s*[1-5]\d\d\b(?!\.)/;
const WHOLE = /^\s*result\s*[!=]=\s*2\d\d\s*$/;
/** Names that a body rarely has; `code` and `status` it may have. */
const STATUS = /^(?:https?_?(?:status|code|status_?code)|status_?code|response_?code)$/i;
const PERHAPS = /^(?:code|status)$/;

export const webStatusCode = defineRule({
  id: 'provider/web-status-code',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A condition compares the HTTP status, which a web metric does not give.',
    details: `\`result\` is the body of the answer, or the part of it that \`jsonPath\` selects. A status outside 2xx is an Error before the condition
is looked at; within 2xx it cannot be told. If the body has such a field, the condition is right: then say so in a suppression.`,
    references: ['argo-rollouts metricproviders/webmetric/webmetric.go parseResponse'],
  },
  messages: {
    field: ({ name }: { name: string }) => ({
      message: `\`result.${name}\` is a field of the body, not the HTTP status`,
      why: `the status is not given to the condition; where the body has no \`${name}\`, every measurement is an Error or Failed`,
      help: 'a status outside 2xx is an Error anyway: check what the body says, or end without a condition',
    }),
    whole: () => ({
      message: '`result` is the body, not the HTTP status',
      why: 'the status is not given to the condition: the body itself would have to be this number',
      help: 'a status outside 2xx is an Error anyway: check what the body says, or end without a condition',
    }),
  },
  examples: {
    bad: [
      { yaml: web('result.statusCode == 200'), finds: ['field@result.statusCode == 200'] },
      { yaml: web('result == 200'), finds: ['whole@result == 200'] },
    ],
    good: [
      { yaml: web("result.status == 'pass'") },
      { title: 'A field of the body.', yaml: web('result == 200', "    jsonPath: '{$.checks.status}'") },
    ],
  },
  check(ctx) {
    for (const { view, json } of providersOf(ctx.manifest, 'web')) {
      for (const field of [view.successCondition, view.failureCondition]) {
        if (field === undefined) continue;
        const { value } = field.text;
        const found = COMPARED.exec(value);
        const name = found?.[1] ?? '';
        if (found !== null && (STATUS.test(name) || PERHAPS.test(name))) {
          const at = field.text.toFile({ start: found.index, end: found.index + found[0].length });
          ctx.report('field', { at, data: { name }, severity: STATUS.test(name) ? 'warning' : 'info' });
        } else if (WHOLE.test(value) && !isGiven(json, 'jsonPath')) {
          ctx.report('whole', { at: ctx.manifest.valueSpan(field.path), data: undefined });
        }
      }
    }
  },
});
