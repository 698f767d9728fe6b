/**
 * Go's sort.Sort: pattern-defeating quicksort, whose order of equal elements is part of what a condition sees. `less`
 * and `swap` take indices.
 */
export interface Sortable {
  readonly length: number;
  less(i: number, j: number): boolean;
  swap(i: number, j: number): void;
}

const MAX_INSERTION = 12;
const SHORTEST_NINTHER = 50;
const MAX_SWAPS = 12;
const MAX_SHIFTS = 5;

type Hint = 'unknown' | 'increasing' | 'decreasing';

const bitLength = (value: number): number => 32 - Math.clz32(value);

export const sortInPlace = (data: Sortable): void => quicksort(data, 0, data.length, bitLength(data.length));

function quicksort(data: Sortable, from: number, to: number, badPivots: number): void {
  let [a, b, limit] = [from, to, badPivots];
  let wasBalanced = true;
  let wasPartitioned = true;
  for (;;) {
    const length = b - a;
    if (length <= MAX_INSERTION) {
      insertionSort(data, a, b);
      return;
    }
    if (limit === 0) {
      heapSort(data, a, b);
      return;
    }
    if (!wasBalanced) {
      breakPatterns(data, a, b);
      limit--;
    }
    let { pivot, hint } = choosePivot(data, a, b);
    if (hint === 'decreasing') {
      for (let i = a, j = b - 1; i < j; i++, j--) data.swap(i, j);
      pivot = b - 1 - (pivot - a);
      hint = 'increasing';
    }
    if (wasBalanced && wasPartitioned && hint === 'increasing' && partialInsertionSort(data, a, b)) return;
    if (a > 0 && !data.less(a - 1, pivot)) {
      a = partitionEqual(data, a, b, pivot);
      continue;
    }
    const { middle, alreadyPartitioned } = partition(data, a, b, pivot);
    wasPartitioned = alreadyPartitioned;
    const left = middle - a;
    const right = b - middle;
    const threshold = Math.floor(length / 8);
    if (left < right) {
      wasBalanced = left >= threshold;
      quicksort(data, a, middle, limit);
      a = middle + 1;
    } else {
      wasBalanced = right >= threshold;
      quicksort(data, middle + 1, b, limit);
      b = middle;
    }
  }
}

function insertionSort(data: Sortable, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) {
    for (let j = i; j > a && data.less(j, j - 1); j--) data.swap(j, j - 1);
  }
}

function heapSort(data: Sortable, first: number, end: number): void {
  const size = end - first;
  const siftDown = (start: number, limit: number): void => {
    let root = start;
    for (let child = 2 * root + 1; child < limit; child = 2 * root + 1) {
      if (child + 1 < limit && data.less(first + child, first + child + 1)) child++;
      if (!data.less(first + root, first + child)) return;
      data.swap(first + root, first + child);
      root = child;
    }
  };
  for (let i = Math.floor((size - 1) / 2); i >= 0; i--) siftDown(i, size);
  for (let i = size - 1; i >= 0; i--) {
    data.swap(first, first + i);
    siftDown(0, i);
  }
}

function partition(
  data: Sortable,
  a: number,
  b: number,
  pivot: number,
): { readonly middle: number; readonly alreadyPartitioned: boolean } {
  data.swap(a, pivot);
  let i = a + 1;
  let j = b - 1;
  const advance = (): void => {
    while (i <= j && data.less(i, a)) i++;
    while (i <= j && !data.less(j, a)) j--;
  };
  advance();
  const alreadyPartitioned = i > j;
  while (i <= j) {
    data.swap(i++, j--);
    advance();
  }
  data.swap(j, a);
  return { middle: j, alreadyPartitioned };
}

/** Elements equal to the pivot first; none is smaller. */
function partitionEqual(data: Sortable, a: number, b: number, pivot: number): number {
  data.swap(a, pivot);
  let i = a + 1;
  let j = b - 1;
  for (;;) {
    while (i <= j && !data.less(a, i)) i++;
    while (i <= j && data.less(a, j)) j--;
    if (i > j) return i;
    data.swap(i++, j--);
  }
}

/** Mends a nearly sorted range; false if that is not enough. */
function partialInsertionSort(data: Sortable, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < MAX_SHIFTS; step++) {
    while (i < b && !data.less(i, i - 1)) i++;
    if (i === b) return true;
    if (b - a < SHORTEST_NINTHER) return false;
    data.swap(i, i - 1);
    if (i - a >= 2) for (let j = i - 1; j >= 1 && data.less(j, j - 1); j--) data.swap(j, j - 1);
    if (b - i >= 2) for (let j = i + 1; j < b && data.less(j, j - 1); j++) data.swap(j, j - 1);
  }
  return false;
}

/** Go's xorshift, seeded with the length. */
function breakPatterns(data: Sortable, a: number, b: number): void {
  const length = b - a;
  if (length < 8) return;
  let random = BigInt(length);
  const mask = (1n << BigInt(bitLength(length))) - 1n;
  const center = a + Math.floor(length / 4) * 2;
  for (let index = center - 1; index <= center + 1; index++) {
    random = BigInt.asUintN(64, random ^ (random << 13n));
    random ^= random >> 7n;
    random = BigInt.asUintN(64, random ^ (random << 17n));
    let other = Number(random & mask);
    if (other >= length) other -= length;
    data.swap(index, a + other);
  }
}

function choosePivot(data: Sortable, a: number, b: number): { pivot: number; hint: Hint } {
  const length = b - a;
  const quarter = Math.floor(length / 4);
  let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
  let swaps = 0;
  const median = (first: number, second: number, third: number): number => {
    let [x, y, z] = [first, second, third];
    const order = (p: number, q: number): [number, number] => {
      if (!data.less(q, p)) return [p, q];
      swaps++;
      return [q, p];
    };
    [x, y] = order(x, y);
    [y, z] = order(y, z);
    [x, y] = order(x, y);
    return y;
  };
  if (length >= 8) {
    if (length >= SHORTEST_NINTHER) {
      i = median(i - 1, i, i + 1);
      j = median(j - 1, j, j + 1);
      k = median(k - 1, k, k + 1);
    }
    j = median(i, j, k);
  }
  return { pivot: j, hint: swaps === 0 ? 'increasing' : swaps === MAX_SWAPS ? 'decreasing' : 'unknown' };
}
