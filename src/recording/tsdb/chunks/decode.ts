import type { SampleColumns } from '../columns.ts';
import { ChunkError } from './bits.ts';
import type { ChunkData } from './chunk.ts';
import { decodeHistograms } from './histogram.ts';
import { decodeXor } from './xor.ts';
import { decodeXor2 } from './xor2.ts';

/** Appends the samples of a chunk in the encoding of its first byte (tsdb/chunkenc Encoding); checks their times. */
export function decodeChunk(encoding: number, chunk: ChunkData, into: SampleColumns): void {
  const from = into.length;
  if (chunk.length < 3) throw new ChunkError(`the chunk has only ${chunk.length} bytes of data`);
  switch (encoding) {
    case 1:
      decodeXor(chunk, into);
      break;
    case 2:
      decodeHistograms(chunk, { counts: 'whole', starts: false }, into);
      break;
    case 3:
      decodeHistograms(chunk, { counts: 'float', starts: false }, into);
      break;
    case 4:
      decodeXor2(chunk, into);
      break;
    case 5:
      decodeHistograms(chunk, { counts: 'whole', starts: true }, into);
      break;
    case 6:
      decodeHistograms(chunk, { counts: 'float', starts: true }, into);
      break;
    default:
      throw new ChunkError(`the chunk has the unknown encoding ${encoding}`);
  }
  checkTimes(into, from);
}

function checkTimes({ timestampsMs, length }: SampleColumns, from: number): void {
  let last = -Infinity;
  for (let i = from; i < length; i++) {
    const time = timestampsMs[i] ?? 0;
    if (!(time > last)) throw new ChunkError('the samples of the chunk are not in order of time');
    last = time;
  }
  const first = timestampsMs[from] ?? 0;
  if (length > from && !(Number.isSafeInteger(first) && Number.isSafeInteger(last))) {
    throw new ChunkError('the samples have times beyond all dates');
  }
}
