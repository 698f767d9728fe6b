import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { closedTextsAt, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const job = (name: string) =>
  template(
    'provider:\n  job:\n    spec:\n      backoffLimit: 0\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: smoke\n              image: example.com/smoke:1',
    { name: 'smoke' },
  ).replace('- name: smoke\n      provider', `- name: ${name}\n      provider`);

/** Of a name: what 63 letters leave beside the UID of the run, two dots and a number of one digit. */
const ROOM = 63 - 36 - 3;

export const jobMetricName = defineRule({
  id: 'provider/job-metric-name',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The name of a job metric becomes part of the name of its Job, and does not fit there.',
    details: `The Job is named \`<UID of the run>.<metric>.<number>\`, so the metric's name may hold lower-case letters, digits and \`-\` only. What is
longer than ${ROOM} characters is cut off (one more from the tenth measurement on): where the cut leaves a \`-\` at the end, the name is invalid,
and two metrics of one run whose first ${ROOM} characters are the same share one Job.`,
    references: ['argo-rollouts metricproviders/job/job.go newJobName, Run', 'Kubernetes: DNS subdomain names'],
  },
  messages: {
    invalid: ({ name, meant }: { name: string; meant: string }) => ({
      message: `\`${name}\` cannot be part of the name of a Job`,
      why: "the API server refuses the Job (\"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'\"): every measurement is an Error",
      help: `use lower-case letters, digits and \`-\`: \`${meant}\``,
    }),
    cut: ({ name, cut }: { name: string; cut: string }) => ({
      message: `\`${name}\` is cut to \`${cut}\` in the name of its Job, which must not end so`,
      why: 'the API server refuses the Job ("a lowercase RFC 1123 subdomain must … start and end with an alphanumeric character"): the measurement is an Error',
      help: `use a name of at most ${ROOM - 1} characters`,
    }),
    shared: ({ name, other, cut }: { name: string; other: string; cut: string }) => ({
      message: `\`${name}\` and \`${other}\` share one Job: both names are cut to \`${cut}\``,
      why: 'the controller takes the Job that is there for its own: one of the two checks is never run',
      help: `let the names differ in their first ${ROOM - 1} characters`,
    }),
  },
  examples: {
    bad: [
      { yaml: job('Smoke_Test'), finds: ['invalid@Smoke_Test'] },
      { yaml: job('checkout-service-canary-smoke'), finds: ['cut@checkout-service-canary-smoke'] },
    ],
    good: [{ yaml: job('smoke-test') }, { yaml: job('checkout-service-canaries-smoke') }],
  },
  check(ctx) {
    const seen = new Map<string, string>();
    for (const { view } of providersOf(ctx.manifest, 'job')) {
      const path = [...view.path, 'name'];
      for (const { text } of closedTextsAt(ctx.manifest, path, ctx.bindings)) {
        const name = text.value;
        if (name === '') continue;
        const at = ctx.manifest.valueSpan(path);
        const cut = [ROOM, ROOM - 1].map((length) => name.slice(0, length)).find((each) => !isLabelList(each));
        const other = seen.get(name.slice(0, ROOM));
        if (!isLabelList(name)) ctx.report('invalid', { at, data: { name, meant: mended(name) } });
        else if (name.length >= ROOM && cut !== undefined) ctx.report('cut', { at, data: { name, cut } });
        else if (other !== undefined && other !== name)
          ctx.report('shared', { at, data: { name, other, cut: name.slice(0, ROOM) } });
        else {
          seen.set(name.slice(0, ROOM), name);
          continue;
        }
        break;
      }
    }
  },
});

/** What may stand between the dots of a subdomain. */
const isLabelList = (name: string): boolean =>
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name);

const mended = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, ROOM - 1)
    .replace(/-+$/, '') || 'check';
