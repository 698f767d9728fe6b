import type { RolloutEvent } from '../../../analysis/rollout/timeline.ts';
import type { Replay, ReplayedRun } from '../../../replay/model.ts';
import type { Paint } from '../../pretty/paint.ts';
import { phaseColour, runTitle } from './analysis.ts';

export interface EventLine {
  readonly text: string;
  readonly below: readonly string[];
}

/** What an event says to people; undefined for one that another line tells already. */
export function eventLine(
  event: RolloutEvent,
  replay: Replay,
  runs: ReadonlyMap<string, ReplayedRun>,
  paint: Paint,
): EventLine | undefined {
  switch (event.kind) {
    case 'analysis-start': {
      const run = runs.get(event.run);
      if (replay.subject.kind !== 'rollout' || run === undefined) return undefined;
      return { text: `analysis ${runTitle(run)} starts`, below: [] };
    }
    case 'analysis-end': {
      const colour = phaseColour(event.phase, paint);
      return { text: `${colour(event.phase)}${event.message === '' ? '' : `: ${event.message}`}`, below: [] };
    }
    default:
      return undefined;
  }
}
