import type { AnalysisRunSpec } from '../manifest/controller/metrics/admit.ts';

/** argo-rollouts pkg/apis/rollouts/v1alpha1/analysis_types.go AnalysisPhase. */
export type Phase = 'Pending' | 'Running' | 'Successful' | 'Failed' | 'Error' | 'Inconclusive';

export const isCompleted = (phase: Phase | ''): boolean =>
  phase === 'Successful' || phase === 'Failed' || phase === 'Error' || phase === 'Inconclusive';

/** From best to worst (utils/analysis/helpers.go analysisStatusOrder). */
const ORDER: readonly Phase[] = ['Successful', 'Running', 'Pending', 'Inconclusive', 'Error', 'Failed'];

/** helpers.go IsWorse; a phase that it does not know counts as the best. */
export const isWorse = (current: Phase, next: Phase): boolean =>
  Math.max(0, ORDER.indexOf(next)) > Math.max(0, ORDER.indexOf(current));

/** helpers.go Worst. */
export const worst = (left: Phase, right: Phase): Phase => (isWorse(left, right) ? right : left);

/** One measurement; all times in milliseconds since the epoch, whole seconds as the API server keeps them. */
export interface Measurement {
  readonly phase: Phase;
  readonly message?: string;
  readonly startedAtMs?: number;
  /** Undefined while it is in flight. */
  readonly finishedAtMs?: number;
  readonly value?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** When an unfinished measurement is looked at again. */
  readonly resumeAtMs?: number;
}

export interface MetricResult {
  readonly name: string;
  readonly phase: Phase;
  /** The newest ones, as many as are kept; the counters count all. */
  readonly measurements: readonly Measurement[];
  readonly message?: string;
  readonly count: number;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly error: number;
  readonly consecutiveError: number;
  readonly consecutiveSuccess: number;
  readonly dryRun: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface Summary {
  readonly count: number;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly error: number;
}

export const EMPTY_SUMMARY: Summary = { count: 0, successful: 0, failed: 0, inconclusive: 0, error: 0 };

export interface RunStatus {
  /** Empty before the first reconciliation. */
  readonly phase: Phase | '';
  readonly message: string;
  readonly metricResults: readonly MetricResult[];
  readonly startedAtMs?: number;
  readonly completedAtMs?: number;
  readonly runSummary: Summary;
  /** Undefined until the run was assessed once. */
  readonly dryRunSummary?: Summary;
}

/** An AnalysisRun while it is played; `spec` as the object has it. */
export interface Run {
  readonly spec: AnalysisRunSpec & { readonly terminate?: unknown };
  readonly status: RunStatus;
}

export const NEW_STATUS: RunStatus = { phase: '', message: '', metricResults: [], runSummary: EMPTY_SUMMARY };

/** helpers.go GetResult. */
export const resultOf = (status: RunStatus, name: string): MetricResult | undefined =>
  status.metricResults.find((result) => result.name === name);

/** How many measurements of a metric have come to an end, those that are not kept any more included. */
export const finishedCount = (result: MetricResult | undefined): number =>
  result === undefined ? 0 : result.count + result.error;

/** helpers.go LastMeasurement. */
export const lastMeasurement = (result: MetricResult | undefined): Measurement | undefined =>
  result?.measurements.at(-1);

/** helpers.go IsTerminating: it was asked for, or a metric that counts has come to a bad end. */
export const isTerminating = ({ spec, status }: Run): boolean =>
  spec.terminate === true ||
  status.metricResults.some(
    ({ dryRun, phase }) => !dryRun && (phase === 'Failed' || phase === 'Error' || phase === 'Inconclusive'),
  );
