import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { insertBefore } from '../../src/lint/kit/text/insert.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf, optionalObject } from '../../src/manifest/controller/read.ts';

const TEXT = 'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"';
const job = (policy: string) =>
  template(
    `provider:\n  job:\n    spec:\n      backoffLimit: 0\n      template:\n        spec:\n${policy}          containers:\n            - name: smoke\n              image: example.com/smoke:1`,
  );

export const jobRestartPolicy = defineRule({
  id: 'provider/job-restart-policy',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The pod of a job metric has no `restartPolicy` that a Job may have.',
    details: `Pods restart always where nothing is written, and the API server accepts no Job whose pods do. The controller adds nothing to the
spec. \`Never\` makes a failed pod a failed attempt; \`OnFailure\` runs the container again in the same pod.`,
    references: ['argo-rollouts metricproviders/job/job.go newMetricJob', 'Kubernetes batch/v1 Job validation'],
  },
  messages: {
    absent: () => ({
      message: 'the pod of this job has no `restartPolicy`',
      why: errorsAlways(TEXT),
      help: 'write `restartPolicy: Never`',
    }),
    wrong: ({ policy }: { policy: string }) => ({
      message: `the pod of a job cannot have \`restartPolicy: ${policy}\``,
      why: errorsAlways(TEXT),
      help: 'write `restartPolicy: Never`',
    }),
  },
  examples: {
    bad: [
      { yaml: job(''), finds: ['absent@spec'], fixed: job('          restartPolicy: Never\n') },
      {
        yaml: job('          restartPolicy: Always\n'),
        finds: ['wrong@Always'],
        fixed: job('          restartPolicy: Never\n'),
      },
    ],
    good: [{ yaml: job('          restartPolicy: OnFailure\n') }],
  },
  check(ctx) {
    for (const { path, json } of providersOf(ctx.manifest, 'job')) {
      const at = [...path, 'spec', 'template', 'spec'];
      const pod = optionalObject(objectOf(objectOf(json['spec'])['template'])['spec']);
      // A job without pods lacks more than a policy: the schema says so.
      if (pod === undefined) continue;
      const policy = pod['restartPolicy'];
      const node = ctx.manifest.node([...at, 'restartPolicy']);
      if (!isGiven(pod, 'restartPolicy')) {
        if (ctx.manifest.partial) continue;
        const [first] = Object.keys(pod);
        const edit =
          node !== undefined || first === undefined
            ? undefined
            : insertBefore(
                ctx.manifest,
                [...at, pod['containers'] === undefined ? first : 'containers'],
                'restartPolicy: Never',
              );
        ctx.report('absent', {
          at: ctx.manifest.keySpan(at),
          data: undefined,
          ...(edit === undefined ? {} : { fix: { kind: 'safe', title: 'Write restartPolicy: Never', edits: [edit] } }),
        });
      } else if (typeof policy === 'string' && !policy.includes('{{') && policy !== 'Never' && policy !== 'OnFailure') {
        const span = ctx.manifest.valueSpan([...at, 'restartPolicy']);
        ctx.report('wrong', {
          at: span,
          data: { policy },
          fix: { kind: 'safe', title: 'Write Never', edits: [{ span, text: 'Never' }] },
        });
      }
    }
  },
});
