import { fromBytes } from '../../../go/utf8.ts';
import { ByteCursor } from '../bytes/byte-cursor.ts';
import { type ByteSource, readChecked, readExactly } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';

/** The strings of an index. */
export interface Symbols {
  /** The string of a reference that has just been read. */
  at(cursor: ByteCursor, reference: number): string;
}

/** Reads the symbol table at an offset of an index; `end` is where it must be over (tsdb/index NewSymbols). */
export function readSymbols(source: ByteSource, version: number, offset: number, end: number): Symbols {
  if (offset === 0) return { at: (cursor, reference) => unknown(cursor, reference) };
  const length = new ByteCursor(source.name, offset, readExactly(source, offset, 4, 'the symbol table')).uint32();
  if (length < 4 || offset + 4 + length + 4 > end) {
    throw new FormatError(
      source.name,
      offset,
      `a symbol table of ${length} bytes does not fit; the file is cut off or damaged`,
    );
  }
  const bytes = readChecked(source, offset + 4, length, 'the symbol table').slice();
  const cursor = new ByteCursor(source.name, offset + 4, bytes);
  const count = cursor.uint32();
  if (count > cursor.left) throw cursor.error(`${count} symbols do not fit into ${cursor.left} bytes`);
  const starts = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    starts[i] = cursor.at;
    cursor.bytes(cursor.uvarint());
  }
  const read = (at: number): string => {
    cursor.at = at;
    const symbol = cursor.bytes(cursor.uvarint());
    try {
      return UTF8.decode(symbol);
    } catch {
      return fromBytes(symbol);
    }
  };
  return version === 1 ? byOffset(starts, offset + 4, read) : byNumber(starts, read);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

type Read = (at: number) => string;

function byNumber(starts: Uint32Array, read: Read): Symbols {
  const known: (string | undefined)[] = [];
  return {
    at(cursor, reference) {
      const before = known[reference];
      if (before !== undefined) return before;
      const start = starts[reference];
      if (start === undefined) return unknown(cursor, reference);
      const symbol = read(start);
      known[reference] = symbol;
      return symbol;
    },
  };
}

/** In version 1 a symbol is named by its place in the file. */
function byOffset(starts: Uint32Array, tableAt: number, read: Read): Symbols {
  const known = new Map<number, string | undefined>();
  for (const start of starts) known.set(tableAt + start, undefined);
  return {
    at(cursor, reference) {
      if (!known.has(reference)) return unknown(cursor, reference);
      const symbol = known.get(reference) ?? read(reference - tableAt);
      known.set(reference, symbol);
      return symbol;
    },
  };
}

function unknown(cursor: ByteCursor, reference: number): never {
  throw cursor.error(`there is no symbol ${reference}`);
}
