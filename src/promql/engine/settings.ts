import type { PromqlFeatures } from '../features.ts';

/** How an engine behaves (promql.EngineOpts); every one has the default of a server without flags. */
export interface EngineSettings {
  /** What the language has beyond the stable part. */
  readonly features: Partial<PromqlFeatures>;
  /** How far back an instant selector looks, in milliseconds. */
  readonly lookbackMs: number;
  /** The step of `[1h:]` (the server's evaluation interval), in milliseconds. */
  readonly subqueryStepMs: number;
  /** `promql-delayed-name-removal`: metric names go at the end of the evaluation. */
  readonly delayedNameRemoval: boolean;
  /** `use-start-timestamps`: the rate family and `resets` mind when counting began. */
  readonly startTimestamps: boolean;
  /** `type-and-unit-labels`: `rate` looks at `__type__` for whether it has a counter. */
  readonly typeAndUnitLabels: boolean;
  /** Samples that may be in memory at once. */
  readonly maxSamples: number;
  /** Steps of a range query and of each subquery. */
  readonly maxSteps: number;
  /** Wall time, in milliseconds, by `now`. */
  readonly timeoutMs: number;
  /** A clock in milliseconds; only differences count. */
  readonly now: () => number;
}

export const DEFAULT_SETTINGS: EngineSettings = {
  features: {},
  lookbackMs: 300_000,
  subqueryStepMs: 60_000,
  delayedNameRemoval: false,
  startTimestamps: false,
  typeAndUnitLabels: false,
  maxSamples: 50_000_000,
  maxSteps: 11_000,
  timeoutMs: 120_000,
  now: () => Date.now(),
};
