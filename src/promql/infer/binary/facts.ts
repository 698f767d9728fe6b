import type { LabelFacts } from '../labels.ts';
import type { Cardinality, DeadReason, EmptyReason, NanReason } from '../model.ts';
import type { Unit } from '../units.ts';
import type { ValueRange } from '../values.ts';

/** What an operator makes of its two sides; the driver adds type, reach and the like. */
export interface BinaryFacts {
  readonly labels: LabelFacts;
  readonly count: Cardinality;
  readonly mayBeEmpty: readonly EmptyReason[];
  readonly dead: DeadReason | undefined;
  readonly mayBeNaN: readonly NanReason[];
  readonly values: ValueRange;
  readonly unit: Unit;
}
