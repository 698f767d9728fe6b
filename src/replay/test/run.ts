import { worldOf } from '../../analysis/world.ts';
import type { RuleGroup } from '../../evaluation/rules/read.ts';
import { recordedSource } from '../../evaluation/source.ts';
import { listOf, objectOf, textOf } from '../../manifest/controller/read.ts';
import { RecordingError } from '../../recording/error.ts';
import type { Recording } from '../../recording/recording.ts';
import { nearest } from '../../text/nearest.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { withInsights } from '../measurement/insight.ts';
import type { Replay } from '../model.ts';
import { replay } from '../replay.ts';
import type { TestCase, TestProblem } from './case.ts';
import { compare } from './compare/compare.ts';
import type { Mismatch } from './compare/mismatch.ts';
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
  const { startMs, untilMs, args, hashes, podReadyMs, actions, faults, values, secrets, defaultAddress } = test;
  let samples: Recording | undefined;
  try {
    samples = recordingWith(recording, test.series);
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    return refused({ span: test.series[0]?.span ?? test.nameSpan, text: error.message });
  }
  const uncovered = samples === undefined ? undefined : notCovered(test, samples);
  if (uncovered !== undefined) return refused(uncovered);
  const misnamed = notMeasured(test, workspace);
  if (misnamed !== undefined) return refused(misnamed);
  const source = samples === undefined ? undefined : recordedSource(samples, groups);
  const played = await replay(workspace, test.selection, {
    world: worldOf({
      faults,
      ...(source === undefined ? {} : { evaluator: source.evaluator }),
      ...(values === undefined ? {} : { values }),
      ...(secrets === undefined ? {} : { secrets }),
      ...(defaultAddress === undefined ? {} : { defaultAddress }),
    }),
    recording: source?.recording,
    startMs,
    horizonMs: untilMs,
    args,
    hashes,
    podReadyMs,
    actions,
  });
  if (!played.ok) return refused({ span: test.subjectSpan, text: inTestWords(played.problem.text) });
  const { mismatches, impossible } = test.expect === undefined ? NOTHING : compare(test.expect, played.replay);
  const [first] = impossible;
  if (first !== undefined) return refused(first);
  // What went on behind the numbers is asked for where somebody will want to know.
  const result = mismatches.length === 0 ? played.replay : await withInsights(played.replay, source ?? {});
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

/** A metric that no manifest has: what is said of it would be said in vain. */
function notMeasured({ namedMetrics }: TestCase, workspace: Workspace): TestProblem | undefined {
  if (namedMetrics.length === 0) return undefined;
  const names = ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun']
    .flatMap((kind) => workspace.manifests(kind))
    .flatMap(({ json }) => listOf(objectOf(json['spec'])['metrics']).map((metric) => textOf(objectOf(metric)['name'])));
  // A name with an argument in it may become any.
  if (names.some((name) => name.includes('{{'))) return undefined;
  const wrong = namedMetrics.find(({ name }) => !names.includes(name));
  if (wrong === undefined) return undefined;
  const near = nearest(wrong.name, names);
  const known = near === undefined ? `there is ${[...new Set(names)].sort().join(', ')}` : `did you mean \`${near}\`?`;
  return { span: wrong.span, text: `no metric of the manifests has the name \`${wrong.name}\`; ${known}` };
}

/** What a replay calls by its flags stands in a test file under these keys. */
const KEYS: readonly (readonly [flag: RegExp, key: string])[] = [
  [/--(stable|canary)-hash HASH/g, '`hashes: {$1: HASH}`'],
  [/--(stable|canary)-hash/g, '`hashes: {$1: …}`'],
  [/--arg ([^\s=,:]+)=…/g, '`args: {$1: …}`'],
  [/--arg ([^\s=,:]+)/g, '`args: {$1: …}`'],
  [/--(rollout|template|run)\b/g, '`$1`'],
  [/--until TIME/g, '`until: TIME`'],
  [/\bMANIFESTS\b/g, '`manifests`'],
];

/** A sentence about a replay, in the words of a test file. */
export const inTestWords = (text: string): string =>
  KEYS.reduce((said, [flag, key]) => said.replaceAll(flag, key), text);
