import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { RecordingError } from '../../../src/recording/error.ts';
import { crc32c } from '../../../src/recording/tsdb/bytes/crc32c.ts';
import { BLOCKS, blockIn, copyOfBlock, dump, temporaryFolder } from './support.ts';

/** The message for a folder that cannot be read, without the name of the folder. */
async function complaint(folder: string): Promise<string> {
  const error: unknown = await dump(folder).catch((thrown: unknown) => thrown);
  if (!(error instanceof RecordingError)) return `no RecordingError: ${String(error)}`;
  return error.message.replaceAll(`${folder}${path.sep}`, '').replaceAll(folder, 'FOLDER');
}

type Change = (bytes: Buffer) => void;

function damage(file: string, change: Change): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}

const flip =
  (at: number): Change =>
  (bytes) => {
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
  };

/** Where the first series of an index is. */
const seriesAt = (index: Buffer): number => 16 * Math.ceil(Number(index.readBigUInt64BE(index.length - 52 + 8)) / 16);

/** Changes the first chunk of a file and writes its checksum anew, so that only sense is missing. */
function damageChunk(folder: string, change: (encodingAt: number, bytes: Buffer) => void): void {
  damage(path.join(folder, 'chunks/000001'), (bytes) => {
    const [{ at, length } = { at: 0, length: 0 }] = chunksIn(bytes);
    change(at, bytes);
    bytes.writeUInt32BE(crc32c(bytes.subarray(at, at + 1 + length)), at + 1 + length);
  });
}

const REMEDY = '; copy the block anew, or move it out of the folder';

describe('a damaged block', () => {
  const cases: readonly (readonly [what: string, file: string, change: Change, message: RegExp])[] = [
    ['index: magic', 'index', flip(0), /^index: byte 0: this is no index/],
    ['index: version', 'index', (b) => b.writeUInt8(9, 4), /^index: byte 4: the index has the unknown version 9/],
    [
      'index: contents',
      'index',
      (b) => flip(b.length - 20)(b),
      /^index: byte \d+: the checksum of the table of contents/,
    ],
    [
      'index: symbols',
      'index',
      flip(20),
      /^index: byte 9: the checksum of the symbol table is wrong \(\w{8} is stored/,
    ],
    [
      'index: symbol length',
      'index',
      (b) => b.writeUInt32BE(0xffffffff, 5),
      /^index: byte 5: a symbol table of 4294967295/,
    ],
    [
      'index: a series',
      'index',
      (b) => flip(seriesAt(b) + 4)(b),
      /^index: byte \d+: the checksum of a series is wrong/,
    ],
    [
      'index: no series',
      'index',
      (b) => b.writeUInt8(0, seriesAt(b)),
      /^index: byte \d+: a series of 0 bytes cannot be/,
    ],
    ['chunks: magic', 'chunks/000001', flip(1), /^chunks\/000001: byte 0: this is no file of chunks/],
    ['chunks: version', 'chunks/000001', (b) => b.writeUInt8(2, 4), /^chunks\/000001: byte 4: .* unknown version 2/],
    ['chunks: data', 'chunks/000001', flip(14), /^chunks\/000001: byte 10: the checksum of a chunk is wrong/],
    [
      'chunks: length',
      'chunks/000001',
      (b) => b.fill(0xff, 8, 12),
      /^chunks\/000001: byte 8: a chunk of \d+ bytes cannot be/,
    ],
    ['tombstones: magic', 'tombstones', flip(3), /^tombstones: byte 0: this is no tombstones file/],
    ['tombstones: version', 'tombstones', flip(4), /^tombstones: byte 4: the tombstones have the unknown version 17/],
    ['tombstones: sum', 'tombstones', flip(8), /^tombstones: byte 5: the checksum of the tombstones is wrong/],
    ['meta.json: JSON', 'meta.json', flip(0), /^meta\.json: it is not valid JSON/],
  ];
  test.each(cases)('%s', async (_, file, change, message) => {
    const folder = copyOfBlock('floats');
    damage(path.join(folder, file), change);
    const text = await complaint(folder);
    expect(text).toMatch(message);
    expect(text.endsWith(REMEDY)).toBe(true);
  });

  test('a chunk of a later format, whose checksum is right', async () => {
    const folder = copyOfBlock('floats');
    damageChunk(folder, (at, bytes) => bytes.writeUInt8(77, at));
    expect(await complaint(folder)).toBe(`chunks/000001: byte 8: the chunk has the unknown encoding 77${REMEDY}`);
  });

  test('a chunk that says it has more samples than it has', async () => {
    const folder = copyOfBlock('floats');
    damageChunk(folder, (at, bytes) => bytes.writeUInt16BE(0xffff, at + 1));
    const message = await complaint(folder);
    expect(message).toBe(`chunks/000001: byte 8: the samples go on behind the end of the chunk${REMEDY}`);
  });

  test.each(['meta.json', 'index', 'chunks'])('without %s it is not whole', async (name) => {
    const folder = copyOfBlock('floats');
    rmSync(path.join(folder, name), { recursive: true });
    expect(await complaint(folder)).toBe(`FOLDER: there is no ${name} in it: the block is not whole${REMEDY}`);
  });

  test('files of chunks that are missing', async () => {
    const folder = copyOfBlock('floats');
    cpSync(path.join(folder, 'chunks/000001'), path.join(folder, 'chunks/000002'));
    rmSync(path.join(folder, 'chunks/000001'));
    expect(await complaint(folder)).toBe(`chunks: there is no 000001 in it: the block is not whole${REMEDY}`);
    rmSync(path.join(folder, 'chunks/000002'));
    expect(await complaint(folder)).toMatch(
      /^index: byte 0: it names a chunk in file 1 of the chunks, but the block has 0/,
    );
  });

  test.each(['index', 'chunks/000001', 'tombstones'])('%s cut off anywhere', async (file) => {
    const folder = copyOfBlock('tombstones');
    const whole = readFileSync(path.join(folder, file));
    const step = Math.ceil(whole.length / 12);
    for (let length = whole.length - 1; length >= 0; length -= step) {
      truncateSync(path.join(folder, file), length);
      expect(await complaint(folder)).toMatch(new RegExp(`^${file}: byte \\d+: `));
    }
  });

  test('a link that leads out of it, and one that leads nowhere', async () => {
    const folder = copyOfBlock('floats');
    const outside = path.join(temporaryFolder(), 'index');
    cpSync(path.join(folder, 'index'), outside);
    rmSync(path.join(folder, 'index'));
    symlinkSync(outside, path.join(folder, 'index'));
    expect(await complaint(folder)).toBe('index: it is a link that leads out of FOLDER; copy what it leads to instead');
    rmSync(outside);
    expect(await complaint(folder)).toMatch(/^FOLDER: there is no index in it/);
  });

  test('a link that leads to itself', async () => {
    const folder = copyOfBlock('floats');
    rmSync(path.join(folder, 'tombstones'));
    symlinkSync('tombstones', path.join(folder, 'tombstones'));
    expect(await complaint(folder)).toBe('tombstones: it is a link that leads to itself');
  });

  test('a folder in the place of a file', async () => {
    const folder = copyOfBlock('floats');
    rmSync(path.join(folder, 'index'));
    mkdirSync(path.join(folder, 'index'));
    expect(await complaint(folder)).toBe('index: it is not a file');
  });

  test.skipIf(process.getuid?.() === 0)('a file that must not be read (not as root)', async () => {
    const folder = copyOfBlock('floats');
    chmodSync(path.join(folder, 'index'), 0);
    expect(await complaint(folder)).toBe('index: it must not be read; check its permissions');
  });

  test('a folder that is none of this', async () => {
    expect(await complaint(temporaryFolder())).toMatch(
      /^FOLDER: it is neither a Prometheus data directory nor a block/,
    );
    expect(await complaint('/no/such/folder')).toBe('FOLDER: it is missing');
  });
});

describe('any bit changed', () => {
  test.each(['floats', 'starts', 'histograms', 'histogram-starts', 'tombstones'])(
    '%s: the same data or an error',
    async (name) => {
      const expected = await dump(path.join(BLOCKS, name));
      const folder = copyOfBlock(name);
      const random = randomNumbers(name.length);
      let errors = 0;
      for (let i = 0; i < 30; i++) {
        const file = path.join(folder, ['index', 'chunks/000001', 'tombstones'][i % 3] ?? '');
        const whole = readFileSync(file);
        damage(file, (bytes) => {
          const at = Math.floor(random() * bytes.length);
          bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
        });
        const found: unknown = await dump(folder).catch((error: unknown) => error);
        writeFileSync(file, whole);
        if (found instanceof RecordingError) errors++;
        else expect(found).toEqual(expected);
      }
      expect(errors).toBeGreaterThan(10);
    },
  );

  test.each(['floats', 'starts', 'histograms', 'histogram-starts'])(
    '%s: neither crash nor hang nor flood where the checksums are right',
    async (name) => {
      const folder = copyOfBlock(name);
      const file = path.join(folder, 'chunks/000001');
      const whole = readFileSync(file);
      const random = randomNumbers(name.length);
      for (let i = 0; i < 40; i++) {
        const bytes = Buffer.from(whole);
        for (const { at, length } of chunksIn(whole)) {
          const from = at + Math.floor(random() * Math.min(40, length));
          bytes.writeUInt8(Math.floor(random() * 256), Math.max(at + 1, from));
          bytes.writeUInt32BE(crc32c(bytes.subarray(at, at + 1 + length)), at + 1 + length);
        }
        writeFileSync(file, bytes);
        const found: unknown = await dump(folder).catch((error: unknown) => error);
        if (found instanceof Error) expect(found).toBeInstanceOf(RecordingError);
      }
    },
  );
});

/** Where the encodings of the chunks of a file are, and how long the data behind them is. */
function chunksIn(bytes: Buffer): { readonly at: number; readonly length: number }[] {
  const chunks = [];
  for (let at = 8; at < bytes.length; ) {
    let length = bytes.readUInt8(at++);
    if (length >= 128) length = (length & 127) + 128 * bytes.readUInt8(at++);
    chunks.push({ at, length });
    at += 1 + length + 4;
  }
  return chunks;
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('the name of a block in a data directory is in the message', async () => {
  const folder = temporaryFolder();
  cpSync(path.join(BLOCKS, 'floats'), folder, { recursive: true });
  const block = blockIn(folder);
  rmSync(path.join(folder, block, 'index'));
  expect(await complaint(folder)).toBe(`${block}: there is no index in it: the block is not whole${REMEDY}`);
});
