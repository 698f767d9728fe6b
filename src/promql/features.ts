/** What a server accepts beyond the stable language, each behind a flag of its own. */
export interface PromqlFeatures {
  /** `--enable-feature=promql-experimental-functions`: functions and `limitk`, `limit_ratio`. */
  readonly experimentalFunctions: boolean;
  /** `[5m * 2]`, `step()`; a flag from 3.4 (`promql-duration-expr`), always on from 3.14. */
  readonly durationExpressions: boolean;
  /** `anchored` and `smoothed` (`promql-extended-range-selectors`, from 3.7). */
  readonly extendedRangeSelectors: boolean;
  /** `fill`, `fill_left`, `fill_right` (`promql-binop-fill-modifiers`, from 3.10). */
  readonly fillModifiers: boolean;
}

/** The newest Prometheus whose language this folder knows. */
export const NEWEST_PROMETHEUS = '3.14';

/** True if release `a` (`3.5`, `v2.53.1`) is older than `b`. What is no release number is the newest. */
export function isOlder(a: string, b: string): boolean {
  const left = release(a);
  const right = release(b);
  if (left === undefined || right === undefined) return left !== undefined;
  return left.major === right.major ? left.minor < right.minor : left.major < right.major;
}

interface Release {
  readonly major: number;
  readonly minor: number;
}

/** The few releases that a run has to do with; what is no release number is not kept. */
const releases = new Map<string, Release>();

function release(version: string): Release | undefined {
  const known = releases.get(version);
  if (known !== undefined) return known;
  const match = /^v?(\d{1,6})(?:\.(\d{1,6}))?/.exec(version);
  if (match === null) return undefined;
  const parsed = { major: Number(match[1]), minor: Number(match[2] ?? 0) };
  if (releases.size < 1_000) releases.set(version, parsed);
  return parsed;
}

/** The features of a server of release `prometheus` that was started without flags, changed by `flags`. */
export function featuresOf(prometheus: string, flags: Partial<PromqlFeatures> = {}): PromqlFeatures {
  return {
    experimentalFunctions: flags.experimentalFunctions ?? false,
    durationExpressions: flags.durationExpressions ?? !isOlder(prometheus, '3.14'),
    extendedRangeSelectors: flags.extendedRangeSelectors ?? false,
    fillModifiers: flags.fillModifiers ?? false,
  };
}
