import type { Scene } from './scene.ts';
import { replaceStatus } from './status/persist.ts';
import { type Draft, isFullyPromoted } from './status/status.ts';
import type { PersonAction } from './timeline.ts';

/** What `kubectl argo rollouts` (pkg/kubectl-argo-rollouts/cmd) writes into the object for a person. */
export function act(scene: Scene, { kind }: PersonAction): void {
  const before = { status: scene.status, isPaused: scene.isPausedByUser };
  const draft: Draft = { ...scene.status };
  switch (kind) {
    case 'promote':
      promote(scene, draft);
      break;
    case 'promoteFull':
      setPaused(scene, false);
      if (!isFullyPromoted(draft)) draft.promoteFull = true;
      break;
    case 'skipStep':
      skipStep(scene, draft);
      break;
    case 'skipAllSteps':
      if (scene.steps.length > 0) draft.stepIndex = scene.steps.length;
      break;
    case 'abort':
      draft.abort = true;
      break;
    case 'retry':
      draft.abort = false;
      break;
    case 'pause':
      setPaused(scene, true);
      break;
    default:
      kind satisfies never;
  }
  const hasEffect = JSON.stringify(draft) !== JSON.stringify(before.status) || before.isPaused !== scene.isPausedByUser;
  scene.tell({ kind: 'action', action: kind, hasEffect });
  if (before.isPaused !== scene.isPausedByUser) {
    scene.tell(
      scene.isPausedByUser
        ? { kind: 'pause', reason: 'user', untilMs: undefined }
        : { kind: 'resume', reason: 'user', why: 'person' },
    );
  }
  const abort = kind === 'abort' ? { message: '', cause: 'person' as const, by: undefined } : undefined;
  replaceStatus(scene, draft, { stepEnd: 'skipped', resume: 'person', abort });
}

/** cmd/promote/promote.go getPatches: it resumes, ends a pause, or skips a step, never two of them. */
function promote(scene: Scene, draft: Draft): void {
  setPaused(scene, false);
  const isWaived =
    scene.run(draft.stepRun)?.phase === 'Inconclusive' && draft.pauses.length > 0 && draft.controllerPause;
  if (isWaived) {
    draft.controllerPause = false;
    draft.pauses = [];
    skipStep(scene, draft);
  } else if (draft.pauses.length > 0) draft.pauses = [];
  else if (scene.strategy === 'canary') skipStep(scene, draft);
}

function skipStep({ steps }: Scene, draft: Draft): void {
  if (draft.stepIndex !== undefined && draft.stepIndex < steps.length) draft.stepIndex++;
}

function setPaused(scene: Scene, isPaused: boolean): void {
  if (scene.isPausedByUser === isPaused) return;
  scene.isPausedByUser = isPaused;
  scene.isSpecNew = true;
  scene.changed = true;
}
