import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { metricsOf } from '../../src/manifest/metric.ts';

const STEP = canary(
  'steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: errors\n        - templateName: latency',
);
const one = (name: string, metric: string) =>
  template('interval: 1m\ncount: 3', { name }).replace(`- name: ${name}`, `- name: ${metric}`);

export const metricInTwoTemplates = defineRule({
  id: 'reference/metric-in-two-templates',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'Experiment'],
  docs: {
    summary: 'Two templates of one analysis have metrics of the same name.',
    details:
      'The templates of one analysis, and those that they name, become one AnalysisRun, in which names are unique.',
    references: ['argo-rollouts utils/analysis/helpers.go flattenMetrics', 'argo-rollouts#2374'],
  },
  messages: {
    collision: ({
      metric,
      templates,
      use,
      text,
    }: {
      metric: string;
      templates: string;
      use: string;
      text: string;
    }) => ({
      message: `${templates} both have a metric \`${metric}\`, and ${use} runs them together`,
      why: `they cannot become one AnalysisRun ("${text}"): the controller refuses the Rollout, an Experiment ends in Error`,
      help: 'rename one of the metrics',
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(STEP, one('errors', 'rate'), one('latency', 'rate')),
        finds: ['collision@latency'],
      },
    ],
    good: [{ yaml: documents(STEP, one('errors', 'rate'), one('latency', 'p99')) }],
  },
  check(ctx) {
    const told = new Set<string>();
    for (const use of ctx.uses) {
      if (use.mergeError?.code !== 'metric-name-collision') continue;
      const metrics = use.templates.flatMap((owner) => metricsOf(owner).map((view) => ({ owner, view })));
      const second = metrics.find(({ owner, view }, index) =>
        metrics.slice(0, index).some((each) => each.view.name === view.name && each.owner !== owner),
      );
      const first = metrics.find(({ view }) => second !== undefined && view.name === second.view.name);
      if (first === undefined || second === undefined) continue;
      const metric = second.view.name ?? '';
      const key = `${metric} ${first.owner.file.path} ${second.owner.file.path} ${second.owner.root.span.start}`;
      if (told.has(key)) continue;
      told.add(key);
      const names = [first, second].map(({ owner }) => `\`${owner.name ?? ''}\``).join(' and ');
      const reference = use.references.find(
        ({ lookup, via }) => via.length === 0 && lookup.status === 'found' && lookup.manifest === second.owner,
      );
      const path = (reference ?? use.references[0])?.path;
      ctx.report('collision', {
        at: ctx.manifest.valueSpan([...(path ?? use.path), 'templateName']),
        data: { metric, templates: `templates ${names}`, use: use.title, text: use.mergeError.text },
        related: [first, second].map(({ owner, view }) => ({
          at: { file: owner.file.path, span: owner.valueSpan([...view.path, 'name']) },
          label: `in \`${owner.name ?? ''}\``,
        })),
      });
    }
  },
});
