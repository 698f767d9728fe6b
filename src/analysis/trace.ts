/** A range in milliseconds. */
export interface TracedRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** What was asked of Prometheus, and what came back. */
export interface QueryTrace {
  readonly kind: 'query';
  /** Arguments filled in, values of secrets included. */
  readonly query: string;
  /** The time of the query, milliseconds since the epoch. */
  readonly atMs: number;
  /** Of a metric with `rangeQuery`. */
  readonly range?: TracedRange;
  /** Of the answer; 0 for a scalar. */
  readonly seriesCount: number;
  /** The labels of the first few series of the answer, as Prometheus writes them. */
  readonly series: readonly string[];
  readonly infos: readonly string[];
  readonly error?: string;
}

/** Which recorded measurement was taken. */
export interface RecordedTrace {
  readonly kind: 'recorded';
  /** In the list of recorded measurements. */
  readonly index: number;
  /** True if the list has come to its end before, and its last entry answers again. */
  readonly isRepeated: boolean;
}

/** A fault that was injected answered instead of the provider. */
export interface FaultTrace {
  readonly kind: 'fault';
  /** As it was written. */
  readonly fault: string;
}

export type Trace = QueryTrace | RecordedTrace | FaultTrace;
