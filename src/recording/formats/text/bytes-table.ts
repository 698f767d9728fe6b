/** Numbers texts by their bytes, from 0 on. */
export class BytesTable {
  /** The texts, one after the other. */
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #used = 0;
  #count = 0;
  #starts = new Float64Array(1 << 10);
  #lengths = new Uint32Array(1 << 10);
  #hashes = new Int32Array(1 << 10);
  /** Number + 1 by hash, with open addressing. */
  #slots = new Int32Array(1 << 12);

  get count(): number {
    return this.#count;
  }

  lengthOf(number: number): number {
    return this.#lengths[number] ?? 0;
  }

  /** The number of a text; one that is new gets the next, which is `count` before, or -1 if it is not to be added. */
  numberOf(bytes: Uint8Array, from: number, to: number, add = true): number {
    const length = to - from;
    let hash = 0x811c9dc5 ^ length;
    let at = from;
    for (; at + 4 <= to; at += 4) {
      const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
      hash = Math.imul(hash ^ word ^ ((bytes[at + 3] ?? 0) << 24), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    for (; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    hash ^= hash >>> 15;
    let slot = hash & (this.#slots.length - 1);
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return add ? this.#insert(slot, hash, bytes, from, to) : -1;
      if (this.#hashes[number] === hash && this.#lengths[number] === length && this.#equal(number, bytes, from)) {
        return number;
      }
      slot = (slot + 1) & (this.#slots.length - 1);
    }
  }

  /** True if the text of a number stands at `from`. @param view Of `bytes`. */
  standsAt(number: number, view: DataView, from: number): boolean {
    const length = this.#lengths[number] ?? 0;
    const start = this.#starts[number] ?? 0;
    if (from + length > view.byteLength) return false;
    const held = this.#view;
    // Names differ in their last labels more often than in their first.
    let left = length;
    for (; left >= 4; left -= 4) {
      if (held.getInt32(start + left - 4) !== view.getInt32(from + left - 4)) return false;
    }
    for (; left > 0; left--) if (held.getUint8(start + left - 1) !== view.getUint8(from + left - 1)) return false;
    return true;
  }

  #equal(number: number, bytes: Uint8Array, from: number): boolean {
    const start = this.#starts[number] ?? 0;
    const held = this.#bytes;
    for (let i = this.lengthOf(number) - 1; i >= 0; i--) if (held[start + i] !== bytes[from + i]) return false;
    return true;
  }

  #insert(slot: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    const number = this.#count++;
    this.#slots[slot] = number + 1;
    if (number === this.#lengths.length) {
      this.#starts = grown(this.#starts, new Float64Array(number * 2));
      this.#lengths = grown(this.#lengths, new Uint32Array(number * 2));
      this.#hashes = grown(this.#hashes, new Int32Array(number * 2));
    }
    const needed = this.#used + to - from;
    if (needed > this.#bytes.length) {
      const bytesGrown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      bytesGrown.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = bytesGrown;
      this.#view = new DataView(bytesGrown.buffer);
    }
    this.#bytes.set(bytes.subarray(from, to), this.#used);
    this.#starts[number] = this.#used;
    this.#lengths[number] = to - from;
    this.#hashes[number] = hash;
    this.#used = needed;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    for (let number = 0; number < this.#count; number++) {
      let slot = (this.#hashes[number] ?? 0) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

export function grown<T extends Float64Array | Uint32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
