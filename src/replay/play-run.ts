import { NEW_STATUS } from '../analysis/run.ts';
import { simulate } from '../analysis/simulate.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { horizonOf } from './horizon.ts';
import { replayOfRun } from './lone-run.ts';
import type { Replay, ReplayNote } from './model.ts';
import { recordingFacts } from './recording-facts.ts';
import type { ReplayOptions } from './replay.ts';
import { ownRun } from './subject/own-run.ts';
import type { Refusal } from './subject/refusal.ts';
import type { Subject } from './subject/select.ts';
import { playedObject, subjectOf } from './subject/subject.ts';
import { templateRun } from './subject/template-run.ts';

/** Plays a template or an AnalysisRun by itself. */
export async function playRun(
  workspace: Workspace,
  { kind, manifest }: Subject,
  options: ReplayOptions,
): Promise<{ readonly ok: true; readonly replay: Replay } | Refusal> {
  const { startMs, recording, world } = options;
  const args = options.args ?? new Map();
  const made = kind === 'template' ? templateRun(workspace, manifest, args) : ownRun(manifest, args);
  if (!made.ok) return made;
  const { spec, templates } = made;
  const { horizonMs, isRecordingEnd } = horizonOf(options);
  const simulation = await simulate({ spec, status: NEW_STATUS }, world, { startMs, horizonMs });
  const replay = replayOfRun({
    subject: subjectOf(kind, manifest),
    kind: kind === 'template' ? 'template' : 'run',
    templates: templates.map((template) => template.name ?? ''),
    startMs,
    cutMs: horizonMs,
    simulation,
  });
  const notes: ReplayNote[] = (recording?.notes ?? []).map((text) => ({ kind: 'recording', text }));
  if (simulation.isCut) notes.push({ kind: 'cut', atMs: horizonMs, recordingEnds: isRecordingEnd });
  return {
    ok: true,
    replay: {
      ...replay,
      recording: recording === undefined ? undefined : recordingFacts(recording),
      notes,
      objects: (templates.length === 0 ? [manifest] : templates).map(playedObject),
    },
  };
}
