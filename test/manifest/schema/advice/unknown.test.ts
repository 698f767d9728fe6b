import { describe, expect, test } from 'vitest';
import type { SchemaProblem, UnknownField } from '../../../../src/manifest/schema/problem.ts';
import { metric, object, problemsIn, prometheus, step, strategy } from '../manifest-of.ts';

function onlyUnknown(text: string): UnknownField {
  const problems: readonly SchemaProblem[] = problemsIn(text);
  const unknown = problems.filter((problem): problem is UnknownField => problem.kind === 'unknown-field');
  const [first] = unknown;
  if (problems.length !== 1 || first === undefined)
    throw new Error(`not one unknown field: ${JSON.stringify(problems)}`);
  return first;
}

describe('a field that is misplaced', () => {
  test.each([
    ['interval in a provider', prometheus('query: up\ninterval: 1m'), 'above', 'spec.metrics[0]', 'interval: 1m'],
    [
      'a condition in a provider',
      prometheus('successCondition: result > 1'),
      'above',
      'spec.metrics[0]',
      'successCondition: result > 1',
    ],
    ['args in a provider', prometheus('args: [{ name: a }]'), 'above', 'spec', 'args: …'],
    ['args in a metric', metric('args: []\nprovider: { web: { url: x } }'), 'above', 'spec', 'args: …'],
    [
      'a duration beside a pause',
      step('pause: {}\nduration: 5m'),
      'inside',
      'spec.strategy.canary.steps[0].pause',
      'pause: { duration: 5m }',
    ],
    [
      'clusterScope in a step',
      step('clusterScope: true\nanalysis: { templates: [] }'),
      'inside',
      'spec.strategy.canary.steps[0].analysis.templates[]',
      'analysis: { templates: [{ clusterScope: true }] }',
    ],
    [
      'templates in a step',
      step('templates: []'),
      'inside',
      'spec.strategy.canary.steps[0].analysis',
      'analysis: { templates: … }',
    ],
    [
      'startingStep in an inline step',
      step('analysis: { startingStep: 2 }'),
      'elsewhere',
      'spec.strategy.canary.analysis',
      'startingStep: 2',
    ],
    ['failureLimit in a step', step('analysis: { failureLimit: 2 }'), 'kind', 'spec.metrics[]', 'failureLimit: 2'],
    [
      'templates in spec.analysis',
      object('Rollout', 'analysis: { templates: [] }'),
      'elsewhere',
      'spec.strategy.canary.analysis',
      'templates: …',
    ],
    [
      'history limits in the canary',
      strategy('canary: { analysis: { successfulRunHistoryLimit: 3 } }'),
      'elsewhere',
      'spec.analysis',
      'successfulRunHistoryLimit: 3',
    ],
    [
      'steps in a blue-green strategy',
      strategy('blueGreen: { activeService: a, steps: [] }'),
      'elsewhere',
      'spec.strategy.canary',
      'steps: …',
    ],
    [
      'steps in the spec',
      object('Rollout', 'steps: []'),
      'inside',
      'spec.strategy.canary',
      'strategy: { canary: { steps: … } }',
    ],
    ['canary in the spec', object('Rollout', 'canary: {}'), 'inside', 'spec.strategy', 'strategy: { canary: … }'],
    [
      'templates beside steps',
      strategy('canary: { templates: [] }'),
      'inside',
      'spec.strategy.canary.analysis',
      'analysis: { templates: … }',
    ],
    [
      'args in a reference',
      step('analysis: { templates: [{ templateName: t, args: [] }] }'),
      'above',
      'spec.strategy.canary.steps[0].analysis',
      'args: …',
    ],
    [
      'a query without a provider',
      metric('query: up\nprovider: { prometheus: {} }'),
      'inside',
      'spec.metrics[0].provider.prometheus',
      'provider: { prometheus: { query: up } }',
    ],
    [
      'a provider without provider',
      metric('prometheus: { query: up }'),
      'inside',
      'spec.metrics[0].provider',
      'provider: { prometheus: … }',
    ],
    [
      'another provider’s field',
      metric('provider: { web: { url: x, rangeQuery: {} } }'),
      'elsewhere',
      'spec.metrics[0].provider.prometheus',
      'rangeQuery: …',
    ],
    [
      'a level left out',
      metric('provider: { job: { template: {} } }'),
      'inside',
      'spec.metrics[0].provider.job.spec',
      'spec: { template: … }',
    ],
    [
      'a secret in a Rollout',
      strategy('canary: { analysis: { args: [{ name: a, valueFrom: { secretKeyRef: { name: s, key: k } } }] } }'),
      'kind',
      'spec.args[].valueFrom',
      'secretKeyRef: …',
    ],
    ['ttlStrategy in a template', object('AnalysisTemplate', 'ttlStrategy: {}'), 'kind', 'spec', 'ttlStrategy: …'],
  ])('%s', (_, text, relation, at, example) => {
    const { belongs, nearest, meant } = onlyUnknown(text);
    expect({ nearest, meant }).toEqual({});
    expect(belongs).toMatchObject({ relation, object: at, example });
  });

  test('that stands at its right place as well', () => {
    const text = metric('interval: 1m\nprovider: { prometheus: { interval: 2m } }');
    expect(onlyUnknown(text).belongs).toMatchObject({ object: 'spec.metrics[0]', present: true });
  });

  test('the kind that has the field is named', () => {
    expect(onlyUnknown(step('analysis: { failureLimit: 2 }')).belongs?.kind).toBe('AnalysisTemplate');
  });
});

describe('a field that is misspelt', () => {
  test.each([
    [metric('successcondition: x\nprovider: { web: { url: x } }'), 'successCondition', true],
    [metric('success_condition: x\nprovider: { web: { url: x } }'), 'successCondition', true],
    [metric('failureLimt: 1\nprovider: { web: { url: x } }'), 'failureLimit', false],
    [metric('provider: { newrelic: { query: x } }'), 'newRelic', true],
    [prometheus('timeoutSeconds: 5'), 'timeout', false],
    [strategy('blueGreen: { activeservice: a }'), 'activeService', true],
    [step('setWieght: 5'), 'setWeight', false],
    [strategy('bluegreen: {}'), 'blueGreen', true],
  ])('%s', (text, name, certain) => {
    expect(onlyUnknown(text).nearest).toMatchObject({ name, certain });
  });

  test('takes the value along where the right field has another type', () => {
    const { nearest } = onlyUnknown(metric('initialDelaySeconds: 30\nprovider: { web: { url: x } }'));
    expect(nearest).toEqual({ name: 'initialDelay', certain: false, value: { text: '30s', certain: false } });
    const web = onlyUnknown(metric('provider: { web: { url: x, timeout: 10s } }'));
    expect(web.nearest).toEqual({ name: 'timeoutSeconds', certain: false, value: { text: '10', certain: true } });
  });

  test('and required is not missing as well', () => {
    expect(problemsIn(metric('Provider: { web: { url: x } }'))).toHaveLength(1);
    expect(problemsIn(object('Experiment', 'template: []'))).toHaveLength(1);
  });
});

describe('a field of which much is known', () => {
  test.each([
    [prometheus('url: http://p'), 'address: http://p'],
    [prometheus('expr: up'), 'query: up'],
    [metric('threshold: 0.95\nprovider: { web: { url: x } }'), 'successCondition: result[0] >= 0.95'],
    [metric('failureThreshold: 2\nprovider: { web: { url: x } }'), 'failureLimit: 2'],
    [step('weight: 20'), 'setWeight: 20'],
    [step('pause: { seconds: 20 }'), 'duration: 20'],
    [step('analysis: { templates: [{ name: t }] }'), 'templateName: t'],
    [metric('provider: { web: { uri: http://x } }'), 'url: http://x'],
  ])('%s', (text, write) => {
    expect(onlyUnknown(text).meant).toEqual({ write });
  });

  test.each([
    [strategy('blueGreen: { activeService: a, analysis: {} }'), 'prePromotionAnalysis'],
    [strategy('rollingUpdate: {}'), 'Deployment'],
    [strategy('canary: { trafficRouting: { gatewayAPI: {} } }'), 'plugins'],
    [object('Rollout', 'template: { metadata: { name: x }, spec: { containers: [] } }'), 'labels'],
    [object('Experiment', 'templates: [{ name: a, selector: {}, spec: {} }]'), '`template`'],
  ])('%s', (text, word) => {
    expect(onlyUnknown(text).meant?.note).toContain(word);
  });
});

describe('a field of which nothing is known', () => {
  test('has no advice', () => {
    const { nearest, belongs, meant, valid } = onlyUnknown(strategy('unknown-strategy: {}'));
    expect({ nearest, belongs, meant, valid }).toEqual({ valid: ['canary', 'blueGreen'] });
  });

  test('names that stand everywhere say nothing', () => {
    expect(onlyUnknown(strategy('canary: { analysis: { name: x } }')).belongs).toBeUndefined();
  });
});

describe('a field that was given up', () => {
  test('the template of an analysis', () => {
    expect(problemsIn(step('analysis: { templateName: t }'))).toMatchObject([
      { kind: 'removed-field', in: '1.0', example: 'templates: [{ templateName: t }]', complete: true },
    ]);
  });

  test('with the scope of its template', () => {
    const problems = problemsIn(step('analysis:\n  templateName: t\n  clusterScope: true'));
    expect(problems).toMatchObject([{ name: 'templateName', complete: false }, { name: 'clusterScope' }]);
  });

  test('is current in an experiment', () => {
    const text = step(
      'experiment: { templates: [{ name: a, specRef: stable }], analyses: [{ name: a, templateName: t }] }',
    );
    expect(problemsIn(text)).toEqual([]);
  });
});
