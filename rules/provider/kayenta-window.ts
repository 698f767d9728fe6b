import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isObject, listOf, objectOf } from '../../src/manifest/controller/read.ts';

const SCOPE = 'scope: checkout, region: eu, step: 60';
const kayenta = (metric: string, control = '', experiment = '') =>
  template(
    `${metric}provider:\n  kayenta:\n    address: http://kayenta.monitoring:8090\n    application: checkout\n    canaryConfigName: checkout\n    metricsAccountName: prometheus\n    configurationAccountName: s3\n    storageAccountName: s3\n    threshold: {pass: 90, marginal: 75}\n    scopes:\n      - name: default\n        controlScope: {${SCOPE}${control}}\n        experimentScope: {${SCOPE}${experiment}}`,
  );

export const kayentaWindow = defineRule({
  id: 'provider/kayenta-window',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The window of a Kayenta scope is not complete.',
    details: `\`start\` and \`end\` stand in both scopes or in neither. Without \`start\` the window begins one \`interval\` of the metric ago, so there
must be one, or with \`lookback: true\` when the run began.`,
    references: ['argo-rollouts metricproviders/kayenta/kayenta.go getScopeRequest, getStartTime'],
  },
  messages: {
    oneSided: ({ field, scope }: { field: string; scope: string }) => ({
      message: `\`${field}\` stands in \`${scope}\` only`,
      why: errorsAlways(`controlScope.${field} and experimentScope.${field} must both be set or be empty`),
      help: `write \`${field}\` in both scopes, or in neither`,
    }),
    noInterval: () => ({
      message: 'this scope has no `start`, and the metric no `interval` to go back by',
      why: errorsAlways('Invalid duration "": time: invalid duration ""'),
      help: 'give the metric an `interval`, or write `lookback: true`',
    }),
  },
  examples: {
    bad: [
      { yaml: kayenta('interval: 10m\n', ", start: '2026-01-01T00:00:00Z'"), finds: ['oneSided@start'] },
      { yaml: kayenta(''), finds: ['noInterval@scopes'] },
    ],
    good: [{ yaml: kayenta('interval: 10m\n') }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { view, path, json } of providersOf(ctx.manifest, 'kayenta')) {
      let needsInterval = false;
      for (const [index, entry] of listOf(json['scopes']).entries()) {
        if (!isObject(entry)) continue;
        const scope = entry;
        const sides = ['controlScope', 'experimentScope'] as const;
        for (const field of ['start', 'end']) {
          const given = sides.filter((side) => isGiven(scope, side, field));
          const [only] = given;
          if (given.length !== 1 || only === undefined) continue;
          ctx.report('oneSided', {
            at: ctx.manifest.keySpan([...path, 'scopes', index, only, field]),
            data: { field, scope: only },
          });
        }
        needsInterval ||= sides.every((side) => !isGiven(scope, side, 'start'));
      }
      const hasInterval = isGiven(objectOf(ctx.manifest.value(view.path)), 'interval');
      if (needsInterval && !hasInterval && json['lookback'] !== true)
        ctx.report('noInterval', { at: ctx.manifest.keySpan([...path, 'scopes']), data: undefined });
    }
  },
});
