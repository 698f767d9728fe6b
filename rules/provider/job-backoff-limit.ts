import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { insertBefore } from '../../src/lint/kit/text/insert.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf, optionalObject } from '../../src/manifest/controller/read.ts';

const job = (limit: string) =>
  template(
    `provider:\n  job:\n    spec:\n${limit}      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: smoke\n              image: example.com/smoke:1`,
  );

export const jobBackoffLimit = defineRule({
  id: 'provider/job-backoff-limit',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary:
      'A job metric has no `backoffLimit`: Kubernetes tries a failing check seven times before it counts as failed.',
    details: `The controller waits for the Job to be Complete or Failed. With Kubernetes' default of 6 retries, each after twice the pause of the
one before (10 s, 20 s, 40 s …), a failing check takes more than ten minutes to fail, and passes if one of seven attempts does.`,
    references: [
      'argo-rollouts metricproviders/job/job.go newMetricJob, Resume',
      'Kubernetes: Pod backoff failure policy',
    ],
  },
  messages: {
    default: () => ({
      message: 'this job has no `backoffLimit`: a failing check is tried seven times',
      why: 'Kubernetes retries 6 times with growing pauses, over ten minutes; one attempt that passes makes the measurement Successful',
      help: 'write `backoffLimit: 0`, or how many retries you want',
    }),
  },
  examples: {
    bad: [{ yaml: job(''), finds: ['default@spec'], fixed: job('      backoffLimit: 0\n') }],
    good: [{ yaml: job('      backoffLimit: 1\n') }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { path, json } of providersOf(ctx.manifest, 'job')) {
      const spec = optionalObject(json['spec']);
      const pods = optionalObject(spec?.['template']);
      if (spec === undefined || pods === undefined || isGiven(spec, 'backoffLimit')) continue;
      // These say themselves when the job has failed.
      if (['activeDeadlineSeconds', 'podFailurePolicy', 'backoffLimitPerIndex'].some((field) => isGiven(spec, field)))
        continue;
      if (objectOf(pods['spec'])['containers'] === undefined) continue;
      const edit =
        ctx.manifest.node([...path, 'spec', 'backoffLimit']) === undefined
          ? insertBefore(ctx.manifest, [...path, 'spec', Object.keys(spec)[0] ?? 'template'], 'backoffLimit: 0')
          : undefined;
      ctx.report('default', {
        at: ctx.manifest.keySpan([...path, 'spec']),
        data: undefined,
        ...(edit === undefined ? {} : { fix: { kind: 'unsafe', title: 'Write backoffLimit: 0', edits: [edit] } }),
      });
    }
  },
});
