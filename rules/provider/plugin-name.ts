import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const plugin = (name: string) =>
  template(`interval: 1m\nprovider:\n  plugin:\n    ${name}:\n      address: http://prometheus.monitoring:9090`);

export const pluginName = defineRule({
  id: 'provider/plugin-name',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The name of a metric plugin is not of the form `namespace/name`.',
    details: `Plugins are installed under such names only (in the ConfigMap \`argo-rollouts-config\`), and found by the whole name. The key below
\`plugin\` is that name, not a field.`,
    references: [
      'argo-rollouts utils/config/config.go ValidateConfig',
      'argo-rollouts metricproviders/plugin/client/client.go',
    ],
  },
  messages: {
    form: ({ name }: { name: string }) => ({
      message: `\`${name}\` is no name of a plugin: those are of the form \`namespace/name\``,
      why: errorsAlways(
        `failed to create plugin: unable to get metric plugin: unable to start plugin system: unable to find plugin (${name}): plugin ${name} not configured in configmap`,
      ),
      help: 'write the name under which it is installed: `argoproj-labs/sample-prometheus`',
    }),
  },
  examples: {
    bad: [{ yaml: plugin('sample-prometheus'), finds: ['form@sample-prometheus'] }],
    good: [{ yaml: plugin('argoproj-labs/sample-prometheus') }],
  },
  check(ctx) {
    for (const { path, json } of providersOf(ctx.manifest, 'plugin')) {
      for (const name of Object.keys(json)) {
        if (/^[a-zA-Z0-9-]+\/[a-zA-Z0-9_.-]+$/.test(name) || name.includes('{{')) continue;
        ctx.report('form', { at: ctx.manifest.keySpan([...path, name]), data: { name } });
      }
    }
  },
});
