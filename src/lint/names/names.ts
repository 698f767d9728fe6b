import type { Location } from '../../text/span.ts';

/** The labels that the series of a metric have, as one source knows them. */
export interface MetricShape {
  /** The values of each label that it may have; undefined for any. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** True if it may have labels besides those. */
  readonly open: boolean;
  /** Labels that it never has although it is open. */
  readonly never: ReadonlySet<string>;
  /** Where a file of the workspace says so. */
  readonly at?: Location | undefined;
}

/**
 * - `rules`: recording rules of the workspace; - `catalogue`: a list that people keep: what it leaves out of a metric's
 *   labels and values is not there; - `exposition`, `recording`: what was there when they were taken: other values may
 *   come.
 */
export type NameSourceKind = 'rules' | 'catalogue' | 'exposition' | 'recording';

/** Something that knows which metrics there are. */
export interface NameSource {
  readonly kind: NameSourceKind;
  /** For messages: `the exposition metrics/checkout.txt`. */
  readonly title: string;
  /** By name; several where the source says more than one thing of a metric. */
  readonly metrics: ReadonlyMap<string, readonly MetricShape[]>;
}

/** All sources that the configuration names. */
export interface KnownNames {
  readonly sources: readonly NameSource[];
  /** True if the sources together name every metric that a query may read. */
  readonly complete: boolean;
}

export const NO_NAMES: KnownNames = { sources: [], complete: false };

/** What the configuration says of where names come from; paths absolute. */
export interface NameSettings {
  readonly expositions: readonly ExpositionSettings[];
  readonly recordings: readonly string[];
  readonly catalogues: readonly string[];
  readonly complete: boolean;
}

export interface ExpositionSettings {
  readonly path: string;
  /** The labels that the scrape adds, and their values (undefined for any); undefined where nobody said. */
  readonly labels: ReadonlyMap<string, string | undefined> | undefined;
}

export const NO_NAME_SETTINGS: NameSettings = { expositions: [], recordings: [], catalogues: [], complete: false };
