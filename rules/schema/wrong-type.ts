import { canary, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { problemsOf } from '../../src/manifest/schema/validate.ts';
import { shorten } from '../../src/manifest/schema/words.ts';

interface Data {
  /** `interval`, or `templates[0]` for a list item. */
  readonly field: string;
  readonly actual: string;
  readonly expected: string;
  /** `interval: 30s`, or the text of a list item. */
  readonly write: string | undefined;
}

export const wrongType = defineRule({
  id: 'schema/wrong-type',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A field has a value of a type that it does not take.',
    details: `The API server checks every value against the custom resource definition and refuses the object:
\`spec.metrics[0].interval in body must be of type string: "integer"\`. YAML decides the type before that: \`5\` is a number, \`yes\` is
\`true\`, and only quotes make them text.

The values of arguments are always strings. \`count\`, the limits and \`pause.duration\` take both a number and a string; only there a
placeholder such as \`"{{args.count}}"\` may stand for a number.`,
    references: [
      'k8s.io/apiextensions-apiserver pkg/apiserver/validation ValidateCustomResource',
      'argo-rollouts pkg/apis/rollouts/v1alpha1/analysis_types.go',
    ],
  },
  messages: {
    type: ({ field, actual, expected, write }: Data) => ({
      message: `\`${field}\` is ${actual}, but must be ${expected}`,
      why: 'the API server refuses the object',
      ...(write === undefined ? {} : { help: `write \`${write}\`` }),
    }),
    placeholder: ({ field, actual, expected }: Data) => ({
      message: `\`${field}\` is ${actual}, but must be ${expected}`,
      why: 'the API server checks the type before the controller fills in arguments, and refuses the object',
      help: 'write the value itself; an argument can stand only in a field that takes a string',
    }),
  },
  examples: {
    bad: [
      {
        title: 'A duration without a unit',
        yaml: template('interval: 30\ncount: 3'),
        finds: ['type@30'],
        fixed: template('interval: 30s\ncount: 3'),
      },
      {
        title: 'An argument’s value without quotes',
        yaml: canary(`analysis:
  templates: [{ templateName: error-rate }]
  args:
    - name: threshold
      value: 0.05`),
        finds: ['type@0.05'],
        fixed: canary(`analysis:
  templates: [{ templateName: error-rate }]
  args:
    - name: threshold
      value: "0.05"`),
      },
      {
        title: 'Names instead of references',
        yaml: canary('steps:\n  - analysis:\n      templates:\n        - error-rate'),
        finds: ['type@error-rate'],
        fixed: canary('steps:\n  - analysis:\n      templates:\n        - { templateName: error-rate }'),
      },
      {
        title: 'An argument where only a number may stand',
        yaml: template(
          'provider:\n  web:\n    url: http://checkout/health\n    timeoutSeconds: "{{args.timeout}}"\nsuccessCondition: result == "ok"',
          { args: '- name: timeout' },
        ),
        finds: ['placeholder@"{{args.timeout}}"'],
      },
    ],
    good: [
      { yaml: template('interval: 30s\ncount: "{{args.count}}"', { args: '- name: count\n  value: "3"' }) },
      { yaml: canary('steps:\n  - pause: { duration: 30 }') },
    ],
  },
  check(ctx) {
    const { manifest } = ctx;
    for (const problem of problemsOf(manifest, 'wrong-type', { target: ctx.settings.target.argoRollouts })) {
      const { path, replacement, actual, expected } = problem;
      const last = path.at(-1);
      const isItem = typeof last === 'number';
      const field = isItem ? `${path.at(-2) ?? ''}[${last}]` : String(last ?? manifest.kind);
      const node = manifest.node(path);
      const write = replacement && shorten(isItem ? replacement.text : `${field}: ${replacement.text}`);
      ctx.report(problem.placeholder ? 'placeholder' : 'type', {
        at: manifest.valueSpan(path),
        data: { field, actual, expected, write },
        ...(replacement !== undefined && node?.kind === 'scalar' && node.tag === undefined
          ? {
              fix: {
                kind: replacement.certain ? 'safe' : 'unsafe',
                title: `Write ${shorten(replacement.text)}`,
                edits: [{ span: node.span, text: replacement.text }],
              },
            }
          : {}),
      });
    }
  },
});
