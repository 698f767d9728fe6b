import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { isDryRun } from '../../src/lint/kit/metrics/dry-run.ts';
import { providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount } from '../../src/manifest/controller/scalars/int-or-string.ts';
import { metricsOf } from '../../src/manifest/metric.ts';
import { boundMetrics } from '../../src/workspace/bound-metric.ts';

const JOB = `
provider:
  job:
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: load
              image: grafana/k6:0.54.0
              args: [run, /scripts/checkout.js]`;

export const inflightJob = defineRule({
  id: 'provider/inflight-job',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate'],
  docs: {
    summary: 'A job of a background analysis is stopped when the rollout is done, and then counts as Inconclusive.',
    details: `Background analysis ends with the rollout, or when another of its metrics fails. A Job that runs then is deleted, and its measurement
is Inconclusive: with \`inconclusiveLimit: 0\` so is the run (before 1.10 it was Successful). A step of its own waits for the job instead.`,
    references: [
      'argo-rollouts metricproviders/job/job.go Terminate',
      'argo-rollouts#4602',
      'argo-rollouts#1329',
      'argo-rollouts#2158',
    ],
  },
  messages: {
    stopped: ({ metric, use, repeats }: { metric: string; use: string; repeats: boolean }) => ({
      message: `job \`${metric}\` is stopped when the background analysis of ${use} ends${repeats ? '' : ' or another metric fails'}`,
      why: 'a Job that runs then is deleted, and its measurement is Inconclusive, not Successful',
      help: 'give the job a step of its own (`steps[].analysis`), which waits for it',
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(
          template(`interval: 5m\n${JOB}`),
          canary(
            'analysis:\n  templates:\n    - templateName: error-rate\nsteps:\n  - setWeight: 20\n  - pause: {duration: 1h}',
          ),
        ),
        finds: ['stopped@error-rate'],
      },
    ],
    good: [
      {
        yaml: documents(
          template(JOB),
          canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate'),
        ),
      },
    ],
  },
  check(ctx) {
    const [major = 0, minor = 0] = ctx.settings.target.argoRollouts.split('.').map(Number);
    if (major === 1 && minor < 10) return;
    const background = ctx.bindings.filter(({ use }) => use?.kind === 'background');
    for (const { view } of providersOf(ctx.manifest, 'job')) {
      for (const { json, binding } of boundMetrics(view, background)) {
        const { use } = binding;
        if (use === undefined || isDryRun(view.name, binding)) continue;
        const siblings = use.templates.flatMap((each) => metricsOf(each)).filter((each) => each.node !== view.node);
        const repeats = effectiveCount(json) === undefined;
        if (!repeats && !siblings.some(({ name }) => !isDryRun(name, binding))) continue;
        ctx.report('stopped', {
          at: ctx.manifest.valueSpan([...view.path, 'name']),
          data: { metric: view.name ?? '', use: use.user.title, repeats },
        });
        break;
      }
    }
  },
});
