import { atoi } from '../../src/go/strconv.ts';
import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy, boundMetricsOf } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';

const FIELDS = [
  'count',
  'failureLimit',
  'inconclusiveLimit',
  'consecutiveErrorLimit',
  'consecutiveSuccessLimit',
] as const;

const EFFECT: Readonly<Record<(typeof FIELDS)[number], string>> = {
  count: 'as `count: 0`: one measurement without an interval, and measuring without end with one',
  failureLimit: 'as `failureLimit: 0`: the first failed measurement fails the metric',
  inconclusiveLimit: 'as `inconclusiveLimit: 0`: the first inconclusive measurement pauses the rollout',
  consecutiveErrorLimit: 'as `consecutiveErrorLimit: 0`: the first error of the provider ends the run',
  consecutiveSuccessLimit: 'as `consecutiveSuccessLimit: 0`, which is the same as none',
};

export const notAnInteger = defineRule({
  id: 'metric/not-an-integer',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A count or a limit is a text that is no whole number, and silently counts as 0.',
    details: `Limits may be numbers or texts (so that arguments can fill them in). A text that is no whole number is not refused: it counts
as 0. Percentages, decimals, units and empty texts all do.`,
    references: ['k8s.io/apimachinery intstr.IntOrString.IntValue'],
  },
  messages: {
    zero: ({ field, value, users }: { field: (typeof FIELDS)[number]; value: string; users: string }) => ({
      message: `\`${field}: "${value}"\`${users} is no whole number`,
      why: `the controller reads it without a complaint ${EFFECT[field]}`,
      help: 'write a whole number; percentages are not known here',
    }),
  },
  examples: {
    bad: [
      { yaml: template("interval: 1m\ncount: 5\nfailureLimit: '20%'"), finds: ["zero@'20%'"] },
      {
        title: 'The default of the argument counts.',
        yaml: template('interval: 1m\ncount: "{{args.count}}"', { args: "- name: count\n  value: '5.5'" }),
        finds: ['zero@"{{args.count}}"'],
      },
    ],
    good: [{ yaml: template("interval: 1m\ncount: '5'\nfailureLimit: 2") }],
  },
  check(ctx) {
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      for (const field of FIELDS) {
        const hits = bound.filter(({ json, open }) => {
          const value = json[field];
          return typeof value === 'string' && !open.has(field) && !atoi(value).ok;
        });
        const [first] = hits;
        if (first === undefined) continue;
        const users = hits.map(({ binding }) => binding);
        ctx.report('zero', {
          at: ctx.manifest.valueSpan([...first.view.path, field]),
          data: { field, value: String(first.json[field]), users: asUsedBy(users, hits.length === bound.length) },
        });
      }
    }
  },
});
