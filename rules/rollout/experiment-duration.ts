import { parseDuration } from '../../src/go/duration.ts';
import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { meantDuration } from '../../src/lint/kit/metrics/durations.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isObject } from '../../src/manifest/controller/read.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

const withDuration = (duration: string) =>
  canary(
    `steps:\n  - experiment:\n      duration: ${duration}\n      templates:\n        - name: baseline\n          specRef: stable`,
  );

export const experimentDuration = defineRule({
  id: 'rollout/experiment-duration',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout', 'Experiment'],
  docs: {
    summary: 'The duration of an experiment cannot be read, so it never ends.',
    details:
      'The controller does not check the text. One that Go cannot read as a duration (`1d`, `60`) never elapses.',
    references: ['argo-rollouts utils/experiment/experiment.go PassedDurations'],
  },
  messages: {
    bad: ({ value, meant }: { value: string; meant: string | undefined }) => ({
      message: `\`duration: ${value}\` is no duration, and never elapses`,
      why: 'nothing checks it: the experiment goes on until an analysis fails or ends it',
      help: meant === undefined ? 'write a number with a unit: `30s`, `5m`, `1h30m`' : `write \`duration: ${meant}\``,
    }),
  },
  examples: {
    bad: [{ yaml: withDuration('1d'), finds: ['bad@1d'], fixed: withDuration('24h') }],
    good: [{ yaml: withDuration('1h') }],
  },
  check(ctx) {
    const paths: JsonPath[] =
      ctx.manifest.kind === 'Experiment'
        ? [['spec', 'duration']]
        : stepsOf(ctx.manifest)
            .filter(({ step }) => isObject(step.experiment))
            .map(({ path }) => [...path, 'experiment', 'duration']);
    for (const path of paths) {
      const value = ctx.manifest.value(path);
      if (typeof value !== 'string' || value === '' || parseDuration(value).ok) continue;
      const meant = meantDuration(value);
      const at = ctx.manifest.valueSpan(path);
      ctx.report('bad', {
        at,
        data: { value, meant },
        ...(meant === undefined
          ? {}
          : { fix: { kind: 'safe' as const, title: `Write ${meant}`, edits: [{ span: at, text: meant }] } }),
      });
    }
  },
});
