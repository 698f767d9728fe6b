import type { JsonPath } from '../../yaml/tree.ts';
import type { Value } from './read.ts';

/*
 * The shapes of the CRDs as the controller's functions read them. A decoded document fits all of them: every field may
 * be missing or of any type, and is read through the accessors of read.ts.
 */

export interface ObjectMeta {
  readonly name?: Value;
  readonly namespace?: Value;
  readonly uid?: Value;
  readonly labels?: Value;
  readonly annotations?: Value;
}

/** AnalysisTemplate and ClusterAnalysisTemplate; `spec` is an AnalysisTemplateSpec. */
export interface AnalysisTemplate {
  readonly metadata?: Value;
  readonly spec?: Value;
}

/** Lists of Metric, Argument, DryRun, MeasurementRetention and TemplateRef. */
export interface AnalysisTemplateSpec {
  readonly metrics?: Value;
  readonly args?: Value;
  readonly dryRun?: Value;
  readonly measurementRetention?: Value;
  readonly templates?: Value;
}

export interface Metric {
  readonly name?: Value;
  readonly interval?: Value;
  readonly initialDelay?: Value;
  readonly count?: Value;
  readonly successCondition?: Value;
  readonly failureCondition?: Value;
  readonly failureLimit?: Value;
  readonly inconclusiveLimit?: Value;
  readonly consecutiveErrorLimit?: Value;
  readonly consecutiveSuccessLimit?: Value;
  readonly provider?: Value;
}

/** A dry-run rule, or with `limit` a retention rule: `metricName` is a Go regular expression. */
export interface MetricRule {
  readonly metricName?: Value;
  readonly limit?: Value;
}

export interface TemplateRef {
  readonly templateName?: Value;
  readonly clusterScope?: Value;
}

/** An argument of a template or of a Rollout's analysis, as written. */
export interface WrittenArgument {
  readonly name?: Value;
  readonly value?: Value;
  readonly valueFrom?: Value;
}

/** A Rollout's `analysis`, `steps[].analysis`, `prePromotionAnalysis` or `postPromotionAnalysis`. */
export interface RolloutAnalysis {
  readonly templates?: Value;
  readonly args?: Value;
  readonly dryRun?: Value;
  readonly measurementRetention?: Value;
  readonly analysisRunMetadata?: Value;
  readonly startingStep?: Value;
}

export interface Rollout {
  readonly metadata?: Value;
  readonly spec?: Value;
  readonly status?: Value;
}

export interface RolloutSpec {
  readonly replicas?: Value;
  readonly selector?: Value;
  readonly template?: Value;
  readonly workloadRef?: Value;
  readonly minReadySeconds?: Value;
  readonly strategy?: Value;
  readonly revisionHistoryLimit?: Value;
  readonly progressDeadlineSeconds?: Value;
  readonly progressDeadlineAbort?: Value;
}

export interface BlueGreenStrategy {
  readonly activeService?: Value;
  readonly previewService?: Value;
  readonly maxUnavailable?: Value;
  readonly scaleDownDelayRevisionLimit?: Value;
  readonly abortScaleDownDelaySeconds?: Value;
  readonly scaleDownDelaySeconds?: Value;
  readonly previewReplicaCount?: Value;
  readonly autoPromotionEnabled?: Value;
  readonly autoPromotionSeconds?: Value;
  readonly antiAffinity?: Value;
  readonly prePromotionAnalysis?: Value;
  readonly postPromotionAnalysis?: Value;
}

export interface CanaryStrategy {
  readonly canaryService?: Value;
  readonly stableService?: Value;
  readonly steps?: Value;
  readonly trafficRouting?: Value;
  readonly maxSurge?: Value;
  readonly maxUnavailable?: Value;
  readonly analysis?: Value;
  readonly antiAffinity?: Value;
  readonly scaleDownDelaySeconds?: Value;
  readonly abortScaleDownDelaySeconds?: Value;
  readonly dynamicStableScale?: Value;
  readonly pingPong?: Value;
  readonly minPodsPerReplicaSet?: Value;
  readonly scaleDownDelayRevisionLimit?: Value;
  readonly replicaProgressThreshold?: Value;
}

export interface CanaryStep {
  readonly setWeight?: Value;
  readonly pause?: Value;
  readonly setCanaryScale?: Value;
  readonly analysis?: Value;
  readonly experiment?: Value;
  readonly setHeaderRoute?: Value;
  readonly setMirrorRoute?: Value;
  readonly plugin?: Value;
}

export interface TrafficRouting {
  readonly istio?: Value;
  readonly nginx?: Value;
  readonly alb?: Value;
  readonly smi?: Value;
  readonly ambassador?: Value;
  readonly appMesh?: Value;
  readonly traefik?: Value;
  readonly apisix?: Value;
  readonly plugins?: Value;
  readonly managedRoutes?: Value;
  readonly maxTrafficWeight?: Value;
}

/** What the controller reads back from its own status. */
export interface RolloutStatus {
  readonly abort?: Value;
  readonly promoteFull?: Value;
  readonly currentPodHash?: Value;
  readonly stableRS?: Value;
  readonly currentStepIndex?: Value;
  readonly canary?: Value;
}

/** Any other object: a Service, an Ingress, a VirtualService. */
export interface KubernetesObject {
  readonly apiVersion?: Value;
  readonly kind?: Value;
  readonly metadata?: Value;
  readonly spec?: Value;
}

/** Where an argument's value comes from, one of the fields. */
export interface ValueFrom {
  readonly secretKeyRef?: { readonly name: string; readonly key: string };
  readonly fieldRef?: { readonly fieldPath: string };
}

/** Which object a thing stands in, and where: `index` counts in the list of templates that the function was given. */
export interface Place {
  readonly source: 'template' | 'clusterTemplate' | 'user';
  readonly index: number;
  readonly path: JsonPath;
}

/** An argument as the controller holds it. A missing value is not an empty one. */
export interface Argument {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: ValueFrom;
}

/** An argument that knows which entries it was made of. */
export interface TracedArgument extends Argument {
  /** The template's entry that declares it. */
  readonly declaredAt: Place;
  readonly valueAt?: Place;
  readonly valueFromAt?: Place;
}

/** Something of a template that knows where it stands. */
export interface Traced<T> {
  readonly value: T;
  readonly at: Place;
}

/** A refusal of the controller. */
export interface ControllerError {
  /** Ours, stable. */
  readonly code: string;
  /** The controller's. */
  readonly error: string;
  /** The culprits, the decisive one first. */
  readonly places: readonly Place[];
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & ControllerError);
