import type { PauseReason, RolloutEvent, RunKind, TerminationReason } from '../../../analysis/rollout/timeline.ts';
import { objectOf, optionalInteger, textOf } from '../../../manifest/controller/read.ts';
import type { CanaryStep } from '../../../manifest/controller/types.ts';
import { numberText } from '../../../replay/measurement/number-text.ts';
import type { Replay, ReplayedRun } from '../../../replay/model.ts';
import type { Paint } from '../../pretty/paint.ts';
import { plural } from '../../report.ts';
import { phaseColour, runTitle } from './analysis.ts';
import { clock, span } from './lines.ts';

export interface EventStyle {
  readonly paint: Paint;
  readonly verbose: boolean;
}

type Event<Kind extends RolloutEvent['kind']> = Extract<RolloutEvent, { readonly kind: Kind }>;

/** What an event says to people; undefined for one that another line tells already. */
export function eventText(
  event: RolloutEvent,
  replay: Replay,
  runs: ReadonlyMap<string, ReplayedRun>,
  style: EventStyle,
): string | undefined {
  const { paint, verbose } = style;
  switch (event.kind) {
    case 'start':
      return event.isFirst ? 'first deployment: neither steps nor analyses are played' : undefined;
    case 'step-start':
      return `${paint.bold(`${event.step + 1}/${event.of}`)} ${stepText(replay.subject.steps[event.step])}`;
    case 'step-end':
      return event.why === 'skipped' ? `step ${event.step + 1} is skipped` : undefined;
    case 'weight':
      return weightText(event);
    case 'scale':
      return scaleText(event, replay, verbose);
    case 'service':
      return `the ${event.service} service leads to the ${event.to === 'canary' ? 'new' : 'stable'} revision`;
    case 'pause':
      return pauseText(event.reason, event.untilMs);
    case 'analysis-start':
      return analysisStart(event, runs.get(event.run), replay);
    case 'analysis-terminate':
      return `${RUN_WORDS[event.of]} ${titleOf(runs, event.run)} is ended: ${TERMINATIONS[event.why]}`;
    case 'analysis-end':
      return analysisEnd(event, runs, replay, paint);
    case 'experiment-available':
      return 'the pods of the experiment are available, its analyses start';
    case 'experiment-end':
      return `experiment ${phaseColour(event.phase, paint)(event.phase)}`;
    case 'action':
      return `${ACTIONS[event.action]}${event.hasEffect ? '' : ', which has no effect here'}`;
    case 'abort':
      return paint.red(event.by === undefined ? `aborted: ${event.message}` : 'aborted');
    case 'progress-deadline':
      return paint.red(event.message);
    case 'promoted':
      return `${paint.green('promoted')}: ${event.reason}`;
    case 'error':
      return paint.red(`the controller tries in vain: ${event.message}`);
    case 'available':
      return verbose ? `${event.set} pods available: ${event.pods[event.set].available}` : undefined;
    case 'scale-down-delayed':
      return verbose ? `the ${event.set} pods stay until ${clock(event.untilMs)}` : undefined;
    default:
      return undefined;
  }
}

function stepText(step: CanaryStep | undefined): string {
  const { setWeight, pause, analysis, experiment, setCanaryScale, setHeaderRoute, setMirrorRoute, plugin } = step ?? {};
  if (setWeight !== undefined) return `setWeight ${textOf(setWeight)}`;
  if (pause !== undefined) {
    const duration = textOf(objectOf(pause)['duration']);
    return duration === ''
      ? 'pause until somebody promotes'
      : `pause ${/^\d+$/.test(duration) ? `${duration}s` : duration}`;
  }
  if (analysis !== undefined) return `analysis ${templateNames(analysis)}`;
  if (experiment !== undefined) return 'experiment';
  if (setCanaryScale !== undefined) {
    const { weight, replicas, matchTrafficWeight } = objectOf(setCanaryScale);
    if (matchTrafficWeight === true) return 'setCanaryScale as the weight';
    const count = optionalInteger(replicas);
    return count === undefined ? `setCanaryScale ${textOf(weight)} %` : `setCanaryScale ${plural(count, 'pod')}`;
  }
  if (setHeaderRoute !== undefined) return `setHeaderRoute ${textOf(objectOf(setHeaderRoute)['name'])}`;
  if (setMirrorRoute !== undefined) return `setMirrorRoute ${textOf(objectOf(setMirrorRoute)['name'])}`;
  return plugin === undefined ? 'empty step' : `plugin ${textOf(objectOf(plugin)['name'])}`;
}

function templateNames(analysis: unknown): string {
  const { templates } = objectOf(analysis);
  return Array.isArray(templates) ? templates.map((entry) => textOf(objectOf(entry)['templateName'])).join(', ') : '';
}

function weightText({ share, by, pods, asked, max }: Event<'weight'>): string | undefined {
  if (by === 'service') return undefined;
  const { canary, stable } = pods;
  if (share === undefined) return 'no pod is available';
  const percent = `${numberText(Math.round(share * 1000) / 10)} %`;
  const total = canary.available + stable.available;
  const podsText = `canary ${canary.available} of ${plural(total, 'pod')}`;
  if (by === 'router') return `${percent} of requests, by the router; ${podsText}`;
  const isApproximate = asked !== undefined && Math.abs(asked / max - share) > 0.005;
  return `${isApproximate ? 'about ' : ''}${percent} of requests, without a router; ${podsText}`;
}

function scaleText({ set, from, to, step }: Event<'scale'>, { subject }: Replay, verbose: boolean): string | undefined {
  // The share of requests that follows tells the pods, too.
  const isTold = step !== undefined && subject.steps[step]?.setWeight !== undefined;
  return isTold && !verbose ? undefined : `${set} goes from ${from} to ${plural(to, 'pod')}`;
}

function pauseText(reason: PauseReason, untilMs: number | undefined): string | undefined {
  switch (reason) {
    case 'CanaryPauseStep':
      return undefined;
    case 'BlueGreenPause':
      return untilMs === undefined ? 'paused until somebody promotes' : `paused until ${clock(untilMs)}`;
    case 'InconclusiveAnalysisRun':
      return 'paused: the analysis is inconclusive, somebody has to decide';
    case 'InconclusiveExperiment':
      return 'paused: the experiment is inconclusive, somebody has to decide';
    case 'user':
      return 'paused by spec.paused';
  }
}

const RUN_WORDS: Readonly<Record<RunKind, string>> = {
  step: 'analysis',
  background: 'background analysis',
  prePromotion: 'pre-promotion analysis',
  postPromotion: 'post-promotion analysis',
  experiment: 'analysis of the experiment',
};

const TERMINATIONS: Readonly<Record<TerminationReason, string>> = {
  promoted: 'the new revision is promoted',
  aborted: 'the update is aborted',
  stepLeft: 'its step is over',
  skipped: 'its step is skipped',
  replaced: 'another one takes its place',
  experimentEnded: 'the experiment is over',
  notWanted: 'nothing asks for it any more',
};

const ACTIONS: Readonly<Record<Event<'action'>['action'], string>> = {
  promote: 'somebody promotes',
  promoteFull: 'somebody promotes in full',
  skipStep: 'somebody skips the step',
  skipAllSteps: 'somebody skips all steps',
  abort: 'somebody aborts',
  retry: 'somebody retries',
  pause: 'somebody pauses',
};

const titleOf = (runs: ReadonlyMap<string, ReplayedRun>, name: string): string => {
  const run = runs.get(name);
  return run === undefined ? name : runTitle(run);
};

function analysisStart(
  { of }: Event<'analysis-start'>,
  run: ReplayedRun | undefined,
  replay: Replay,
): string | undefined {
  if (replay.subject.kind !== 'rollout' || run === undefined) return undefined;
  // The line of the step names its templates.
  if (of === 'step' && replay.runs.find(({ kind, step }) => kind === 'step' && step === run.step) === run)
    return undefined;
  return `${RUN_WORDS[of]} ${runTitle(run)} starts`;
}

function analysisEnd(
  { of, run, phase, message }: Event<'analysis-end'>,
  runs: ReadonlyMap<string, ReplayedRun>,
  { subject }: Replay,
  paint: Paint,
): string | undefined {
  const verdict = `${phaseColour(phase, paint)(phase)}${message === '' ? '' : `: ${message}`}`;
  if (subject.kind !== 'rollout') return message === '' ? undefined : verdict;
  return `${RUN_WORDS[of]} ${titleOf(runs, run)} ${verdict}`;
}

/** `2m30s`, from the start of the play to what it came to. */
export const elapsed = ({ startMs, endMs }: Replay): string => span(Math.floor(endMs / 1000) * 1000 - startMs);
