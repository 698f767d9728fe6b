import { worldOf } from '../../analysis/world.ts';
import type { RuleGroup } from '../../evaluation/rules/read.ts';
import { recordedSource } from '../../evaluation/source.ts';
import { RecordingError } from '../../recording/error.ts';
import type { Recording } from '../../recording/recording.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Replay } from '../model.ts';
import { replay } from '../replay.ts';
import type { TestCase, TestProblem } from './case.ts';
import { compare, type Mismatch } from './compare.ts';
import { recordingWith } from './series.ts';

/** What a test names by path, read. */
export interface TestInputs {
  readonly workspace: Workspace;
  readonly recording: Recording | undefined;
  readonly groups: readonly RuleGroup[];
}

export type TestResult =
  | {
      readonly kind: 'played';
      readonly replay: Replay;
      /** Empty if all is as expected, and where nothing is expected. */
      readonly mismatches: readonly Mismatch[];
      /** What rules could not record. */
      readonly notes: readonly string[];
    }
  /** It cannot be played, or expects what cannot be. */
  | { readonly kind: 'refused'; readonly problem: TestProblem };

/** Plays a test. `preparePromql` must have been awaited. */
export async function runTest(test: TestCase, { workspace, recording, groups }: TestInputs): Promise<TestResult> {
  const { startMs, untilMs, args, hashes, podReadyMs, actions, faults, values, defaultAddress } = test;
  let samples: Recording | undefined;
  try {
    samples = recordingWith(recording, test.series);
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    return refused({ span: test.series[0]?.span ?? test.nameSpan, text: error.message });
  }
  const uncovered = samples === undefined ? undefined : notCovered(test, samples);
  if (uncovered !== undefined) return refused(uncovered);
  const source = samples === undefined ? undefined : recordedSource(samples, groups);
  const played = await replay(workspace, test.selection, {
    world: worldOf({
      faults,
      ...(source === undefined ? {} : { evaluator: source.evaluator }),
      ...(values === undefined ? {} : { values }),
      ...(defaultAddress === undefined ? {} : { defaultAddress }),
    }),
    evaluator: source?.evaluator,
    catalogue: source?.catalogue,
    recording: source?.recording,
    groups,
    startMs,
    horizonMs: untilMs,
    args,
    hashes,
    podReadyMs,
    actions,
  });
  if (!played.ok) return refused({ span: test.subjectSpan, text: inTestWords(played.problem.text) });
  const { replay: result } = played;
  const { mismatches, impossible } = test.expect === undefined ? NOTHING : compare(test.expect, result);
  const [first] = impossible;
  if (first !== undefined) return refused(first);
  return { kind: 'played', replay: result, mismatches, notes: source?.notes() ?? [] };
}

const NOTHING = { mismatches: [], impossible: [] } as const;

const refused = (problem: TestProblem): TestResult => ({ kind: 'refused', problem });

/** Far from its recording a test would measure nothing, whatever it expects. */
function notCovered({ startMs, recordings }: TestCase, { firstMs, lastMs }: Recording): TestProblem | undefined {
  const [written] = recordings;
  if (written === undefined || firstMs === undefined || lastMs === undefined) return undefined;
  if (startMs >= firstMs - NEAR_MS && startMs <= lastMs) return undefined;
  const [first, last] = [firstMs, lastMs].map((ms) => new Date(ms).toISOString().replace('.000Z', 'Z'));
  return { span: written.span, text: `the samples are from ${first} to ${last}, which does not cover the start` };
}

const NEAR_MS = 300_000;

/** What a replay calls by its flags stands in a test file under these keys. */
const KEYS: readonly (readonly [flag: RegExp, key: string])[] = [
  [/--(stable|canary)-hash HASH/g, '`hashes: {$1: HASH}`'],
  [/--(stable|canary)-hash/g, '`hashes: {$1: …}`'],
  [/--arg ([^\s=,:]+)=…/g, '`args: {$1: …}`'],
  [/--arg ([^\s=,:]+)/g, '`args: {$1: …}`'],
  [/--(rollout|template|run)\b/g, '`$1`'],
  [/\bMANIFESTS\b/g, '`manifests`'],
];

const inTestWords = (text: string): string => KEYS.reduce((said, [flag, key]) => said.replaceAll(flag, key), text);
