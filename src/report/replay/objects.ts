import { analysisRunObject, type RunMetadata } from '../../analysis/object.ts';
import type { Replay, ReplayedRun, ReplayedRunKind } from '../../replay/model.ts';
import type { JsonObject } from '../../yaml/tree.ts';

/** The runs of a replay as the objects that a cluster would hold. */
export const runObjects = (replay: Replay): readonly JsonObject[] =>
  replay.runs.map((run) => analysisRunObject(run.run, metadataOf(run, replay)));

/** utils/analysis/factory.go StepLabels and its like: `rollout-type`. */
const TYPES: Partial<Record<ReplayedRunKind, string>> = {
  step: 'Step',
  background: 'Background',
  prePromotion: 'PrePromotion',
  postPromotion: 'PostPromotion',
};

function metadataOf({ name, namespace, kind, step }: ReplayedRun, { hashes }: Replay): RunMetadata {
  const type = TYPES[kind];
  const labels =
    type === undefined
      ? {}
      : {
          'rollout-type': type,
          ...(hashes === undefined ? {} : { 'rollouts-pod-template-hash': hashes.canary }),
          ...(kind === 'step' && step !== undefined ? { 'step-index': String(step) } : {}),
        };
  return { name, labels, ...(namespace === undefined ? {} : { namespace }) };
}
