import { rollout, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { problemsOf } from '../../src/manifest/schema/validate.ts';
import { shorten } from '../../src/manifest/schema/words.ts';

export const badValue = defineRule({
  id: 'schema/bad-value',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A field has a value that it does not take.',
    details: `A few fields take only certain words (\`datadog.apiVersion\`, \`datadog.aggregator\`, \`apiVersion\`), or only a date and time
(\`restartAt\`). The API server refuses any other value. Where it accepts every text and only the controller gives some of them a
meaning, other rules look.`,
    references: ['argo-rollouts manifests/crds', 'k8s.io/kube-openapi pkg/validation/strfmt IsDateTime'],
  },
  messages: {
    value: ({
      field,
      value,
      allowed,
      nearest,
    }: {
      field: string;
      value: string;
      allowed: readonly string[];
      nearest?: string;
    }) => ({
      message: `\`${value}\` is no value of \`${field}\``,
      why: 'the API server refuses the object',
      help:
        nearest === undefined
          ? `write ${allowed.length > 1 ? 'one of ' : ''}${allowed.map((word) => `\`${word}\``).join(', ')}`
          : `did you mean \`${nearest}\`?`,
    }),
    time: ({ field, value }: { field: string; value: string }) => ({
      message: `\`${field}: ${value}\` is no date and time`,
      why: 'the API server refuses the object',
      help: 'write it as in `2026-01-31T12:00:00Z`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: template(`interval: 1m
count: 3
successCondition: default(result, 0) < 0.05
provider:
  datadog:
    apiVersion: v2
    aggregator: average
    query: sum:requests.errors{app:checkout}`),
        finds: ['value@average'],
      },
      {
        yaml: rollout('strategy:\n  canary: {}', 'restartAt: tomorrow'),
        finds: ['time@tomorrow'],
      },
    ],
    good: [{ yaml: rollout('strategy:\n  canary: {}', 'restartAt: "2026-01-31T12:00:00Z"') }],
  },
  check(ctx) {
    const { manifest } = ctx;
    for (const problem of problemsOf(manifest, 'bad-value', { target: ctx.settings.target.argoRollouts })) {
      const { path, allowed, nearest } = problem;
      const at = manifest.valueSpan(path);
      const field = String(path.findLast((step) => typeof step === 'string') ?? '');
      const value = shorten(String(problem.value));
      if (allowed === undefined) {
        ctx.report('time', { at, data: { field, value } });
        continue;
      }
      ctx.report('value', {
        at,
        data: { field, value, allowed, ...(nearest === undefined ? {} : { nearest }) },
        ...(nearest === undefined
          ? {}
          : { fix: { kind: 'unsafe', title: `Write ${nearest}`, edits: [{ span: at, text: nearest }] } }),
      });
    }
  },
});
