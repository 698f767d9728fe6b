import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf } from '../../src/manifest/controller/read.ts';

const kayenta = (threshold: string) =>
  template(
    `interval: 10m\nprovider:\n  kayenta:\n    address: http://kayenta.monitoring:8090\n    application: checkout\n    canaryConfigName: checkout\n    metricsAccountName: prometheus\n    configurationAccountName: s3\n    storageAccountName: s3\n    threshold: ${threshold}\n    scopes:\n      - name: default\n        controlScope: {scope: checkout, region: eu, step: 60}\n        experimentScope: {scope: checkout, region: eu, step: 60}`,
  );

export const kayentaThreshold = defineRule({
  id: 'provider/kayenta-threshold',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The thresholds of a Kayenta metric leave out a verdict.',
    details: `A score (0 to 100) of \`pass\` and above is Successful, one of \`marginal\` and above is Inconclusive, and one below is Failed. With \`marginal\`
at or above \`pass\` nothing is Inconclusive; with \`pass\` above 100 nothing passes; with \`pass\` at 0 nothing fails.`,
    references: ['argo-rollouts metricproviders/kayenta/kayenta.go evaluateResult'],
  },
  messages: {
    swapped: ({ pass, marginal }: { pass: number; marginal: number }) => ({
      message: `\`marginal: ${marginal}\` is above \`pass: ${pass}\``,
      why: `a score of ${pass} passes and one below fails: nothing is Inconclusive`,
      help: 'write the lower score as `marginal`',
    }),
    unreachable: ({ pass }: { pass: number }) => ({
      message: `\`pass: ${pass}\` is above the highest score, 100`,
      why: 'no measurement is Successful',
      help: 'write a score between 1 and 100',
    }),
    always: ({ pass }: { pass: number }) => ({
      message: `\`pass: ${pass}\` is reached by every score`,
      why: 'every measurement is Successful',
      help: 'write a score between 1 and 100',
    }),
  },
  examples: {
    bad: [
      { yaml: kayenta('{pass: 75, marginal: 90}'), finds: ['swapped@90'] },
      { yaml: kayenta('{pass: 900, marginal: 75}'), finds: ['unreachable@900'] },
      { yaml: kayenta('{pass: 0, marginal: 0}'), finds: ['always@0'] },
    ],
    good: [{ yaml: kayenta('{pass: 90, marginal: 75}') }],
  },
  check(ctx) {
    for (const { path, json } of providersOf(ctx.manifest, 'kayenta')) {
      const { pass, marginal } = objectOf(json['threshold']);
      if (typeof pass !== 'number') continue;
      const at = (field: string) => ctx.manifest.valueSpan([...path, 'threshold', field]);
      if (pass > 100) ctx.report('unreachable', { at: at('pass'), data: { pass } });
      else if (pass <= 0) ctx.report('always', { at: at('pass'), data: { pass } });
      else if (typeof marginal === 'number' && marginal > pass)
        ctx.report('swapped', { at: at('marginal'), data: { pass, marginal } });
    }
  },
});
