/** container/heap on an array: the element that is less than all others is first. */
export function push<T>(heap: T[], item: T, less: (a: T, b: T) => boolean): void {
  heap.push(item);
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!swapIfLess(heap, child, parent, less)) return;
    child = parent;
  }
}

/** Restores the order after the first element was replaced. */
export function fixFirst<T>(heap: T[], less: (a: T, b: T) => boolean): void {
  let parent = 0;
  for (;;) {
    const left = 2 * parent + 1;
    if (left >= heap.length) return;
    const [a, b] = [heap[left], heap[left + 1]];
    const child = a !== undefined && b !== undefined && less(b, a) ? left + 1 : left;
    if (!swapIfLess(heap, child, parent, less)) return;
    parent = child;
  }
}

function swapIfLess<T>(heap: T[], child: number, parent: number, less: (a: T, b: T) => boolean): boolean {
  const [low, high] = [heap[child], heap[parent]];
  if (low === undefined || high === undefined || !less(low, high)) return false;
  heap[child] = high;
  heap[parent] = low;
  return true;
}
