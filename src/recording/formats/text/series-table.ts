/**
 * The numbers of series by the bytes that name them. It guesses that a series is followed by the one that followed it
 * before, which holds for scrape after scrape and for series after series, and then compares instead of hashing.
 */
export class SeriesTable {
  /** The names, one after the other. */
  #bytes = new Uint8Array(1 << 16);
  #used = 0;
  #count = 0;
  #starts = new Float64Array(1 << 10);
  #lengths = new Uint32Array(1 << 10);
  #hashes = new Int32Array(1 << 10);
  #followers = new Int32Array(1 << 10);
  /** Number + 1 by hash, with open addressing. */
  #slots = new Int32Array(1 << 12);
  #last = -1;

  /** The name that is expected at `from`, if it stands there and ends at a blank or the end; else -1. */
  expected(bytes: Uint8Array, from: number, to: number): number {
    if (this.#last < 0) return -1;
    const guess = this.#followers[this.#last] ?? -1;
    if (guess < 0) return -1;
    const length = this.#lengths[guess] ?? 0;
    const start = this.#starts[guess] ?? 0;
    if (from + length >= to || !this.#equal(start, bytes, from, length)) return -1;
    this.#last = guess;
    return guess;
  }

  lengthOf(number: number): number {
    return this.#lengths[number] ?? 0;
  }

  /** The number of a name, or `~number` for one that is new. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    let hash = 0x811c9dc5 ^ length;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
    hash ^= hash >>> 15;
    let slot = hash & (this.#slots.length - 1);
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return ~this.#insert(slot, hash, bytes, from, to);
      if (
        this.#hashes[number] === hash &&
        this.#lengths[number] === length &&
        this.#equal(this.#starts[number] ?? 0, bytes, from, length)
      ) {
        this.#follows(number);
        return number;
      }
      slot = (slot + 1) & (this.#slots.length - 1);
    }
  }

  #equal(start: number, bytes: Uint8Array, from: number, length: number): boolean {
    const held = this.#bytes;
    // Names differ in their last labels more often than in their first.
    for (let i = length - 1; i >= 0; i--) if (held[start + i] !== bytes[from + i]) return false;
    return true;
  }

  #follows(number: number): void {
    if (this.#last >= 0) this.#followers[this.#last] = number;
    this.#last = number;
  }

  #insert(slot: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    const number = this.#count++;
    this.#slots[slot] = number + 1;
    if (number === this.#lengths.length) {
      this.#starts = grown(this.#starts, new Float64Array(number * 2));
      this.#lengths = grown(this.#lengths, new Uint32Array(number * 2));
      this.#hashes = grown(this.#hashes, new Int32Array(number * 2));
      this.#followers = grown(this.#followers, new Int32Array(number * 2));
    }
    const needed = this.#used + to - from;
    if (needed > this.#bytes.length) {
      const bytesGrown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      bytesGrown.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = bytesGrown;
    }
    this.#bytes.set(bytes.subarray(from, to), this.#used);
    this.#starts[number] = this.#used;
    this.#lengths[number] = to - from;
    this.#hashes[number] = hash;
    // Until more is known, a series is followed by itself.
    this.#followers[number] = number;
    this.#used = needed;
    this.#follows(number);
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

function grown<T extends Float64Array | Uint32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
