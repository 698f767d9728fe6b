import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { RecordingError } from '../../src/recording/error.ts';
import { readRecordings } from '../../src/recording/read.node.ts';
import { shape } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'recording-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

const TEXT = `${Array.from({ length: 20_000 }, (_, i) => `a{x="${i % 7}"} ${Math.sin(i)} ${i}`).join('\n')}\n# EOF\n`;
const gzip = zlib.gzipSync(TEXT);

describe('reading files', () => {
  test('unpacks by content, whatever the name, also several members after each other', async () => {
    const plain = await readRecordings([file('plain', TEXT)]);
    expect(plain.sampleCount).toBe(20_000);
    expect(plain.firstMs).toBe(0);
    expect(plain.lastMs).toBe(19_999_000);
    expect(shape(await readRecordings([file('packed.txt', gzip)]))).toEqual(shape(plain));
    const half = TEXT.length >> 1;
    const members = Buffer.concat([zlib.gzipSync(TEXT.slice(0, half)), zlib.gzipSync(TEXT.slice(half))]);
    expect(shape(await readRecordings([file('members', members)]))).toEqual(shape(plain));
  });

  test('formats can be mixed; the same series is joined in order of time', async () => {
    const text = file('one.om', 'up 1 10\nup 2 20\n# EOF\n');
    const export_ = file('two.json', '{"metric":{"__name__":"up"},"values":[3,2],"timestamps":[15000,20000]}');
    const recording = await readRecordings([text, export_]);
    expect(shape(recording)).toEqual([['{__name__="up"}', [10_000, 15_000, 20_000], [1, 3, 2]]]);
    const other = file('three.txt', 'up 5 1709294400000\nup 6 1709294415000\n');
    expect((await readRecordings([text, other])).lastMs).toBe(1709294415000);
    const wrong = file('four.om', 'up 7 10\n# EOF\n');
    await expect(readRecordings([text, wrong])).rejects.toThrow(
      `${wrong}:1: duplicate sample for timestamp: {__name__="up"} has 7 at 1970-01-01T00:00:10.000Z, but 1 in ${text}:1`,
    );
  });

  test.each([
    [
      'cut off',
      gzip.subarray(0, gzip.length >> 1),
      /cut-off: the gzip data is cut off or damaged \(unexpected end of file\): 0\.\d MB could be unpacked, which were dropped$/,
    ],
    ['cut in its header', gzip.subarray(0, 5), /the gzip data is cut off or damaged .*: 0 bytes could be unpacked/],
    [
      'with a wrong checksum',
      Uint8Array.from(gzip, (byte, i) => (i === gzip.length - 6 ? byte ^ 1 : byte)),
      /incorrect data check/,
    ],
  ])('a gzip file that is %s is an error', async (name, bytes, expected) => {
    const place = file(name.replaceAll(' ', '-'), bytes);
    await expect(readRecordings([place])).rejects.toThrow(expected);
    await expect(readRecordings([place])).rejects.toThrow(RecordingError);
  });

  test('zstd is read where Node can, and refused with advice where it cannot', async () => {
    const compress: unknown = Reflect.get(zlib, 'zstdCompressSync');
    if (typeof compress === 'function') {
      const packed: unknown = compress(TEXT);
      expect((await readRecordings([file('z', packed instanceof Uint8Array ? packed : '')])).sampleCount).toBe(20_000);
    } else {
      const place = file('z', Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0]));
      await expect(readRecordings([place])).rejects.toThrow(/z: it is packed with zstd, .* unpack it first, use gzip/);
    }
  });

  test('a path that is not there, and a folder that is no data directory, are errors of one line', async () => {
    await expect(readRecordings([path.join(folder, 'no')])).rejects.toThrow(/no: there is no such file or folder$/);
    await expect(readRecordings([folder])).rejects.toThrow(RecordingError);
    await expect(readRecordings([file('empty', '')])).rejects.toThrow(/empty: it is empty$/);
    await expect(readRecordings([file('e.gz', zlib.gzipSync(''))])).rejects.toThrow(/e\.gz: it is empty$/);
  });

  test('tells how far it is, and stops when it is told to', async () => {
    const place = file('big', TEXT);
    const seen: number[] = [];
    await readRecordings([place], { onProgress: ({ bytes, totalBytes }) => seen.push(bytes / (totalBytes ?? NaN)) });
    expect(seen.at(-1)).toBe(1);
    await expect(readRecordings([place], { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    const controller = new AbortController();
    const stopped = readRecordings([place], {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
  });
});
