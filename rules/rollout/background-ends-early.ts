import { parseDuration } from '../../src/go/duration.ts';
import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { formatSeconds, scheduleOf } from '../../src/lint/kit/metrics/schedule.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { textOf } from '../../src/manifest/controller/read.ts';
import { effectiveCount } from '../../src/manifest/controller/scalars/int-or-string.ts';
import { metricsOf } from '../../src/manifest/metric.ts';
import { boundMetrics } from '../../src/workspace/bound-metric.ts';

const withCount = (count: string) =>
  documents(
    canary(
      'analysis:\n  templates:\n    - templateName: error-rate\nsteps:\n  - setWeight: 20\n  - pause: {duration: 1h}\n  - setWeight: 50\n  - pause: {duration: 1h}',
    ),
    template(`interval: 1m${count}`),
  );

export const backgroundEndsEarly = defineRule({
  id: 'rollout/background-ends-early',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'Background analysis is complete long before the rollout is.',
    details: `A run that has completed with success is not started again: the later, larger steps go on without it. The rule compares the
longest metric with the pauses from the step at which the analysis starts, and warns where they are more than twice as long.`,
    references: ['argo-rollouts rollout/analysis.go needsNewAnalysisRun', 'argo-rollouts#1666'],
  },
  messages: {
    early: ({ takes, seconds, isMore }: { takes: number; seconds: number; isMore: boolean }) => ({
      message: `this background analysis is complete after ${formatSeconds(takes)}, and the steps pause for ${isMore ? 'more than ' : ''}${formatSeconds(seconds)}`,
      why: 'a run that has succeeded is not started again: the later steps go on without it',
      help: 'leave `count` out in the template, so that it measures for as long as the rollout takes',
    }),
  },
  examples: {
    bad: [{ yaml: withCount('\ncount: 3'), finds: ['early@analysis'] }],
    good: [{ yaml: withCount('') }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (use.kind !== 'background' || !use.resolved || ctx.manifest.partial) continue;
      const start = ctx.manifest.value([...use.path, 'startingStep']);
      const schedule = scheduleOf(stepsOf(ctx.manifest), typeof start === 'number' ? start : 0);
      const bound = ctx.bindings
        .filter((binding) => binding.use === use)
        .flatMap((binding) => metricsOf(binding.template).flatMap((view) => boundMetrics(view, [binding])));
      const lengths = bound.map(({ json, open }) => {
        const count = effectiveCount(json);
        const interval = parseDuration(textOf(json.interval));
        const delay = parseDuration(textOf(json.initialDelay));
        if (['count', 'interval', 'initialDelay'].some((field) => open.has(field)) || count === undefined)
          return undefined;
        const seconds = (duration: typeof interval) =>
          duration.ok ? Number(duration.nanoseconds / 1_000_000_000n) : 0;
        return seconds(delay) + Math.max(0, count - 1) * seconds(interval);
      });
      if (lengths.length === 0 || lengths.includes(undefined)) continue;
      const takes = Math.max(...lengths.filter((length) => length !== undefined));
      if (schedule.pauseSeconds <= 2 * takes || schedule.pauseSeconds < 60) continue;
      ctx.report('early', {
        at: ctx.manifest.keySpan(use.path),
        data: { takes, seconds: schedule.pauseSeconds, isMore: schedule.isOpen },
        related: bound.flatMap(({ view }) =>
          view.node.entry('count') === undefined
            ? []
            : [
                {
                  at: { file: view.manifest.file.path, span: view.manifest.keySpan([...view.path, 'count']) },
                  label: 'the count',
                },
              ],
        ),
      });
    }
  },
});
