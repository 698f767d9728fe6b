import { flagOf } from '../../../manifest/controller/read.ts';
import { maxUnavailablePods } from '../../../manifest/controller/replicas/surge.ts';
import { canaryOf, trafficRoutingOf } from '../../../manifest/controller/rollout/defaults.ts';
import { delayedCount, isReferenced, scaleOther } from '../pods/scaling.ts';
import type { Scene } from '../scene.ts';
import { isFullyPromoted } from '../status/status.ts';

/** rollout/canary.go scaleDownOldReplicaSetsForCanary. True if it has scaled. */
export function scaleDownOld(scene: Scene): boolean {
  const { rollout, nowMs, replicas } = scene;
  let scaledDown = 0;
  const others = scene.others.filter(({ desired }) => desired > 0);
  // cleanupUnhealthyReplicas: pods that are not available go at once.
  for (const set of others) scaledDown += scaleOther(scene, set, Math.min(set.desired, set.available(nowMs)));
  const available = scene.total((set) => set.available(nowMs));
  let room = available - (replicas - maxUnavailablePods(rollout));
  // The controller forgets here what it has cleaned up.
  if (room <= 0) return false;
  const isRouted = trafficRoutingOf(rollout) !== undefined;
  for (const set of others) {
    if (room <= 0) break;
    if (set.desired === 0 || (isRouted && isReferenced(scene, set))) continue;
    let wanted = 0;
    if (!isRouted) wanted = Math.max(0, set.desired - room);
    else if (isFullyPromoted(scene.status) || set.scaleDownAtMs !== undefined) {
      const isDynamic = flagOf(canaryOf(rollout)?.dynamicStableScale);
      wanted = isDynamic ? 0 : delayedCount(scene, set, set.desired);
    }
    const gone = scaleOther(scene, set, wanted);
    room -= gone;
    scaledDown += gone;
  }
  return scaledDown > 0;
}
