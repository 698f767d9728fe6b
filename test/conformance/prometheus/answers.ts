import { dataOf } from '../../../src/prometheus/api.ts';
import type { QueryResult } from '../../../src/promql/engine/result.ts';

/** The data of an answer of Prometheus's HTTP API, or its error. */
export type Answer =
  | { readonly error: { readonly message: string } }
  | { readonly error?: undefined; readonly resultType: 'scalar' | 'string'; readonly result: Point }
  | { readonly error?: undefined; readonly resultType: 'vector' | 'matrix'; readonly result: readonly Element[] };

type Point = readonly [seconds: number, value: string];

interface Element {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Point;
  readonly values?: readonly Point[];
}

export interface Tolerance {
  readonly rtol?: number;
  readonly atol?: number;
  readonly ordered?: boolean;
}

/** The same in the form of the API. */
export const answerOf = ({ value, error }: QueryResult): Answer => (error === undefined ? dataOf(value) : { error });

/** What is wrong with an answer, or undefined. */
export function compareAnswers(expected: Answer, actual: Answer, tolerance: Tolerance): string | undefined {
  if (expected.error !== undefined)
    return actual.error === undefined ? `expected ${expected.error.message}` : undefined;
  if (actual.error !== undefined) return actual.error.message;
  if (expected.resultType !== actual.resultType) return `${actual.resultType}, expected ${expected.resultType}`;
  if (expected.resultType === 'scalar' || expected.resultType === 'string') {
    const [, wanted] = expected.result as Point;
    const [, got] = actual.result as Point;
    const same = expected.resultType === 'string' ? wanted === got : sameValue(wanted, got, tolerance);
    return same ? undefined : `${got}, expected ${wanted}`;
  }
  return compareElements(expected.result as readonly Element[], actual.result as readonly Element[], tolerance);
}

const keyOf = ({ metric }: Element): string => JSON.stringify(Object.entries(metric).sort());
const pointsOf = ({ value, values }: Element): readonly Point[] => values ?? (value === undefined ? [] : [value]);

function compareElements(
  expected: readonly Element[],
  actual: readonly Element[],
  tolerance: Tolerance,
): string | undefined {
  if (expected.length !== actual.length) return `${actual.length} elements, expected ${expected.length}`;
  const byKey = new Map(actual.map((element) => [keyOf(element), element]));
  for (const [i, element] of expected.entries()) {
    const key = keyOf(element);
    const other = tolerance.ordered === true ? actual[i] : byKey.get(key);
    if (other === undefined || keyOf(other) !== key) return `${key} is missing or out of order`;
    const [wanted, got] = [pointsOf(element), pointsOf(other)];
    if (wanted.length !== got.length) return `${key}: ${got.length} points, expected ${wanted.length}`;
    for (const [j, [time, value]] of wanted.entries()) {
      const [otherTime, otherValue] = got[j] ?? [NaN, ''];
      if (Math.round(time * 1000) !== Math.round(otherTime * 1000))
        return `${key}: a point at ${otherTime}, expected ${time}`;
      if (!sameValue(value, otherValue, tolerance)) return `${key}: ${otherValue} at ${time}, expected ${value}`;
    }
  }
  return undefined;
}

function sameValue(expected: string, actual: string, { rtol = 1e-9, atol = 1e-14 }: Tolerance): boolean {
  const [a, b] = [numberOf(expected), numberOf(actual)];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  if (a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const difference = Math.abs(a - b);
  return difference <= atol || difference <= rtol * Math.max(Math.abs(a), Math.abs(b));
}

const numberOf = (value: string): number =>
  value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value);
