import { RecordingBuilder } from '../../src/recording/columns/builder.ts';
import { RecordingError } from '../../src/recording/error.ts';
import { AnyFormat } from '../../src/recording/formats/detect.ts';
import type { Recording } from '../../src/recording/recording.ts';

/** Reads a text, or bytes, of any format, given in pieces. */
export function readText(text: string | Uint8Array, pieces = Infinity, startMs = 0): Recording {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const builder = new RecordingBuilder('m');
  const reader = new AnyFormat('m', builder, startMs);
  const step = Math.min(pieces, Math.max(bytes.length, 1));
  for (let from = 0; from < bytes.length; from += step) reader.push(bytes.slice(from, from + step));
  reader.end();
  return builder.build();
}

/** The message of the `RecordingError` that reading gives; empty where it gives none. */
export function errorOf(text: string | Uint8Array, pieces = Infinity): string {
  try {
    readText(text, pieces);
    return '';
  } catch (error) {
    if (error instanceof RecordingError) return error.message;
    throw error;
  }
}

/** Labels, times and values. */
export const shape = ({ series }: Recording): unknown =>
  series.map(({ labels, timestampsMs, values }) => [String(labels), [...timestampsMs], [...values]]);
