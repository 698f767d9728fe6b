import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf } from '../../src/manifest/controller/read.ts';
import type { JsonObject } from '../../src/yaml/tree.ts';

const datadog = (lines: string) =>
  template(
    `interval: 1m\nsuccessCondition: default(result, 0) < 5\nprovider:\n  datadog:\n    apiVersion: v2\n${lines}`,
  );

export const datadogQuery = defineRule({
  id: 'provider/datadog-query',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`query`, `queries`, `formula` and `secretRef` of a Datadog metric do not go together.',
    details: `Either one \`query\`, or \`queries\` by name; of several \`queries\` a \`formula\` makes one number, and without \`queries\` there is nothing
for it to work on. A secret in the namespace of the run needs a name.`,
    references: ['argo-rollouts metricproviders/datadog/datadog.go validateIncomingProps, findCredentials'],
  },
  messages: {
    none: ({ text }: { text: string }) => ({
      message: 'this metric has neither `query` nor `queries`',
      why: errorsAlways(text),
      help: 'write a `query`; or `queries` and a `formula`, with `apiVersion: v2`',
    }),
    both: ({ text }: { text: string }) => ({
      message: '`query` and `queries` stand side by side',
      why: errorsAlways(text),
      help: 'move the `query` into `queries`, or remove one of them',
    }),
    formula: ({ text }: { text: string }) => ({
      message: '`formula` has no `queries` to work on',
      why: errorsAlways(text),
      help: 'write `queries` by name, and use the names in the formula',
    }),
    noFormula: ({ names, text }: { names: readonly string[]; text: string }) => ({
      message: `${names.length} \`queries\` (${names.map((name) => `\`${name}\``).join(', ')}) have no \`formula\``,
      why: errorsAlways(text),
      help: 'say what the result is: `formula: a / b`',
    }),
    secret: ({ text }: { text: string }) => ({
      message: '`secretRef.namespaced` has no `name` beside it',
      why: errorsAlways(text),
      help: 'name the secret in the namespace of the run; without `namespaced` it is looked for beside the controller',
    }),
  },
  examples: {
    bad: [
      { yaml: datadog('    interval: 5m'), finds: ['none@datadog'] },
      { yaml: datadog('    query: sum:errors{*}\n    queries:\n      a: sum:hits{*}'), finds: ['both@queries'] },
      { yaml: datadog('    query: sum:errors{*}\n    formula: a / b'), finds: ['formula@formula'] },
      { yaml: datadog('    queries:\n      a: sum:errors{*}\n      b: sum:hits{*}'), finds: ['noFormula@queries'] },
      {
        yaml: datadog('    query: sum:errors{*}\n    secretRef:\n      namespaced: true'),
        finds: ['secret@namespaced'],
      },
    ],
    good: [
      { yaml: datadog('    queries:\n      a: sum:errors{*}\n      b: sum:hits{*}\n    formula: a / b') },
      { yaml: datadog('    query: sum:errors{*}\n    secretRef: {name: datadog, namespaced: true}') },
    ],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { path, json } of providersOf(ctx.manifest, 'datadog')) {
      const secret = objectOf(json['secretRef']);
      if (secret['namespaced'] === true && !isGiven(secret, 'name')) {
        const text = 'secret name is required for namespaced credentials';
        ctx.report('secret', { at: ctx.manifest.keySpan([...path, 'secretRef', 'namespaced']), data: { text } });
      }
      const { names, hasQuery, hasFormula } = partsOf(json);
      const at = (field: string) => ctx.manifest.keySpan([...path, field]);
      if (!hasQuery && names.length === 0 && !Array.isArray(json['queries'])) {
        const text = 'Must have either a query or queries. Please review the Analysis Template.';
        ctx.report('none', { at: ctx.manifest.keySpan(path), data: { text } });
      } else if (hasQuery && names.length > 0) {
        const text = 'Cannot have both a query and queries. Please review the Analysis Template.';
        const related = [{ at: { file: ctx.file.path, span: at('query') }, label: 'the other one' }];
        ctx.report('both', { at: at('queries'), data: { text }, related });
      } else if (hasFormula && names.length === 0) {
        const text = 'Formula are only valid when queries are set. Please review the Analysis Template.';
        ctx.report('formula', { at: at('formula'), data: { text } });
      } else if (!hasFormula && names.length > 1 && json['apiVersion'] === 'v2') {
        const text = 'When multiple queries are provided you must include a formula.';
        ctx.report('noFormula', { at: at('queries'), data: { names, text } });
      }
    }
  },
});

function partsOf(json: JsonObject) {
  const names = Object.keys(objectOf(json['queries']));
  return { names, hasQuery: isGiven(json, 'query'), hasFormula: isGiven(json, 'formula') };
}
