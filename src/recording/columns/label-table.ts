import type { LabelSet } from '../../promql/engine/labels.ts';

/** Numbers sets of labels, from 0 on, without the keys that the sets would make and keep. */
export class LabelTable {
  readonly #sets: LabelSet[] = [];
  #hashes = new Int32Array(1 << 10);
  /** Number + 1 by hash, with open addressing. */
  #slots = new Int32Array(1 << 12);

  /** By number. */
  get sets(): readonly LabelSet[] {
    return this.#sets;
  }

  /** The number of a set, or -1 for one that is new. */
  find(labels: LabelSet): number {
    return (this.#slots[this.#slotOf(labels, hashOf(labels))] ?? 0) - 1;
  }

  /** Takes a set that is new, and returns its number. */
  add(labels: LabelSet): number {
    const hash = hashOf(labels);
    const number = this.#sets.push(labels) - 1;
    if (number === this.#hashes.length) {
      const hashes = new Int32Array(number * 2);
      hashes.set(this.#hashes);
      this.#hashes = hashes;
    }
    this.#hashes[number] = hash;
    this.#slots[this.#slotOf(labels, hash)] = number + 1;
    if (this.#sets.length * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  /** Where the number of a set stands, or should. */
  #slotOf(labels: LabelSet, hash: number): number {
    const last = this.#slots.length - 1;
    let slot = hash & last;
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return slot;
      const other = this.#hashes[number] === hash ? this.#sets[number] : undefined;
      if (other !== undefined && sameLabels(other, labels)) return slot;
      slot = (slot + 1) & last;
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    for (let number = 0; number < this.#sets.length; number++) {
      let slot = (this.#hashes[number] ?? 0) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function sameLabels(a: LabelSet, b: LabelSet): boolean {
  return a === b || (sameTexts(a.values, b.values) && (a.names === b.names || sameTexts(a.names, b.names)));
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function hashOf({ names, values }: LabelSet): number {
  let hash = 0x811c9dc5 ^ names.length;
  for (let i = 0; i < values.length; i++) hash = withText(withText(hash, names[i] ?? ''), values[i] ?? '');
  return hash ^ (hash >>> 15);
}

function withText(hash: number, text: string): number {
  let next = Math.imul(hash ^ text.length, 0x85ebca6b);
  for (let i = 0; i < text.length; i++) next = Math.imul(next ^ text.charCodeAt(i), 0x01000193);
  return next;
}
