import type { RolloutEvent } from '../analysis/rollout/timeline.ts';
import { NEW_STATUS, type Run } from '../analysis/run.ts';
import { simulate } from '../analysis/simulate.ts';
import { listOf, objectOf, optionalText, textOf } from '../manifest/controller/read.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { horizonOf } from './horizon.ts';
import { measurementLog } from './measurement/log.ts';
import type { Replay, ReplayedRun, ReplayNote } from './model.ts';
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
  const { templates } = made;
  const { horizonMs, isRecordingEnd } = horizonOf(options);
  const start: Run = { spec: made.spec, status: NEW_STATUS };
  const { steps, run, isCut } = await simulate(start, world, { startMs, horizonMs });

  const name = manifest.name ?? manifest.kind;
  const { namespace } = manifest;
  const endMs = isCut ? horizonMs : (steps.at(-1)?.atMs ?? startMs);
  const { phase, message } = run.status;
  const replayed: ReplayedRun = {
    name,
    namespace,
    kind: kind === 'template' ? 'template' : 'run',
    step: undefined,
    analysis: undefined,
    startedMs: startMs,
    endedMs: isCut ? undefined : endMs,
    run,
    templates: templates.map((template) => template.name ?? ''),
    args: valuesOf(made.spec.args),
    metrics: measurementLog(steps),
  };
  const notes: ReplayNote[] = (recording?.notes ?? []).map((text) => ({ kind: 'recording', text }));
  if (isCut) notes.push({ kind: 'cut', atMs: horizonMs, recordingEnds: isRecordingEnd });
  return {
    ok: true,
    replay: {
      subject: subjectOf(kind, manifest),
      startMs,
      endMs,
      verdict: phase === '' ? 'Pending' : phase,
      message,
      runs: [replayed],
      events: runEvents(replayed, steps),
      end: undefined,
      hashes: undefined,
      recording: recording === undefined ? undefined : recordingFacts(recording),
      notes,
      objects: (templates.length === 0 ? [manifest] : templates).map(playedObject),
    },
  };
}

function valuesOf(args: unknown): Record<string, string | undefined> {
  const values = listOf(args).map((entry) => {
    const { name, value } = objectOf(entry);
    return [textOf(name), optionalText(value)] as const;
  });
  return Object.fromEntries(values);
}

function runEvents(played: ReplayedRun, steps: Awaited<ReturnType<typeof simulate>>['steps']): RolloutEvent[] {
  const run = played.name;
  // Whom the run belongs to means nothing here: it is nobody's step.
  const of = 'step';
  const templates = played.templates.map((name) => ({ name, clusterScope: false }));
  const events: RolloutEvent[] = [{ kind: 'analysis-start', atMs: played.startedMs, run, of, templates }];
  for (const { atMs, taken } of steps) {
    for (const { metric, measurement, result } of taken) {
      events.push({ kind: 'measurement', atMs, run, of, metric: textOf(metric.name), measurement, result });
    }
  }
  if (played.endedMs !== undefined) {
    const { phase, message } = played.run.status;
    events.push({
      kind: 'analysis-end',
      atMs: played.endedMs,
      run,
      of,
      phase: phase === '' ? 'Pending' : phase,
      message,
    });
  }
  return events;
}
