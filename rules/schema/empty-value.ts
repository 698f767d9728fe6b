import { canary, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { problemsOf } from '../../src/manifest/schema/validate.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

interface Data {
  readonly name: string;
  readonly expected: string;
}

export const emptyValue = defineRule({
  id: 'schema/empty-value',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A key or a list item has no value.',
    details: `A key with nothing behind it is null in YAML, neither an empty list nor an empty map. The API server drops it as if it were not
there. Where the field must be there, and for an item of a list, it refuses the object.

A step or a strategy that is left empty so (\`pause:\` for \`pause: {}\`), and a metric's \`provider\`, are the matter of other rules.`,
    references: ['k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting PruneNonNullableNullsWithoutDefaults'],
  },
  messages: {
    refused: ({ name, expected }: Data) => ({
      message: `\`${name}\` has no value, but must be ${expected}`,
      why: 'the API server refuses the object',
    }),
    item: ({ name, expected }: Data) => ({
      message: `an item of \`${name}\` has no value, but must be ${expected}`,
      why: 'the API server refuses the object',
      help: 'remove the dash, or write the item behind it',
    }),
    ignored: ({ name, expected }: Data) => ({
      message: `\`${name}\` has no value`,
      why: 'it counts as left out',
      help: `remove it, or write ${expected}`,
    }),
  },
  examples: {
    bad: [
      { title: 'A required field', yaml: template('provider: { job: { spec: } }'), finds: ['refused@spec'] },
      { title: 'An item of a list', yaml: template('', { spec: 'dryRun:\n  -' }), finds: ['item@dryRun'] },
      { title: 'A field that may be left out', yaml: template('', { spec: 'args:' }), finds: ['ignored@args'] },
    ],
    good: [{ yaml: canary('steps:\n  - setWeight: 20\n  - pause: {}') }, { yaml: template('', { spec: 'args: []' }) }],
  },
  check(ctx) {
    const { manifest } = ctx;
    for (const problem of problemsOf(manifest, 'null-value', { target: ctx.settings.target.argoRollouts })) {
      const { path, name, expected, effect } = problem;
      if (effect === 'emptying' || isSaidElsewhere(path)) continue;
      const isItem = typeof path.at(-1) === 'number';
      // An item without a value has no text of its own.
      ctx.report(isItem ? 'item' : effect, {
        at: manifest.keySpan(isItem ? path.slice(0, -1) : path),
        data: { name, expected },
        ...(effect === 'ignored' ? { severity: 'info' } : {}),
      });
    }
  },
});

/** An empty item of `steps` is rollout/empty-step, a metric's empty `provider` metric/no-provider. */
const isSaidElsewhere = (path: JsonPath): boolean =>
  (typeof path.at(-1) === 'number' && path.at(-2) === 'steps') || (path.length === 4 && path.at(-1) === 'provider');
