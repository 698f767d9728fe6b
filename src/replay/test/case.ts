import type { Fault } from '../../analysis/faults.ts';
import type { RecordedValues } from '../../analysis/recorded/values.ts';
import type { PersonAction } from '../../analysis/rollout/timeline.ts';
import type { Secrets } from '../../analysis/secrets.ts';
import type { Span } from '../../text/span.ts';
import type { YamlMap } from '../../yaml/tree.ts';
import type { GivenHashes } from '../hashes/hashes.ts';
import type { Selection } from '../subject/select.ts';

/** Something that is wrong at a place of a test file. */
export interface TestProblem {
  readonly span: Span;
  readonly text: string;
}

/** A path as it is written, relative to the test file. */
export interface WrittenPath {
  readonly path: string;
  readonly span: Span;
}

/** A series in promtool's notation. */
export interface WrittenSeries {
  /** Metric, labels and values. */
  readonly text: string;
  /** When its first value is. */
  readonly startMs: number;
  readonly intervalMs: number;
  readonly span: Span;
}

/** One test, checked; times are milliseconds since the epoch. */
export interface TestCase {
  readonly name: string;
  /** Where its name stands. */
  readonly nameSpan: Span;
  /** Where its subject is named; the name where it is not. */
  readonly subjectSpan: Span;
  readonly selection: Selection;
  readonly manifests: readonly WrittenPath[];
  readonly rules: readonly WrittenPath[];
  readonly recordings: readonly WrittenPath[];
  readonly args: ReadonlyMap<string, string>;
  readonly hashes: GivenHashes;
  readonly startMs: number;
  readonly untilMs: number | undefined;
  readonly series: readonly WrittenSeries[];
  readonly values: RecordedValues | undefined;
  readonly secrets: Secrets | undefined;
  readonly faults: readonly Fault[];
  /** The metrics that `values` and `faults` name. */
  readonly namedMetrics: readonly { readonly name: string; readonly span: Span }[];
  readonly actions: readonly PersonAction[];
  readonly podReadyMs: number | undefined;
  readonly defaultAddress: string | undefined;
  /** The whole test. */
  readonly node: YamlMap;
  /** Undefined or empty where nothing is expected yet. */
  readonly expect: YamlMap | undefined;
}

export interface TestFile {
  /** As reports show it. */
  readonly path: string;
  readonly text: string;
  readonly cases: readonly TestCase[];
  /** In order; cases with one are left out. */
  readonly problems: readonly TestProblem[];
}
