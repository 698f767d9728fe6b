import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { nameOf } from '../../../src/manifest/controller/arguments/collect.ts';
import { isObject, textOf } from '../../../src/manifest/controller/read.ts';
import { ingressBackends, ingressReferences } from '../../../src/manifest/controller/references/ingress.ts';
import { serviceReferences } from '../../../src/manifest/controller/references/services.ts';
import { validateReferences } from '../../../src/manifest/controller/references/validate.ts';
import { virtualServiceReferences } from '../../../src/manifest/controller/references/virtual-service.ts';
import { canaryOf } from '../../../src/manifest/controller/rollout/defaults.ts';
import { validateRollout } from '../../../src/manifest/controller/rollout/spec.ts';
import type { JsonObject } from '../../../src/yaml/tree.ts';

const directory = path.join(
  process.env['ROLLOUTLINT_CONFORMANCE'] ?? path.resolve('../shared/conformance'),
  'argo-lint',
);
const isThere = existsSync(directory);
if (!isThere) console.log('argo-lint: no files in ROLLOUTLINT_CONFORMANCE, skipped');

/** What `kubectl argo rollouts lint` says of a file: the Rollouts in it, with what the file has of their references. */
function lint(text: string): readonly string[] {
  const objects = parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter(isObject);
  const ofKind = (kind: string): readonly JsonObject[] => objects.filter((object) => textOf(object['kind']) === kind);
  return ofKind('Rollout').flatMap((rollout) => {
    const services = serviceReferences(rollout).flatMap(({ role, name }) =>
      ofKind('Service')
        .filter((service) => nameOf(service) === name)
        .map((object) => ({ role, object })),
    );
    const ingressNames = ingressReferences(rollout).map(({ name }) => name);
    const stableService = textOf(canaryOf(rollout)?.stableService);
    // An ingress counts only if it already sends to the stable service.
    const ingresses = ofKind('Ingress').filter(
      (ingress) => ingressNames.includes(nameOf(ingress)) && ingressBackends(ingress).includes(stableService),
    );
    const virtualServiceNames = virtualServiceReferences(rollout).map(({ written }) => written);
    const virtualServices = ofKind('VirtualService').filter((object) => virtualServiceNames.includes(nameOf(object)));
    return [...validateRollout(rollout), ...validateReferences(rollout, { services, ingresses, virtualServices })].map(
      (error) => error.text,
    );
  });
}

const files = isThere ? readdirSync(directory).filter((file) => /\.(json|ya?ml)$/.test(file)) : [];
const lintFile = (file: string): readonly string[] => lint(readFileSync(path.join(directory, file), 'utf8'));

/** What the controller's own lint says first, without the order in which files name services. */
const MAX_SURGE = 'spec.strategy.maxSurge: Invalid value: 0: MaxSurge and MaxUnavailable both can not be zero';
const REFUSALS: Readonly<Record<string, string>> = {
  'invalid.yml': MAX_SURGE,
  'invalid.json': MAX_SURGE,
  'invalid-multiple-docs.yml': MAX_SURGE,
  'invalid-empty-rollout-vsvc.yml': "spec.selector: Required value: Rollout has missing field '.spec.selector'",
  'invalid-service-labels.yml':
    'spec.strategy.canary.canaryService: Invalid value: "istio-host-split-canary": Service "istio-host-split-canary" has unmatch label "app" in rollout',
  'invalid-ping-pong.yml':
    'spec.strategy.canary.pingPong.pingService: Invalid value: "ping-service": Service "ping-service" has unmatch label "app" in rollout',
  'invalid-ingress-smi-multi.yml':
    'spec.strategy.canary.canaryService: Invalid value: "rollout-smi-experiment-canary": Service "rollout-smi-experiment-canary" has unmatch label "app" in rollout',
  'invalid-nginx-canary.yml':
    'spec.strategy.steps[1].experiment.templates[0].weight: Invalid value: 20: Experiment template weight is only available for TrafficRouting with SMI, ALB, Istio and Plugins at this time',
};

describe.skipIf(!isThere)("the files of the controller's own lint", () => {
  it.each(files.filter((file) => file.startsWith('valid')))('has nothing against %s', (file) => {
    expect(lintFile(file)).toEqual([]);
  });

  it.each(files.filter((file) => file.startsWith('invalid')))('refuses %s', (file) => {
    expect(lintFile(file)).not.toEqual([]);
  });

  it.each(Object.entries(REFUSALS).filter(([file]) => files.includes(file)))(
    'refuses %s for its reason',
    (file, text) => {
      expect(lintFile(file)).toContain(text);
    },
  );
});
