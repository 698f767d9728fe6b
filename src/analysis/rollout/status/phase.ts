import { isSet } from '../../../manifest/controller/read.ts';
import { blueGreenOf, trafficRoutingOf } from '../../../manifest/controller/rollout/defaults.ts';
import { isCompleted } from '../../run.ts';
import type { Scene } from '../scene.ts';
import type { RolloutPhase } from '../timeline.ts';
import { isFullyPromoted, type Status } from './status.ts';

/** utils/rollout/rolloututil.go CalculateRolloutPhase. */
export function phaseOf(scene: Scene, status: Status): readonly [RolloutPhase, string] {
  const { progress } = status;
  if (progress.reason === 'RolloutAborted' || progress.reason === 'ProgressDeadlineExceeded') {
    return ['Degraded', `${progress.reason}: ${progress.message}`];
  }
  if (scene.isPausedByUser) return ['Paused', 'manually paused'];
  const [pause] = status.pauses;
  if (pause !== undefined) return ['Paused', pause.reason];
  if (status.updated < scene.replicas) return ['Progressing', 'more replicas need to be updated'];
  if (status.available < status.updated) return ['Progressing', 'updated replicas are still becoming available'];
  const isPromoted = status.stableHash !== '' && isFullyPromoted(status);
  if (scene.strategy === 'blueGreen') {
    if (status.activeHash === '' || status.activeHash !== status.currentHash) {
      return ['Progressing', 'active service cutover pending'];
    }
    if (isPromoted) return ['Healthy', ''];
    const waits =
      isSet(blueGreenOf(scene.rollout)?.postPromotionAnalysis) && !isCompleted(scene.run(status.postRun)?.phase ?? '');
    return ['Progressing', `waiting for ${waits ? 'analysis' : 'post-promotion verification'} to complete`];
  }
  if (trafficRoutingOf(scene.rollout) === undefined && status.replicas > status.updated) {
    return ['Progressing', 'old replicas are pending termination'];
  }
  return isPromoted ? ['Healthy', ''] : ['Progressing', 'waiting for all steps to complete'];
}
