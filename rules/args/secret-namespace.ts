import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { argumentEntries } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';

const WEB = `
successCondition: result.ok == true
provider:
  web:
    url: https://checks.example.com/checkout
    headers:
      - key: Authorization
        value: Bearer {{args.token}}`;
const withSecret = (kind: string) =>
  template(WEB, {
    kind,
    args: '- name: token\n  valueFrom:\n    secretKeyRef:\n      name: metrics\n      key: token',
  });

export const secretNamespace = defineRule({
  id: 'args/secret-namespace',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'document',
  kinds: ['ClusterAnalysisTemplate'],
  docs: {
    summary: 'A cluster template reads a secret, which must exist in the namespace of every Rollout that uses it.',
    details: `A ClusterAnalysisTemplate has no namespace of its own. Its secrets are looked up in the namespace of the AnalysisRun, which is
that of the Rollout. Where it is missing the run ends in Error, and the rollout aborts.`,
    references: ['argo-rollouts analysis/analysis.go resolveArgs', 'argo-rollouts#4611', 'argo-rollouts#2954'],
  },
  messages: {
    namespace: ({ secret }: { secret: string }) => ({
      message: `secret \`${secret}\` is looked up in the namespace of each Rollout that uses this cluster template`,
      why: `where it is missing the run ends in Error ('secrets "${secret}" not found'), and the rollout aborts`,
      help: 'make sure that the secret exists in each of those namespaces',
    }),
  },
  examples: {
    bad: [{ yaml: withSecret('ClusterAnalysisTemplate'), finds: ['namespace@metrics'] }],
    good: [{ yaml: withSecret('AnalysisTemplate') }],
  },
  check(ctx) {
    const told = new Set<string>();
    for (const { path } of argumentEntries(ctx.manifest, ['spec', 'args'])) {
      const at = [...path, 'valueFrom', 'secretKeyRef', 'name'];
      const secret = ctx.manifest.value(at);
      if (typeof secret !== 'string' || told.has(secret)) continue;
      told.add(secret);
      ctx.report('namespace', { at: ctx.manifest.valueSpan(at), data: { secret } });
    }
  },
});
