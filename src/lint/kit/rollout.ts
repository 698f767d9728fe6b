import type { FieldError } from '../../manifest/controller/kubernetes/field-error.ts';
import { listOf, objectOf, optionalObject } from '../../manifest/controller/read.ts';
import { validateRollout } from '../../manifest/controller/rollout/spec.ts';
import type { CanaryStep } from '../../manifest/controller/types.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { JsonObject, JsonPath } from '../../yaml/tree.ts';

const known = new WeakMap<Manifest, readonly FieldError[]>();

/**
 * What the controller's validation says of a Rollout, for these codes. Of a patch only what it writes itself is judged: a
 * fault whose place does not exist in it may be mended by its base.
 */
export function rolloutFaults(manifest: Manifest, codes: readonly string[]): readonly FieldError[] {
  let faults = known.get(manifest);
  if (faults === undefined) {
    const all = validateRollout(manifest.json);
    faults = manifest.partial
      ? all.filter(({ path, type }) => type !== 'Required' && manifest.node(path) !== undefined)
      : all;
    known.set(manifest, faults);
  }
  return faults.filter(({ code }) => codes.includes(code));
}

/** What follows from any fault of validation, in the controller's words. */
export const refused = (text: string): string =>
  `the controller refuses the Rollout: it is Degraded with InvalidSpec ("${text}")`;

/** A canary step with its place; `index` counts from 0. */
export interface StepView {
  readonly step: CanaryStep & JsonObject;
  readonly index: number;
  readonly path: JsonPath;
}

/** The steps of a canary, entries that are no maps left out. */
export const stepsOf = (manifest: Manifest): readonly StepView[] => {
  const path = ['spec', 'strategy', 'canary', 'steps'];
  return listOf(manifest.value(path)).flatMap((entry, index) => {
    const step = optionalObject(entry);
    return step === undefined ? [] : [{ step, index, path: [...path, index] }];
  });
};

/** `spec.strategy.canary`, or undefined where there is none. */
export const canaryOf = (manifest: Manifest): JsonObject | undefined =>
  optionalObject(manifest.value(['spec', 'strategy', 'canary']));

/** `trafficRouting` where it is written. */
export const routingOf = (manifest: Manifest): JsonObject | undefined =>
  optionalObject(objectOf(canaryOf(manifest))['trafficRouting']);
