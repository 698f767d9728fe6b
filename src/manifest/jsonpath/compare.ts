import type { GoValue } from '../../expr/index.ts';
import { compareStrings } from '../../go/utf8.ts';

type Comparison = { readonly ok: true; readonly holds: boolean } | { readonly ok: false; readonly error: string };

const BAD_TYPE: Comparison = { ok: false, error: 'invalid type for comparison' };
const BAD_PAIR: Comparison = { ok: false, error: 'incompatible types for comparison' };

/**
 * The comparisons of filters (client-go third_party/forked/golang/template Equal, Less and theirs). A number of JSON is
 * a float64, one of the path without a point an int; the two do not compare.
 */
export function compare(operator: string, left: GoValue, right: GoValue): Comparison {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return negated(equal(left, right));
    case '<':
      return less(left, right);
    case '<=':
      return lessOrEqual(left, right);
    case '>':
      return negated(lessOrEqual(left, right));
    case '>=':
      return negated(less(left, right));
    default:
      return { ok: false, error: `unrecognized filter operator ${operator}` };
  }
}

const negated = (comparison: Comparison): Comparison =>
  comparison.ok ? { ok: true, holds: !comparison.holds } : comparison;

function lessOrEqual(left: GoValue, right: GoValue): Comparison {
  const comparison = less(left, right);
  return !comparison.ok || comparison.holds ? comparison : equal(left, right);
}

function equal(left: GoValue, right: GoValue): Comparison {
  const [a, b] = [basic(left), basic(right)];
  if (a === undefined || b === undefined) return BAD_TYPE;
  return typeof a === typeof b ? { ok: true, holds: a === b } : BAD_PAIR;
}

function less(left: GoValue, right: GoValue): Comparison {
  const [a, b] = [basic(left), basic(right)];
  if (a === undefined || b === undefined) return BAD_TYPE;
  if (typeof a !== typeof b) return BAD_PAIR;
  if (typeof a === 'boolean') return BAD_TYPE;
  if (typeof a === 'string' && typeof b === 'string') return { ok: true, holds: compareStrings(a, b) < 0 };
  return { ok: true, holds: a < b };
}

/** basicKind: integers of both signs compare, and are bigints here; undefined for what does not compare. */
function basic(value: GoValue): boolean | number | bigint | string | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  return value.kind === 'number' && typeof value.value === 'bigint' ? value.value : undefined;
}
