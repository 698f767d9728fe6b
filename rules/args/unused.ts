import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { argumentEntries } from '../../src/lint/kit/templates/arguments.ts';
import { placeholdersOf } from '../../src/lint/kit/templates/placeholders.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import { metricsOf } from '../../src/manifest/metric.ts';
import type { BoundArgument } from '../../src/workspace/workspace.ts';

const query = `
provider:
  prometheus:
    address: http://prometheus.monitoring:9090
    query: sum(rate(http_requests_total{service="{{args.service}}",code=~"5.."}[2m])) or vector(0)`;

export const unused = defineRule({
  id: 'args/unused',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A declared argument is used by no metric.',
    details: `An argument without a default must be passed even if nothing uses it; and an argument that was meant to scope a query but
is not in it lets the query measure everything. Arguments count as used in every field of a metric, in job specs, headers and keys, and in
the metrics of templates that run together with this one.`,
    references: ['argo-rollouts utils/analysis/helpers.go ResolveArgs'],
  },
  messages: {
    required: ({ name }: { name: string }) => ({
      message: `argument \`${name}\` is declared, but no metric uses it`,
      why: `whoever uses the template must pass it all the same ("args.${name} was not resolved")`,
      help: `use it (\`{{args.${name}}}\`), or remove it`,
    }),
    optional: ({ name }: { name: string }) => ({
      message: `argument \`${name}\` is declared, but no metric uses it`,
      why: 'whatever is passed for it changes nothing',
      help: `use it (\`{{args.${name}}}\`), or remove it`,
    }),
  },
  examples: {
    bad: [{ yaml: template(query, { args: '- name: service\n- name: region' }), finds: ['required@region'] }],
    good: [{ yaml: template(query, { args: '- name: service' }) }],
  },
  check(ctx) {
    if (ctx.manifest.partial || metricsOf(ctx.manifest).length === 0) return;
    // Templates that run together share their arguments.
    const together = new Set<Manifest>([ctx.manifest]);
    for (const { use } of ctx.bindings) {
      if (use !== undefined && use.kind !== 'analysisRun' && !use.resolved) return;
      for (const each of use?.templates ?? []) together.add(each);
    }
    if (ctx.manifest.node(['spec', 'templates']) !== undefined && together.size === 1) return;
    const tags = [...together].flatMap((each) => placeholdersOf(each));
    const used = new Set(tags.map(({ tag }) => tag.argument));
    // An argument that is used under another name than it is declared: args/undeclared.
    const declared = new Set(ctx.bindings.flatMap(({ args }) => [...args.values()]).flatMap(declaredName));
    if (placeholdersOf(ctx.manifest).some(({ tag }) => tag.argument !== undefined && !declared.has(tag.argument)))
      return;
    for (const { name, path } of argumentEntries(ctx.manifest, ['spec', 'args'])) {
      if (used.has(name) || tags.some(({ tag }) => tag.inner.includes(`args.${name}`))) continue;
      const required = ['value', 'valueFrom'].every((field) => ctx.manifest.node([...path, field]) === undefined);
      ctx.report(required ? 'required' : 'optional', {
        at: ctx.manifest.valueSpan([...path, 'name']),
        data: { name },
      });
    }
  },
});

const declaredName = ({ name, declared }: BoundArgument): readonly string[] => (declared === undefined ? [] : [name]);
