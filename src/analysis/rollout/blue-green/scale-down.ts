import { isSet } from '../../../manifest/controller/read.ts';
import { blueGreenOf } from '../../../manifest/controller/rollout/defaults.ts';
import { delayedCount, isReferenced, scaleOther } from '../pods/scaling.ts';
import { skipsPostPromotion } from '../runs/reconcile.ts';
import type { Scene } from '../scene.ts';
import { hasPause } from '../status/status.ts';

/** rollout/bluegreen.go scaleDownOldReplicaSetsForBlueGreen. */
export function scaleDownOld(scene: Scene): void {
  const { rollout, status, replicas } = scene;
  if (hasPause(status, 'InconclusiveAnalysisRun')) return;
  const strategy = blueGreenOf(rollout);
  const postRun = scene.run(status.postRun);
  const waitsForAnalysis = isSet(strategy?.postPromotionAnalysis) && !isSet(strategy?.scaleDownDelaySeconds);
  if (waitsForAnalysis && !skipsPostPromotion(scene, postRun) && postRun?.phase !== 'Successful') return;
  for (const set of scene.others) {
    if (set.desired === 0 || isReferenced(scene, set)) continue;
    scaleOther(scene, set, delayedCount(scene, set, replicas));
  }
}
