/**
 * A heap that moves its items as Go's container/heap does. Which of equal items comes out first depends on that, and
 * with it which of two samples of one time counts.
 */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #less: (a: T, b: T) => boolean;

  constructor(less: (a: T, b: T) => boolean) {
    this.#less = less;
  }

  get top(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfLess(at, parent)) return;
      at = parent;
    }
  }

  pop(): T | undefined {
    const items = this.#items;
    const popped = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return popped;
    items[0] = last;
    let at = 0;
    while (true) {
      const left = 2 * at + 1;
      if (left >= items.length) return popped;
      const child = this.#isLess(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfLess(child, at)) return popped;
      at = child;
    }
  }

  #isLess(a: number, b: number): boolean {
    const one = this.#items[a];
    const other = this.#items[b];
    return one !== undefined && other !== undefined && this.#less(one, other);
  }

  #swapIfLess(lower: number, upper: number): boolean {
    const one = this.#items[lower];
    const other = this.#items[upper];
    if (one === undefined || other === undefined || !this.#less(one, other)) return false;
    this.#items[lower] = other;
    this.#items[upper] = one;
    return true;
  }
}
