import { parseDuration } from '../../src/go/duration.ts';
import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { formatSeconds, scheduleOf } from '../../src/lint/kit/metrics/schedule.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { textOf } from '../../src/manifest/controller/read.ts';
import { metricsOf } from '../../src/manifest/metric.ts';
import { boundMetrics } from '../../src/workspace/bound-metric.ts';

const withSteps = (...steps: readonly string[]) =>
  documents(
    canary(
      `analysis:\n  templates:\n    - templateName: error-rate\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`,
    ),
    template('interval: 1m'),
  );

export const backgroundNotAwaited = defineRule({
  id: 'rollout/background-not-awaited',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'The steps are over before the background analysis has measured.',
    details: `Steps never wait for background analysis. When the Rollout is fully promoted the run is ended, and counts as successful
whatever it had time to see. The rule adds up the pauses from the step at which the analysis starts, and warns where they leave time for less than two
measurements. Waiting for pods to become ready adds some time that the manifest does not say.`,
    references: ['argo-rollouts rollout/analysis.go reconcileBackgroundAnalysisRun', 'argo-rollouts#1666'],
  },
  messages: {
    short: ({ seconds, first }: { seconds: number; first: number }) => ({
      message: `the steps pause for ${formatSeconds(seconds)} in all, and this background analysis needs ${formatSeconds(first)} for its second measurement`,
      why: 'steps do not wait for it: when they are done, the run is ended and counts as successful',
      help: `add pauses of more than ${formatSeconds(first)}, or make it an analysis step, for which the rollout waits`,
    }),
  },
  examples: {
    bad: [{ yaml: withSteps('setWeight: 50', 'setWeight: 100'), finds: ['short@analysis'] }],
    good: [{ yaml: withSteps('setWeight: 50', 'pause: {duration: 10m}') }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (use.kind !== 'background' || !use.resolved || ctx.manifest.partial) continue;
      const start = ctx.manifest.value([...use.path, 'startingStep']);
      const schedule = scheduleOf(stepsOf(ctx.manifest), typeof start === 'number' ? start : 0);
      if (schedule.isOpen) continue;
      const needs = ctx.bindings
        .filter((binding) => binding.use === use)
        .flatMap((binding) => metricsOf(binding.template).flatMap((view) => boundMetrics(view, [binding])))
        .map(({ json, open }) => {
          const interval = parseDuration(textOf(json.interval));
          const delay = parseDuration(textOf(json.initialDelay));
          if (open.has('interval') || open.has('initialDelay') || !interval.ok) return undefined;
          return Number((interval.nanoseconds + (delay.ok ? delay.nanoseconds : 0n)) / 1_000_000_000n);
        });
      if (needs.length === 0 || needs.includes(undefined)) continue;
      // The metric that is quickest to see something twice.
      const first = Math.min(...needs.filter((seconds) => seconds !== undefined));
      if (schedule.pauseSeconds > first) continue;
      ctx.report('short', {
        at: ctx.manifest.keySpan(use.path),
        data: { seconds: schedule.pauseSeconds, first },
      });
    }
  },
});
