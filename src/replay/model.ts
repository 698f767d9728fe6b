import type { RolloutEnd, RolloutEvent, RunKind } from '../analysis/rollout/timeline.ts';
import type { Phase, Run } from '../analysis/run.ts';
import type { CanaryStep } from '../manifest/controller/types.ts';
import type { Hashes } from './hashes/hashes.ts';
import type { ReplayedMetric } from './measurement/log.ts';
import type { RecordingFacts } from './recording-facts.ts';
import type { SubjectKind } from './subject/select.ts';

/** What was played. */
export interface ReplaySubject {
  readonly kind: SubjectKind;
  /** `AnalysisTemplate`. */
  readonly manifestKind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** As reports show it. */
  readonly file: string;
  /** Of a Rollout. */
  readonly strategy: 'canary' | 'blueGreen' | undefined;
  /** Of a canary, as written. */
  readonly steps: readonly CanaryStep[];
}

/** What a Rollout comes to; `progressing`: the play ended first. */
export type RolloutVerdict = 'healthy' | 'aborted' | 'paused' | 'degraded' | 'progressing';

/** What a run comes to; `Pending` and `Running`: the play ended first. */
export type Verdict = RolloutVerdict | Phase;

export type ReplayedRunKind = RunKind | 'template' | 'run';

/** An AnalysisRun of the play. */
export interface ReplayedRun {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly kind: ReplayedRunKind;
  /** Of an inline analysis or an experiment, counted from 0. */
  readonly step: number | undefined;
  /** The name of the analysis inside the experiment. */
  readonly analysis: string | undefined;
  readonly startedMs: number;
  /** Undefined if the play ended first. */
  readonly endedMs: number | undefined;
  readonly run: Run;
  /** Names of its templates. */
  readonly templates: readonly string[];
  /** The values of its arguments; undefined for one from a secret. */
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly metrics: readonly ReplayedMetric[];
}

/**
 * - cut: the play ended at `atMs` before what is played did; `recordingEnds` says that there are no samples any more
 * - hash-invented: no hash was given, and the recording tells none; `label` is the one that queries ask for
 * - secret-unknown: a placeholder took the place of a secret's value
 * - hash-deduced: taken from the values of `label` in the recording
 */
export type ReplayNote =
  | { readonly kind: 'cut'; readonly atMs: number; readonly recordingEnds: boolean }
  | {
      readonly kind: 'hash-invented';
      readonly which: 'stable' | 'canary';
      readonly hash: string;
      readonly label: string | undefined;
    }
  | {
      readonly kind: 'hash-deduced';
      readonly which: 'stable' | 'canary';
      readonly hash: string;
      readonly label: string;
    }
  | { readonly kind: 'secret-unknown'; readonly secret: string; readonly key: string }
  /** A sentence of the recording's readers. */
  | { readonly kind: 'recording'; readonly text: string };

/** One replay, as data. Times are milliseconds since the epoch. */
export interface Replay {
  readonly subject: ReplaySubject;
  readonly startMs: number;
  readonly endMs: number;
  readonly verdict: Verdict;
  /** The controller's own words; may be empty. */
  readonly message: string;
  /** In order of creation. */
  readonly runs: readonly ReplayedRun[];
  /** What happened, in order of time. */
  readonly events: readonly RolloutEvent[];
  /** Of a Rollout. */
  readonly end: RolloutEnd | undefined;
  readonly hashes: Hashes | undefined;
  readonly recording: RecordingFacts | undefined;
  readonly notes: readonly ReplayNote[];
  /** What was played with, for whoever wants to speak about it: kind, name and file of each object. */
  readonly objects: readonly PlayedObject[];
}

export interface PlayedObject {
  readonly kind: string;
  readonly name: string;
  readonly file: string;
  /** Where it stands in the file. */
  readonly span: { readonly start: number; readonly end: number };
}
