import type { JsonPath } from '../../../yaml/tree.ts';
import { downwardValue, isDownwardPath } from '../arguments/field-path.ts';
import {
  child,
  type Field,
  type FieldError,
  invalid,
  item,
  movedTo,
  required,
  shown,
} from '../kubernetes/field-error.ts';
import { isObject, isSet, listOf, objectOf, optionalInteger, textOf, type Value } from '../read.ts';
import { pauseSeconds } from '../scalars/pause.ts';
import type { CanaryStep, Rollout, TrafficRouting } from '../types.ts';
import { hasPlugins, maxTrafficWeightOf } from './defaults.ts';
import { validateRoutes } from './routes.ts';

/** The kinds of step, in the order in which the controller asks which one it is when it asks whether the step is complete. */
export const STEP_ACTIONS = [
  'pause',
  'setCanaryScale',
  'setWeight',
  'experiment',
  'analysis',
  'setHeaderRoute',
  'setMirrorRoute',
  'plugin',
] as const;

const STEP_DETAIL = 'Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause';

/** One step of argo-rollouts validation.go ValidateRolloutStrategyCanary, in its order. */
export function validateStep(
  rollout: Rollout,
  routing: TrafficRouting | undefined,
  step: CanaryStep,
  at: Field,
  strategy: Field,
): readonly FieldError[] {
  return [
    ...validateKinds(step, at),
    ...validateWeight(rollout, step, at),
    ...validatePause(step, at),
    ...validateScale(routing, step, at, strategy),
    ...validateRoutes(routing, step, at, strategy),
    ...validateExperimentWeights(routing, step, at),
    ...validateArguments(rollout, step, at),
  ];
}

/** validation.go hasMultipleStepsType, which knows four of the eight kinds, and the check for none. */
function validateKinds(step: CanaryStep, at: Field): FieldError[] {
  const errors: FieldError[] = [];
  const counted = [step.experiment, step.pause, step.setWeight, step.analysis].map(isSet);
  const names = ['Experiment', 'Pause', 'SetWeight', 'Analysis'];
  if (counted.filter(Boolean).length > 1) {
    const value = names.map((name, index) => `step.${name}: ${counted[index]}`).join(' ');
    errors.push(invalid(at, 'step-multiple-kinds', shown(value), STEP_DETAIL));
  }
  const others = [step.setCanaryScale, step.setHeaderRoute, step.setMirrorRoute, step.plugin].map(isSet);
  if (![...counted, ...others].some(Boolean)) {
    // The controller prints whether a kind is absent.
    const all = [...names, 'SetCanaryScale', 'SetHeaderRoute', 'SetMirrorRoute', 'Plugin'];
    const value = all.map((name) => `step.${name}: true`).join(' ');
    errors.push(invalid(at, 'step-empty', shown(value), STEP_DETAIL));
  }
  return errors;
}

function validateWeight(rollout: Rollout, step: CanaryStep, at: Field): FieldError[] {
  const weight = optionalInteger(step.setWeight);
  const most = maxTrafficWeightOf(rollout);
  if (weight === undefined || (weight >= 0 && weight <= most)) return [];
  const detail = `SetWeight needs to be between 0 and ${most}`;
  return [invalid(child(at, 'setWeight'), 'weight-out-of-range', shown(weight), detail)];
}

function validatePause(step: CanaryStep, at: Field): FieldError[] {
  const seconds = pauseSeconds(step.pause);
  if (seconds >= 0) return [];
  const detail = 'Duration needs to be greater than 0';
  return [invalid(child(at, 'pause', 'duration'), 'pause-duration', shown(seconds), detail)];
}

function validateScale(
  routing: TrafficRouting | undefined,
  step: CanaryStep,
  at: Field,
  strategy: Field,
): FieldError[] {
  if (routing !== undefined || !isSet(step.setCanaryScale)) return [];
  const field = movedTo(child(strategy, 'trafficRouting'), [...at.path, 'setCanaryScale']);
  return [required(field, 'canary-scale-without-routing', 'SetCanaryScale requires TrafficRouting to be set')];
}

function validateExperimentWeights(routing: TrafficRouting | undefined, step: CanaryStep, at: Field): FieldError[] {
  const supports =
    routing !== undefined && ([routing.alb, routing.smi, routing.istio].some(isSet) || hasPlugins(routing));
  if (supports) return [];
  return listOf(objectOf(step.experiment)['templates']).flatMap((entry, index) => {
    const weight = objectOf(entry)['weight'];
    if (!isSet(weight)) return [];
    const field = child(item(child(at, 'experiment', 'templates'), index), 'weight');
    return routing === undefined
      ? [invalid(field, 'experiment-weight-without-routing', shown(weight), WEIGHT_WITHOUT_ROUTING)]
      : [invalid(field, 'experiment-weight-router', shown(weight), WEIGHT_WITH_OTHER_ROUTER)];
  });
}

const WEIGHT_WITHOUT_ROUTING = 'Experiment template weight cannot be set unless TrafficRouting is enabled';
const WEIGHT_WITH_OTHER_ROUTER =
  'Experiment template weight is only available for TrafficRouting with SMI, ALB, Istio and Plugins at this time';

/** The arguments of a step's analyses: metadata must be within reach of the downward API. Other paths are not checked. */
function validateArguments(rollout: Rollout, step: CanaryStep, at: Field): FieldError[] {
  const args: { readonly entry: Value; readonly path: JsonPath }[] = [];
  const collect = (list: Value, path: JsonPath): void => {
    for (const [index, entry] of listOf(list).entries()) args.push({ entry, path: [...at.path, ...path, index] });
  };
  for (const [index, analysis] of listOf(objectOf(step.experiment)['analyses']).entries()) {
    collect(objectOf(analysis)['args'], ['experiment', 'analyses', index, 'args']);
  }
  collect(objectOf(step.analysis)['args'], ['analysis', 'args']);
  return args.flatMap(({ entry, path }) => {
    const fieldRef = objectOf(objectOf(entry)['valueFrom'])['fieldRef'];
    const fieldPath = isObject(fieldRef) ? textOf(fieldRef['fieldPath']) : '';
    if (!isDownwardPath(fieldPath) || downwardValue(rollout, fieldPath).ok) return [];
    const field = movedTo(child(at, 'analyses'), [...path, 'valueFrom', 'fieldRef', 'fieldPath']);
    const value = shown(
      args.map(({ entry: argument }) => argument ?? null),
      '[@AnalysisRunArgument',
    );
    const detail = 'Analyses arguments must refer to valid object metadata supported by downwardAPI';
    return [invalid(field, 'argument-field-path', value, detail)];
  });
}
