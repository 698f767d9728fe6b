import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { MAY_FAIL, NEVER_FAILS, outcomeOf } from '../../src/lint/kit/queries/shell.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { listOf, objectOf, textsOf } from '../../src/manifest/controller/read.ts';
import type { JsonObject } from '../../src/yaml/tree.ts';

const job = (command: string) =>
  template(
    `provider:\n  job:\n    spec:\n      backoffLimit: 0\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: smoke\n              image: curlimages/curl:8.10.1\n${command}`,
  );

/** Scripts that do nothing on purpose. */
const NOTHING = /^(?:\s*(?:sleep\s+\S+|true|:|exit\s+0)\s*(?:;|&&|\n|$))+$/;
/** Names of jobs that are meant to pass. */
const ON_PURPOSE = /always|pass|dummy|no-?op|sleep|wait|demo|example|sample|placeholder/i;

export const jobAlwaysPasses = defineRule({
  id: 'provider/job-always-passes',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The script of a job metric ends with 0 whatever it finds.',
    details: `A job metric is Successful when its Job completes: the exit code is all that counts, neither its output nor the metric's conditions.
\`curl\` without \`--fail\` exits with 0 on HTTP 500. A script ends as its last command does, so one that ends with \`echo\` never fails, unless
\`set -e\` or an \`exit 1\` stops it before. Scripts that are more than plain commands, conditions and loops are not judged; one that only
sleeps, or whose name says that it always passes, gets a hint.`,
    references: ['argo-rollouts metricproviders/job/job.go Resume', 'curl: --fail'],
  },
  messages: {
    never: () => ({
      message: 'this job never fails: its last command always exits with 0',
      why: 'only the exit code counts: every measurement is Successful, whatever the script prints',
      help: 'let the script end with the check (`[ "$code" = 200 ]`), or with `exit 1` where it finds a fault',
    }),
    http: () => ({
      message: '`curl` without `--fail` exits with 0 on HTTP 500',
      why: 'only the exit code counts: a service that answers with errors passes',
      help: 'write `curl --fail`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: job('              command: [curl, --silent, http://checkout-canary.shop/health]'),
        finds: ['http@[curl, --silent, http://checkout-canary.shop/health]'],
      },
      {
        title: 'Prints what it should check.',
        yaml: job(
          '              command: [sh, -c]\n              args:\n                - |\n                  code=$(curl -s -o /dev/null -w "%{http_code}" http://checkout-canary.shop/health)\n                  echo $code',
        ),
        finds: ['never@args'],
      },
    ],
    good: [
      { yaml: job('              command: [curl, --fail, --silent, http://checkout-canary.shop/health]') },
      {
        yaml: job(
          '              command: [sh, -c]\n              args:\n                - |\n                  code=$(curl -s -o /dev/null -w "%{http_code}" http://checkout-canary.shop/health)\n                  [ "$code" = "200" ] || exit 1',
        ),
      },
    ],
  },
  check(ctx) {
    for (const { view, path, json } of providersOf(ctx.manifest, 'job')) {
      const spec = objectOf(json['spec']);
      const pod = objectOf(objectOf(spec['template'])['spec']);
      // A deadline fails the job even where nothing else does.
      if (spec['activeDeadlineSeconds'] !== undefined || pod['activeDeadlineSeconds'] !== undefined) continue;
      const containers = [...listOf(pod['initContainers']), ...listOf(pod['containers'])].map(objectOf);
      const outcomes = containers.map((container) => outcomeOf(wordsOf(container)));
      if (listOf(pod['containers']).length === 0 || outcomes.includes(MAY_FAIL)) continue;
      const isNever = outcomes.every((outcome) => outcome === NEVER_FAILS);
      const at = [...path, 'spec', 'template', 'spec', 'containers', 0];
      const field = objectOf(listOf(pod['containers'])[0])['args'] === undefined ? 'command' : 'args';
      const isMeant =
        ON_PURPOSE.test(`${view.name ?? ''} ${ctx.manifest.name ?? ''}`) ||
        containers.every((container) =>
          NOTHING.test(
            wordsOf(container)
              .join(' ')
              .replace(/^\S*sh -\w*c /, ''),
          ),
        );
      ctx.report(isNever ? 'never' : 'http', {
        at: ctx.manifest.valueSpan([...at, field]),
        data: undefined,
        severity: isMeant && isNever ? 'info' : 'warning',
      });
    }
  },
});

/** What a container runs; nothing where its image decides. */
const wordsOf = ({ command, args }: JsonObject): readonly string[] => {
  const program = textsOf(command);
  return program.length === 0 ? [] : [...program, ...textsOf(args)];
};
