import type { World } from '../analysis/reconcile.ts';
import type { PersonAction } from '../analysis/rollout/timeline.ts';
import type { SeriesCatalogue } from '../evaluation/empty.ts';
import type { RuleGroup } from '../evaluation/rules/read.ts';
import { prepareExpr } from '../expr/index.ts';
import type { Evaluator } from '../promql/evaluator.ts';
import { preparePromql } from '../promql/index.ts';
import type { Recording } from '../recording/recording.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { GivenHashes } from './hashes/hashes.ts';
import { withInsights } from './measurement/insight.ts';
import type { Replay } from './model.ts';
import { playRollout } from './play-rollout.ts';
import { playRun } from './play-run.ts';
import { secretNotes, withPlaceholders } from './secrets.ts';
import type { Refusal } from './subject/refusal.ts';
import { type Selection, selectSubject } from './subject/select.ts';

/** With what, and from when to when, something is played. Times are milliseconds since the epoch. */
export interface ReplayOptions {
  /** Takes the measurements. */
  readonly world: World;
  /** What answers the world's queries, to ask it more about a measurement; without it there are no insights. */
  readonly evaluator?: Evaluator | undefined;
  /** Which series there are, to say why an answer is empty. */
  readonly catalogue?: SeriesCatalogue | undefined;
  /** The recording rules that the evaluator knows. */
  readonly groups?: readonly RuleGroup[] | undefined;
  /** What the evaluator answers from; it bounds the play, and tells the hashes. */
  readonly recording?: Recording | undefined;
  readonly startMs: number;
  /** Nothing is played from this time on. Default: the end of the recording, else a day after the start. */
  readonly horizonMs?: number | undefined;
  /** In place of what the manifests pass. */
  readonly args?: ReadonlyMap<string, string>;
  readonly hashes?: GivenHashes;
  /** From the creation of a pod to its being ready. */
  readonly podReadyMs?: number | undefined;
  readonly actions?: readonly PersonAction[];
}

export type Replayed = { readonly ok: true; readonly replay: Replay } | Refusal;

/**
 * Plays an object of a workspace on virtual time: a Rollout with all its analyses, a template as somebody would run it,
 * or an AnalysisRun. Pure but for the world: the same input gives the same replay, whatever the order of files.
 */
export async function replay(workspace: Workspace, selection: Selection, given: ReplayOptions): Promise<Replayed> {
  const options = { ...given, world: withPlaceholders(workspace, given.world) };
  await Promise.all([prepareExpr(), preparePromql()]);
  const selected = selectSubject(workspace, selection);
  if (!selected.ok) return selected;
  const { subject } = selected;
  const played =
    subject.kind === 'rollout'
      ? await playRollout(workspace, subject.manifest, options)
      : await playRun(workspace, subject, options);
  if (!played.ok) return played;
  const explained = await withInsights(played.replay, options);
  const notes = [...explained.notes, ...secretNotes(explained, given.world.secrets)];
  return { ok: true, replay: { ...explained, notes } };
}
