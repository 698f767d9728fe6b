import type { Evaluator } from '../promql/evaluator.ts';
import { METRIC_NAME } from '../promql/index.ts';
import type { Recording } from '../recording/recording.ts';
import { recordedCatalogue, type SeriesCatalogue } from './empty.ts';
import { recordedEvaluator } from './recorded.ts';
import { type RuleSettings, recordingRules } from './recording-rules.ts';
import type { RuleGroup } from './rules/read.ts';

/** What answers from a recording, and from what rules record on it. */
export interface RecordedSource {
  readonly evaluator: Evaluator;
  readonly recording: Recording;
  readonly catalogue: SeriesCatalogue;
  readonly groups: readonly RuleGroup[];
  /** What rules could not record, one sentence each; known afterwards. */
  notes(): readonly string[];
}

/** `preparePromql` must have been awaited. */
export function recordedSource(
  recording: Recording,
  groups: readonly RuleGroup[],
  settings: RuleSettings = {},
): RecordedSource {
  const ruled = groups.length === 0 ? undefined : recordingRules(recording, groups, settings);
  const storage = ruled ?? recording;
  const recorded = groups.flatMap(({ rules }) => rules.map(({ name }) => name));
  return {
    evaluator: recordedEvaluator(storage, settings.engine),
    recording,
    catalogue: recordedCatalogue({
      select: (matchers, minMs, maxMs) => storage.select(matchers, minMs, maxMs),
      labelValues: (label) => [...recording.labelValues(label), ...(label === METRIC_NAME ? recorded : [])],
    }),
    groups,
    notes: () => ruled?.notes() ?? [],
  };
}
