import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { metricsOf } from '../../src/manifest/metric.ts';

const job = (lines: string) =>
  template(`${lines}
provider:
  job:
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: smoke
              image: example.com/smoke:1`);

export const ignoredByJob = defineRule({
  id: 'condition/ignored-by-job',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A condition is set where the provider never reads it.',
    details: `A Job is Successful when it completes and Failed when it fails; Kayenta compares its score with \`threshold\`. Neither evaluates a
condition, nor is the output of a Job read.`,
    references: [
      'argo-rollouts metricproviders/job/job.go',
      'argo-rollouts metricproviders/kayenta/kayenta.go',
      'pitfall P65',
    ],
  },
  messages: {
    job: ({ name }: { name: string }) => ({
      message: `\`${name}\` is never read: a Job decides by its exit code`,
      why: 'the Job is Successful when its pod exits with 0, whatever it prints and whatever the condition says',
      help: 'remove the condition, and let the script exit with something else than 0 where the check fails',
    }),
    kayenta: ({ name }: { name: string }) => ({
      message: `\`${name}\` is never read: Kayenta’s score decides`,
      why: 'the score is compared with `threshold.pass` and `threshold.marginal`',
      help: 'remove the condition, and set the thresholds',
    }),
  },
  examples: {
    bad: [{ yaml: job('successCondition: result == 0'), finds: ['job@successCondition'] }],
    good: [{ yaml: job('interval: 1m\ncount: 2') }],
  },
  check(ctx) {
    for (const { provider, path } of metricsOf(ctx.manifest)) {
      if (provider !== 'job' && provider !== 'kayenta') continue;
      for (const name of ['successCondition', 'failureCondition']) {
        const value = ctx.manifest.value([...path, name]);
        if (value === undefined || value === null || value === '') continue;
        ctx.report(provider, { at: ctx.manifest.keySpan([...path, name]), data: { name } });
        // One mistake: the provider.
        break;
      }
    }
  },
});
