import type { SeriesMatcher } from '../../../src/promql/engine/index.ts';

export const equalTo = (label: string, value: string): SeriesMatcher => ({
  label,
  op: '=',
  value,
  matches: (other) => other === value,
});
