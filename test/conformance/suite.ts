/** One vector that does not come out as recorded from upstream. */
export interface Failure {
  readonly id: string;
  readonly expected: string;
  readonly actual: string;
}

export interface SuiteResult {
  readonly total: number;
  readonly failures: Failure[];
}

/** Vectors recorded from an upstream implementation, compared with ours. */
export interface Suite {
  /** The file below the conformance folder: `expr/arith.json`. */
  readonly name: string;
  /** `dir` is the conformance folder. */
  run(dir: string): Promise<SuiteResult>;
}
