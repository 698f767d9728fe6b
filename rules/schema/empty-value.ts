import { canary, template } from '../../src/lint/kit/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import type { NullValue } from '../../src/manifest/schema/problem.ts';
import { problemsOf } from '../../src/manifest/schema/validate.ts';
import type { Span } from '../../src/text/span.ts';

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
    details: `\`pause:\` with nothing behind it is null in YAML, not an empty map. The API server drops such a key as if it were not there, unless it must
be there or is an item of a list: then it refuses the object. A step with \`pause:\` alone is an empty step, which makes the Rollout invalid:
\`Step must have one of the following set: …\`. To wait until somebody promotes the Rollout, write \`pause: {}\`.`,
    references: [
      'k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting PruneNonNullableNullsWithoutDefaults',
      'argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary',
    ],
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
    pause: () => ({
      message: '`pause` has no value, which is not the same as `pause: {}`',
      why: 'the API server drops the key; the step is empty, and the Rollout is invalid and stays Degraded',
      help: 'write `pause: {}` to wait until somebody promotes the Rollout, or `pause: { duration: 5m }`',
    }),
    dropped: ({ name, expected }: Data) => ({
      message: `\`${name}\` has no value, but should be ${expected}`,
      why: 'the API server drops the key, and the Rollout is invalid without it',
      help: `write \`${name}: {}\` if nothing is to be said`,
    }),
    ignored: ({ name, expected }: Data) => ({
      message: `\`${name}\` has no value`,
      why: 'it counts as left out',
      help: `remove it, or write ${expected}`,
    }),
  },
  examples: {
    bad: [
      {
        title: 'A pause with nothing',
        yaml: canary('steps:\n  - setWeight: 20\n  - pause:\n  - setWeight: 60'),
        finds: ['pause@pause'],
        fixed: canary('steps:\n  - setWeight: 20\n  - pause: {}\n  - setWeight: 60'),
      },
      { title: 'A required field', yaml: template('provider: { job: { spec: } }'), finds: ['refused@spec'] },
      {
        title: 'A field that may be left out',
        yaml: template('', { spec: 'args:' }),
        finds: ['ignored@args'],
      },
    ],
    good: [{ yaml: canary('steps:\n  - setWeight: 20\n  - pause: {}') }],
  },
  check(ctx) {
    const { manifest } = ctx;
    for (const problem of problemsOf(manifest, 'null-value', { target: ctx.settings.target.argoRollouts })) {
      const { path, name, expected, effect } = problem;
      const isPause = effect === 'meaningful' && name === 'pause';
      const span = isPause ? insertion(manifest, problem) : undefined;
      ctx.report(messageOf(problem), {
        at: manifest.keySpan(path),
        data: { name, expected },
        ...(effect === 'ignored' ? { severity: 'info' } : {}),
        ...(span === undefined
          ? {}
          : { fix: { kind: 'unsafe', title: 'Write pause: {}', edits: [{ span, text: ' {}' }] } }),
      });
    }
  },
});

function messageOf({ path, name, effect }: NullValue): 'refused' | 'item' | 'pause' | 'dropped' | 'ignored' {
  if (typeof path.at(-1) === 'number') return 'item';
  if (effect === 'meaningful') return name === 'pause' ? 'pause' : 'dropped';
  return effect;
}

/** Behind the colon, what stands there (`~`, `null`) included. */
function insertion(manifest: Manifest, { path }: NullValue): Span | undefined {
  const key = manifest.keySpan(path);
  const value = manifest.node(path);
  if (value?.kind !== 'scalar' || manifest.file.text[key.end] !== ':') return undefined;
  const start = key.end + 1;
  return { start, end: Math.max(start, value.span.end > value.span.start ? value.span.end : start) };
}
