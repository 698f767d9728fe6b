import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorBody } from '../../../src/manifest/controller/kubernetes/field-error.ts';
import { admitRun } from '../../../src/manifest/controller/metrics/admit.ts';
import { isObject } from '../../../src/manifest/controller/read.ts';
import { analysisReferences, validateAnalysis } from '../../../src/manifest/controller/references/analysis.ts';
import { ingressReferences, validateIngressConfig } from '../../../src/manifest/controller/references/ingress.ts';
import { appMeshReferences, mappingReferences } from '../../../src/manifest/controller/references/meshes.ts';
import { serviceReferences } from '../../../src/manifest/controller/references/services.ts';
import { validateReferences } from '../../../src/manifest/controller/references/validate.ts';
import {
  validateVirtualServiceConfig,
  virtualServiceReferences,
} from '../../../src/manifest/controller/references/virtual-service.ts';
import { basicCanaryCounts, routedCanaryCounts } from '../../../src/manifest/controller/replicas/counts.ts';
import { validateRollout } from '../../../src/manifest/controller/rollout/spec.ts';
import { validateStrategy } from '../../../src/manifest/controller/rollout/strategy.ts';
import type { Json, JsonObject, JsonPath } from '../../../src/yaml/tree.ts';

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const rollout = (canary: Json, spec: JsonObject = {}) => ({
  metadata: { name: 'r' },
  spec: { selector: { matchLabels: { app: 'a' } }, template, strategy: { canary }, ...spec },
});
const CANARY = ['spec', 'strategy', 'canary'];

/** Each error as its code and the path of the culprit below the canary. */
const culprits = (canary: Json) =>
  validateStrategy(rollout(canary)).map(({ code, path }) => [
    code,
    path.slice(0, 3).join() === CANARY.join() ? path.slice(3).join('.') : `/${path.join('.')}`,
  ]);

describe('a Rollout', () => {
  it('without any mistake has no errors', () => {
    expect(validateRollout(rollout({ steps: [{ setWeight: 5 }, { pause: {} }] }))).toEqual([]);
  });

  it.each<[string, JsonObject, [string, string][]]>([
    [
      'no selector',
      { selector: null },
      [
        ['selector-missing', 'spec.selector'],
        ['selector-mismatch', 'spec.template.metadata.labels'],
      ],
    ],
    ['an empty selector', { selector: {} }, [['selector-empty', 'spec.selector']]],
    [
      'a selector that does not fit',
      { selector: { matchLabels: { app: 'b' } } },
      [['selector-mismatch', 'spec.template.metadata.labels']],
    ],
    [
      'a selector with a bad key',
      { selector: { matchLabels: { 'a b': 'c' } } },
      [
        ['label-key', 'spec.selector.matchLabels.a b'],
        ['selector-invalid', 'spec.selector'],
      ],
    ],
    [
      'no containers',
      { template: { metadata: template.metadata } },
      [['containers-missing', 'spec.template.spec.containers']],
    ],
    [
      'a template beside a workloadRef',
      { workloadRef: { name: 'd' } },
      [['template-beside-workload-ref', 'spec.template']],
    ],
    ['negative replicas', { replicas: -1 }, [['replicas-negative', 'spec.replicas']]],
    [
      'a deadline before readiness',
      { minReadySeconds: 600 },
      [['progress-deadline-too-short', 'spec.minReadySeconds']],
    ],
    ['no strategy', { strategy: { canary: null } }, [['strategy-missing', 'spec.strategy']]],
    [
      'the same service twice',
      { strategy: { blueGreen: { activeService: 's', previewService: 's' } } },
      [['services-same', 'spec.strategy.blueGreen.activeService']],
    ],
  ])('with %s points at it', (_, spec, expected) => {
    expect(validateRollout(rollout({}, spec)).map(({ code, path }) => [code, path.join('.')])).toEqual(expected);
  });

  it('names the errors of its pod template as Kubernetes does', () => {
    const container = {
      image: '',
      ports: [{ containerPort: 80, name: 'HTTP' }],
      volumeMounts: [{ name: 'v', mountPath: '/' }],
    };
    const spec = {
      containers: [
        { name: 'c', ...container },
        { name: 'c', image: 'i' },
      ],
      restartPolicy: 'Never',
    };
    const errors = validateRollout(rollout({}, { template: { metadata: template.metadata, spec } }));
    expect(errors.map(({ text }) => text)).toEqual([
      'spec.template.spec.containers[0].image: Required value',
      'spec.template.spec.containers[0].ports[0].name: Invalid value: "HTTP": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'spec.template.spec.containers[0].ports[0].name: Invalid value: "HTTP": must contain at least one letter (a-z)',
      'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "v"',
      'spec.template.spec.containers[1].name: Duplicate value: "c"',
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ]);
  });
});

describe('a canary', () => {
  it.each<[string, Json, [string, string][]]>([
    ['surge and unavailable zero', { maxSurge: 0, maxUnavailable: '0%' }, [['surge-and-unavailable-zero', 'maxSurge']]],
    ['one service for both', { stableService: 's', canaryService: 's' }, [['services-same', 'stableService']]],
    [
      'a router without services',
      { trafficRouting: { smi: {} } },
      [
        ['service-missing', 'stableService'],
        ['service-missing', 'canaryService'],
      ],
    ],
    ['subsets instead of services', { trafficRouting: { istio: { destinationRule: {} } } }, []],
    [
      'ping-pong with nginx',
      {
        stableService: 's',
        canaryService: 'c',
        pingPong: { pingService: 'i', pongService: 'o' },
        trafficRouting: { nginx: {} },
      },
      [['ping-pong-router', 'pingPong']],
    ],
    [
      'a delay without routing',
      { scaleDownDelaySeconds: 5 },
      [['scale-down-delay-without-routing', 'scaleDownDelaySeconds']],
    ],
    [
      'an anti-affinity without weight',
      { antiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: {} } },
      [['anti-affinity-weight', 'antiAffinity.preferredDuringSchedulingIgnoredDuringExecution.weight']],
    ],
    ['an empty step', { steps: [{ pause: null }] }, [['step-empty', 'steps.0']]],
    ['two kinds in a step', { steps: [{ setWeight: 5, pause: {} }] }, [['step-multiple-kinds', 'steps.0']]],
    ['a weight beyond the end', { steps: [{ setWeight: 101 }] }, [['weight-out-of-range', 'steps.0.setWeight']]],
    ['days', { steps: [{ pause: { duration: '1d' } }] }, [['pause-duration', 'steps.0.pause.duration']]],
    [
      'a canary scale without routing',
      { steps: [{ setCanaryScale: {} }] },
      [['canary-scale-without-routing', 'steps.0.setCanaryScale']],
    ],
    [
      'a header route that is not managed',
      {
        trafficRouting: { istio: { destinationRule: {} }, managedRoutes: [{ name: 'x' }] },
        steps: [{ setHeaderRoute: { name: 'y', match: [{ headerName: 'h' }] } }],
      },
      [
        ['route-match-missing', 'steps.0.setHeaderRoute.match.0.headerValue'],
        ['managed-route-unknown', 'steps.0.setHeaderRoute.name'],
      ],
    ],
    [
      'a bad method twice',
      {
        trafficRouting: { plugins: { p: {} }, managedRoutes: [{ name: 'x' }] },
        steps: [{ setMirrorRoute: { name: 'x', match: [{ method: {} }] } }],
      },
      [
        ['route-match-missing', 'steps.0.setMirrorRoute.match.0.method'],
        ['route-match-missing', 'steps.0.setMirrorRoute.match.0.method'],
      ],
    ],
    [
      'metadata out of reach',
      {
        steps: [
          {
            experiment: {
              analyses: [{ args: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.labels.app' } } }] }],
            },
          },
        ],
      },
      [['argument-field-path', 'steps.0.experiment.analyses.0.args.0.valueFrom.fieldRef.fieldPath']],
    ],
  ])('with %s points at it', (_, canary, expected) => {
    expect(culprits(canary)).toEqual(expected);
  });

  it("writes fields without `.canary`, as the controller's texts do", () => {
    const [error] = validateStrategy(rollout({ steps: [{ setWeight: 101 }] }));
    expect(error).toMatchObject({
      field: 'spec.strategy.steps[0].setWeight',
      type: 'Invalid',
      value: '101',
      detail: 'SetWeight needs to be between 0 and 100',
      text: 'spec.strategy.steps[0].setWeight: Invalid value: 101: SetWeight needs to be between 0 and 100',
    });
    expect(error && errorBody(error)).toBe('Invalid value: 101: SetWeight needs to be between 0 and 100');
  });
});

describe('references', () => {
  const routed = (trafficRouting: Json, fields: JsonObject = {}) =>
    rollout({ stableService: 's', canaryService: 'c', trafficRouting, ...fields });

  it('to services stand where they are written', () => {
    const { spec } = routed({}, { pingPong: { pingService: 'i', pongService: 'o' } });
    expect(
      serviceReferences({ spec }).map(({ role, name, field }) => [role, name, field.path.slice(3).join('.')]),
    ).toEqual([
      ['stableService', 's', 'stableService'],
      ['canaryService', 'c', 'canaryService'],
      ['pingService', 'i', 'pingPong.pingService'],
      ['pongService', 'o', 'pingPong.pongService'],
    ]);
  });

  it('to a service have to fit the pods, but for the hash the controller sets', () => {
    const object = { metadata: { name: 's' }, spec: { selector: { app: 'b', 'rollouts-pod-template-hash': 'x' } } };
    expect(validateReferences(routed({}), { services: [{ role: 'stableService', object }] })).toMatchObject([
      {
        text: 'spec.strategy.canary.stableService: Invalid value: "s": Service "s" has unmatch label "app" in rollout',
        target: ['spec', 'selector', 'app'],
      },
    ]);
  });

  it('to ingresses are one or a list', () => {
    const both = routed({ nginx: { stableIngress: 'i', stableIngresses: ['j'] } });
    expect(ingressReferences(both).map(({ name, field }) => [name, field.path.at(-1)])).toEqual([['j', 0]]);
    expect(validateIngressConfig(both).map(({ text }) => text)).toEqual([
      'spec.strategy.canary.trafficRouting.nginx: Internal error: Either StableIngress or StableIngresses must be configured. Both are configured.',
    ]);
    expect(ingressReferences(both)[0]?.missing.text).toBe(
      'spec.strategy.canary.trafficRouting.nginx.StableIngresses: Invalid value: ["j"]: ingress.networking.k8s.io "j" not found',
    );
  });

  it('to an ingress need a rule for the stable service', () => {
    const ingress = { apiVersion: 'networking.k8s.io/v1', metadata: { name: 'i' }, spec: { rules: [] } };
    const errors = validateReferences(routed({ alb: { ingress: 'i', rootService: 'root' } }), { ingresses: [ingress] });
    expect(errors.map(({ detail }) => detail)).toEqual(['ingress `i` has no rules using service root backend']);
  });

  it('to virtual services may name a namespace', () => {
    const names = ['vs', 'vs.ns', 'a.b.ns', 'vs.ns.cluster.local'].map((name) => ({ name }));
    const istio = { virtualServices: names };
    expect(virtualServiceReferences(routed({ istio })).map(({ name, namespace }) => [name, namespace])).toEqual([
      ['vs', undefined],
      ['vs', 'ns'],
      ['a.b', 'ns'],
      ['vs', 'ns'],
    ]);
    expect(validateVirtualServiceConfig(routed({ istio: {} }))).toMatchObject([{ code: 'virtual-service-not-one' }]);
  });

  it('to a virtual service need a route to both services', () => {
    const route = (...hosts: string[]) => ({ route: hosts.map((host) => ({ destination: { host } })) });
    const istio = { virtualService: { name: 'vs' } };
    const check = (spec: Json) =>
      validateReferences(routed({ istio }), { virtualServices: [{ metadata: { name: 'vs' }, spec }] }).map(
        ({ code, target }) => [code, target?.join('.')],
      );
    expect(check({ http: [route('s.ns.svc', 'c')] })).toEqual([]);
    expect(check({ http: [route('s')] })).toEqual([['virtual-service-host-missing', 'spec.http.0']]);
    expect(check({ http: [{ name: 'x', ...route('s', 'c') }, route('s', 'c')] })).toEqual([
      ['virtual-service-routes-ambiguous', 'spec.http'],
    ]);
    expect(check({})).toEqual([['virtual-service-no-routes', 'spec']]);
    expect(check({ http: ['x'], tcp: [route('s', 'c')] })).toEqual([['virtual-service-bad-routes', 'spec.http']]);
  });

  it('to meshes have to be there', () => {
    expect(mappingReferences(routed({ ambassador: {} })).errors[0]?.detail).toBe('must provide at least one mapping');
    expect(appMeshReferences(routed({ appMesh: {} })).errors[0]?.path.at(-1)).toBe('virtualService');
    expect(mappingReferences(routed({ ambassador: { mappings: ['m'] } })).references).toMatchObject([{ name: 'm' }]);
  });
});

describe('the analysis of a Rollout', () => {
  const analysis = (spec: Json) => ({ metadata: { name: 't' }, spec });
  const metric = { name: 'm', interval: '1m', provider: { prometheus: {} } };
  const check = (canary: Json, spec: Json) => {
    const user = rollout(canary);
    return analysisReferences(user).flatMap((reference) => validateAnalysis(user, reference, [analysis(spec)], []));
  };

  it('has to end unless it runs in the background', () => {
    expect(check({ analysis: {} }, { metrics: [metric] })).toEqual([]);
    expect(check({ steps: [{ setWeight: 1 }, { analysis: {} }] }, { metrics: [metric] })).toMatchObject([
      {
        text: 'spec.strategy.canary.steps[1].analysis.templates: Invalid value: "t": AnalysisTemplate t has metric m which runs indefinitely. Invalid value for count: <nil>',
        path: [...CANARY, 'steps', 1, 'analysis', 'templates'],
        places: [{ source: 'template', index: 0, path: ['spec', 'metrics', 0, 'count'] }],
      },
    ]);
  });

  it('is tried with the values of its templates only', () => {
    const spec = { metrics: [{ ...metric, count: '{{args.n}}' }], args: [{ name: 'n' }] };
    const [error] = check({ steps: [{ analysis: { args: [{ name: 'n', value: '5' }] } }] }, spec);
    expect(error?.detail).toMatch(/Invalid value for count: dummy-value$/);
  });

  it('meets the rules of every step', () => {
    const rules = [{ metricName: 'm' }];
    const steps = [{ analysis: { dryRun: rules } }];
    const errors = check({ steps, analysis: {} }, { metrics: [{ ...metric, count: 1 }], dryRun: rules });
    expect(errors.map(({ code, path }) => [code, path.at(-3)])).toEqual([
      ['dry-run-collision', 0],
      ['dry-run-collision', 'canary'],
    ]);
  });

  it('points at the tag that names nothing', () => {
    const spec = { metrics: [{ ...metric, count: 1, successCondition: '{{args.x}}' }] };
    expect(check({ steps: [{ analysis: {} }] }, spec)).toMatchObject([
      { code: 'tag-unresolved', places: [{ path: ['spec', 'metrics', 0, 'successCondition'] }] },
    ]);
  });
});

describe('any document', () => {
  const everything = (value: Json): void => {
    const object = isObject(value) ? value : {};
    validateRollout(object);
    for (const reference of analysisReferences(object)) validateAnalysis(object, reference, [object], [object]);
    for (const list of [serviceReferences, ingressReferences, virtualServiceReferences]) list(object);
    validateReferences(object, {
      services: [{ role: 'stableService', object }],
      ingresses: [object],
      virtualServices: [object],
      mappings: [object],
      appMeshRouters: [object],
    });
    admitRun(object);
    basicCanaryCounts(object, undefined, undefined, []);
    routedCanaryCounts(object, undefined, undefined, undefined);
  };

  const full: JsonObject = {
    metadata: { name: 'r', labels: { app: 'a' }, annotations: { a: 'b' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'a' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
      template,
      metrics: [{ name: 'm', count: 1, interval: '1m', provider: { prometheus: { query: '{{args.a}}' } } }],
      args: [{ name: 'a', value: '1', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
      dryRun: [{ metricName: 'm' }],
      http: [{ name: 'x', route: [{ destination: { host: 'h', subset: 's' } }] }],
      tls: [{ match: [{ port: 1, sniHosts: ['h'] }], route: [] }],
      rules: [{ http: { paths: [{ backend: { service: { name: 's' } } }] } }],
      strategy: {
        canary: {
          stableService: 's',
          maxSurge: '25%',
          antiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: { weight: 1 } },
          pingPong: { pingService: 'a', pongService: 'b' },
          analysis: { templates: [{ templateName: 't' }], args: [{ name: 'a', value: '1' }], dryRun: [] },
          trafficRouting: {
            istio: {
              virtualService: { name: 'r', routes: ['x'], tlsRoutes: [{ port: 1 }] },
              destinationRule: { name: 'd' },
            },
            nginx: { stableIngresses: ['r'] },
            managedRoutes: [{ name: 'x' }],
          },
          steps: [
            { setWeight: 10, pause: { duration: '1m' } },
            { setHeaderRoute: { name: 'x', match: [{ headerName: 'h', headerValue: { exact: 'e' } }] } },
            { setMirrorRoute: { name: 'x', match: [{ method: { exact: 'e' } }] } },
            { analysis: { args: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: 'spec.replicas' } } }] } },
            { experiment: { templates: [{ weight: 1 }], analyses: [{ args: [{ name: 'a' }] }] } },
          ],
        },
      },
    },
    status: { canary: { weights: { canary: { weight: 1 }, stable: { weight: 9 } } }, currentStepIndex: 1 },
  };

  const paths = pathsOf(full);

  it('is survived, whatever stands at any place', () => {
    const junk = fc.oneof(
      fc.constantFrom<Json>(null, '', 0, -1, 1.5, true, [], {}, [null], 'x'.repeat(300)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, (path, value) => {
        expect(() => everything(replaced(full, path, JSON.parse(JSON.stringify(value))))).not.toThrow();
      }),
      { numRuns: 400 },
    );
    for (const path of paths) expect(() => everything(replaced(full, path, null))).not.toThrow();
  });
});

function pathsOf(value: Json, path: JsonPath = []): JsonPath[] {
  if (value === null || typeof value !== 'object') return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, held]) =>
      pathsOf(held, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function replaced(value: Json, path: JsonPath, by: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((held: Json, index) => (index === step ? replaced(held, rest, by) : held));
  return isObject(value) ? { ...value, [step]: replaced(value[step] ?? null, rest, by) } : value;
}
