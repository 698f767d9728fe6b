/** Random numbers from a seed (mulberry32): the same name, the same numbers. */
export class Chance {
  #state: number;

  constructor(name: string) {
    this.#state = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619), 2_166_136_261);
  }

  /** At least 0 and below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** How often something happens that happens `mean` times on average. */
  count(mean: number): number {
    // Around large means the normal distribution is as good, and faster.
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    let happened = 0;
    for (let left = Math.exp(-mean), product = this.next(); product > left; product *= this.next()) happened++;
    return happened;
  }

  /** Of `tries`, how many come true. */
  hits(tries: number, probability: number): number {
    let hits = 0;
    for (let i = 0; i < tries; i++) if (this.next() < probability) hits++;
    return hits;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}
