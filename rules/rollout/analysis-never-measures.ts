import { parseDuration } from '../../src/go/duration.ts';
import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { formatSeconds, scheduleOf } from '../../src/lint/kit/metrics/schedule.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { textOf } from '../../src/manifest/controller/read.ts';
import { metricsOf } from '../../src/manifest/metric.ts';
import { boundMetrics } from '../../src/workspace/bound-metric.ts';

const withDelay = (delay: string) =>
  documents(
    canary(
      'analysis:\n  templates:\n    - templateName: error-rate\nsteps:\n  - setWeight: 20\n  - pause: {duration: 2m}\n  - setWeight: 50\n  - pause: {duration: 3m}',
    ),
    template(`initialDelay: ${delay}\ninterval: 1m`),
  );

export const analysisNeverMeasures = defineRule({
  id: 'rollout/analysis-never-measures',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'A metric of a background analysis waits longer than the whole rollout takes.',
    details: `When the steps are done and the Rollout is promoted, the background run is ended. A metric that is still in its
\`initialDelay\` then has measured nothing, and the run is successful. The rule adds up the pauses of the steps; waiting for pods to become ready adds
some time that the manifest does not say.`,
    references: ['argo-rollouts analysis/analysis.go assessRunStatus'],
  },
  messages: {
    never: ({ delay, seconds, metric }: { delay: string; seconds: number; metric: string }) => ({
      message: `metric \`${metric}\` waits ${delay} before it measures, and the steps pause for ${formatSeconds(seconds)} in all`,
      why: 'the run is ended when the rollout is done, and succeeds without a measurement of this metric',
      help: 'shorten `initialDelay`, or lengthen the pauses',
    }),
  },
  examples: {
    bad: [{ yaml: withDelay('10m'), finds: ['never@analysis'] }],
    good: [{ yaml: withDelay('1m') }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (use.kind !== 'background' || ctx.manifest.partial) continue;
      const start = ctx.manifest.value([...use.path, 'startingStep']);
      const schedule = scheduleOf(stepsOf(ctx.manifest), typeof start === 'number' ? start : 0);
      // Without pauses, rollout/background-not-awaited speaks of all metrics.
      if (schedule.isOpen || schedule.pauseSeconds === 0) continue;
      for (const binding of ctx.bindings.filter((each) => each.use === use)) {
        for (const view of metricsOf(binding.template)) {
          const [bound] = boundMetrics(view, [binding]);
          const delay = parseDuration(textOf(bound?.json.initialDelay));
          if (bound === undefined || bound.open.has('initialDelay') || !delay.ok) continue;
          if (Number(delay.nanoseconds) / 1e9 <= schedule.pauseSeconds) continue;
          ctx.report('never', {
            at: ctx.manifest.keySpan(use.path),
            data: { delay: textOf(bound.json.initialDelay), seconds: schedule.pauseSeconds, metric: view.name ?? '' },
            related: [
              {
                at: {
                  file: binding.template.file.path,
                  span: binding.template.valueSpan([...view.path, 'initialDelay']),
                },
                label: 'the delay',
              },
            ],
          });
        }
      }
    }
  },
});
