import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { isDryRun } from '../../src/lint/kit/metrics/dry-run.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { metricsOf } from '../../src/manifest/metric.ts';

const bare = (lines: string) => template(lines).replace(/\n *successCondition:.*/, '');

export const none = defineRule({
  id: 'condition/none',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A metric has no condition, so that every answer is a success.',
    details: `Without a condition every measurement that gets an answer is Successful (the documentation says Inconclusive; the code does not). Jobs, Kayenta
and plugins decide themselves, and a web metric fails on every status outside 2xx, so they need none.`,
    references: ['argo-rollouts utils/evaluate/evaluate.go EvaluateResult', 'pitfall P12'],
  },
  messages: {
    none: ({ provider }: { provider: string }) => ({
      message: 'the metric has neither `successCondition` nor `failureCondition`',
      why: `every answer of ${provider} is Successful, whatever it says; only errors can stop the rollout`,
      help: 'write a condition; to record a metric without judging it, name it under `dryRun`',
    }),
  },
  examples: {
    bad: [{ yaml: bare('interval: 1m\ncount: 3'), finds: ['none@error-rate'] }],
    good: [
      { yaml: template('interval: 1m\ncount: 3') },
      {
        title: 'A web metric fails on every status outside 2xx.',
        yaml: bare('interval: 1m\ncount: 3\nprovider:\n  web:\n    url: https://checkout.example.com/healthz'),
      },
    ],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { provider, path, node, name } of metricsOf(ctx.manifest)) {
      if (provider === undefined || DECIDES_ITSELF.includes(provider)) continue;
      const given = ['successCondition', 'failureCondition'].map((key) => ctx.manifest.value([...path, key]));
      if (given.some((value) => value !== undefined && value !== null && value !== '')) continue;
      if (node.entry('<<') !== undefined || ctx.bindings.every((binding) => isDryRun(name, binding))) continue;
      ctx.report('none', { at: ctx.manifest.valueSpan([...path, 'name']), data: { provider } });
    }
  },
});

const DECIDES_ITSELF: readonly string[] = ['job', 'kayenta', 'plugin', 'web'];
