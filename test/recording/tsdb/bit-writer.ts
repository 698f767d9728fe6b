/** Writes bits, the highest first, as tsdb/chunkenc bstream does. */
export class BitWriter {
  readonly #bits: number[] = [];

  write(value: bigint, count: number): void {
    for (let i = count - 1; i >= 0; i--) this.#bits.push(Number((BigInt.asUintN(64, value) >> BigInt(i)) & 1n));
  }

  prefix(bits: string): void {
    for (const bit of bits) this.#bits.push(Number(bit));
  }

  uvarint(value: bigint): void {
    let left = BigInt.asUintN(64, value);
    while (left >= 0x80n) {
      this.write((left & 0x7fn) | 0x80n, 8);
      left >>= 7n;
    }
    this.write(left, 8);
  }

  varint(value: bigint): void {
    this.uvarint(value < 0n ? (-value << 1n) - 1n : value << 1n);
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    this.#bits.forEach((bit, i) => {
      bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (7 - (i & 7)));
    });
    return bytes;
  }
}

/** A sample as its time and the bits of its value. */
export type RawSample = readonly [timeMs: number, bits: bigint];

/** An XOR chunk without encoding and checksum (tsdb/chunkenc xorAppender). */
export function encodeXor(samples: readonly RawSample[]): Uint8Array {
  const writer = new BitWriter();
  writer.write(BigInt(samples.length), 16);
  let window: { readonly leading: number; readonly trailing: number } | undefined;
  samples.forEach(([timeMs, bits], i) => {
    const [beforeMs = 0, beforeBits = 0n] = samples[i - 1] ?? [];
    if (i === 0) {
      writer.varint(BigInt(timeMs));
      writer.write(bits, 64);
      return;
    }
    const step = timeMs - beforeMs;
    if (i === 1) writer.uvarint(BigInt(step));
    else writeChangeOfStep(writer, step - (beforeMs - (samples[i - 2]?.[0] ?? 0)));
    window = writeXor(writer, bits ^ beforeBits, window);
  });
  return writer.bytes();
}

function writeChangeOfStep(writer: BitWriter, change: number): void {
  if (change === 0) {
    writer.prefix('0');
    return;
  }
  const sizes = [
    ['10', 14],
    ['110', 17],
    ['1110', 20],
  ] as const;
  const found = sizes.find(([, size]) => change >= 1 - 2 ** (size - 1) && change <= 2 ** (size - 1));
  writer.prefix(found?.[0] ?? '1111');
  writer.write(BigInt(change), found?.[1] ?? 64);
}

interface Window {
  readonly leading: number;
  readonly trailing: number;
}

function writeXor(writer: BitWriter, change: bigint, window: Window | undefined): Window | undefined {
  if (change === 0n) {
    writer.prefix('0');
    return window;
  }
  const text = change.toString(2).padStart(64, '0');
  const leading = Math.min(31, text.indexOf('1'));
  const trailing = 63 - text.lastIndexOf('1');
  const reused = window !== undefined && leading >= window.leading && trailing >= window.trailing;
  const used = reused ? window : { leading, trailing };
  const count = 64 - used.leading - used.trailing;
  writer.prefix(reused ? '10' : '11');
  if (!reused) {
    writer.write(BigInt(leading), 5);
    writer.write(BigInt(count % 64), 6);
  }
  writer.write(change >> BigInt(used.trailing), count);
  return used;
}
