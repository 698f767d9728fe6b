import { appendFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isTsdbFolder } from '../../../src/recording/tsdb/read.node.ts';
import { BLOCKS, blockIn, dump, temporaryFolder } from './support.ts';

/** A copy of one of the data directories, and the name of its first block. */
function copyOf(name: string): { readonly folder: string; readonly block: string } {
  const folder = path.join(temporaryFolder(), 'data');
  cpSync(path.join(BLOCKS, name), folder, { recursive: true });
  return { folder, block: blockIn(folder) };
}

const OTHER = '01HF000000000000000000000A';

function changeMeta(folder: string, block: string, change: Readonly<Record<string, unknown>>): void {
  const file = path.join(folder, block, 'meta.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
}

describe('a data directory', () => {
  test('says that the head is not read, and how to have it', async () => {
    const { folder } = copyOf('floats');
    mkdirSync(path.join(folder, 'wal'));
    expect((await dump(folder)).notes).toEqual([]);
    appendFileSync(path.join(folder, 'wal/00000000'), 'records');
    mkdirSync(path.join(folder, 'chunks_head'));
    writeFileSync(path.join(folder, 'chunks_head/000001'), 'chunks');
    const { series, notes } = await dump(folder);
    expect(series).toEqual((await dump(path.join(BLOCKS, 'floats'))).series);
    expect(notes).toEqual([
      `${folder}: wal, chunks_head not read: the last up to 3 hours, which a running server has in its head, are not in ` +
        'the recording; make a snapshot with POST /api/v1/admin/tsdb/snapshot and read that',
    ]);
  });

  test('with a head and no block has no series, and says why', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'wal'));
    writeFileSync(path.join(folder, 'wal/00000000'), 'records');
    const { series, notes } = await dump(folder);
    expect(series).toEqual([]);
    expect(notes[0]).toContain(': wal not read: the last up to 3 hours');
  });

  test.each(['.tmp-for-creation', '.tmp-for-deletion'])('leaves out and notes a block %s', async (suffix) => {
    const { folder } = copyOf('floats');
    mkdirSync(path.join(folder, OTHER + suffix));
    const { series, notes } = await dump(folder);
    expect(series).toHaveLength(12);
    expect(notes).toEqual([
      `${path.join(folder, OTHER + suffix)}: not read: the server was writing or deleting this block`,
    ]);
  });

  test('leaves out and notes a block that another one replaces', async () => {
    const { folder, block } = copyOf('floats');
    cpSync(path.join(folder, block), path.join(folder, OTHER), { recursive: true });
    changeMeta(folder, OTHER, { ulid: OTHER, compaction: { level: 2, parents: [{ ulid: block }] } });
    const { series, notes } = await dump(folder);
    expect(series).toEqual((await dump(path.join(BLOCKS, 'floats'))).series);
    expect(notes).toEqual([`${path.join(folder, block)}: not read: another block has replaced this one`]);
  });

  test('leaves out and notes a block that compaction has emptied', async () => {
    const { folder, block } = copyOf('floats');
    changeMeta(folder, block, { compaction: { level: 2, deletable: true } });
    const { series, notes } = await dump(folder);
    expect(series).toEqual([]);
    expect(notes).toEqual([`${path.join(folder, block)}: not read: the block is marked for deletion`]);
  });

  test('leaves out and notes a link to a block', async () => {
    const { folder } = copyOf('floats');
    symlinkSync(path.join(BLOCKS, 'histograms', blockIn(path.join(BLOCKS, 'histograms'))), path.join(folder, OTHER));
    const { series, notes } = await dump(folder);
    expect(series).toHaveLength(12);
    expect(notes).toEqual([
      `${path.join(folder, OTHER)}: not read: it is a link, which Prometheus does not follow either`,
    ]);
  });

  test('reads a block that is there twice once', async () => {
    const { folder, block } = copyOf('starts');
    cpSync(path.join(folder, block), path.join(folder, OTHER), { recursive: true });
    expect((await dump(folder)).series).toEqual((await dump(path.join(BLOCKS, 'starts'))).series);
  });

  test('may be a link itself', async () => {
    const link = path.join(temporaryFolder(), 'link');
    symlinkSync(path.join(BLOCKS, 'floats'), link);
    expect((await dump(link)).series).toHaveLength(12);
  });

  test('the time of a block, whose end is not in it, decides whether it is read', async () => {
    const { folder, block } = copyOf('floats');
    changeMeta(folder, block, { minTime: 1700000000000, maxTime: 1700000000001 });
    expect((await dump(folder, { maxTimeMs: 1699999999999 })).series).toEqual([]);
    expect((await dump(folder, { maxTimeMs: 1700000000000 })).series).toHaveLength(12);
  });

  test.each([
    [{ version: 2 }, /: it has the version 2; version 1 can be read; /],
    [{ minTime: 5, maxTime: 4 }, /: "minTime" is after "maxTime"; /],
    [{ minTime: 'now' }, /: "minTime" and "maxTime" are not times in milliseconds; /],
    [{ ulid: 'x' }, /: "ulid" is not the name of a block; /],
  ])('does not believe meta.json with %j', async (change, message) => {
    const { folder, block } = copyOf('floats');
    changeMeta(folder, block, change);
    await expect(dump(folder)).rejects.toThrow(message);
  });
});

test('reading can be given up, and tells how far it is', async () => {
  await expect(dump(path.join(BLOCKS, 'floats'), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
  const seen: number[] = [];
  await dump(path.join(BLOCKS, 'floats'), { onProgress: ({ samples, bytes }) => seen.push(samples, Math.sign(bytes)) });
  expect(seen.slice(-2)).toEqual([186, 1]);
});

test('a folder is known by what is in it, however damaged', () => {
  const { folder, block } = copyOf('floats');
  const empty = temporaryFolder();
  expect([folder, path.join(folder, block)].map(isTsdbFolder)).toEqual([true, true]);
  expect([empty, path.join(empty, 'nothing'), BLOCKS].map(isTsdbFolder)).toEqual([false, false, false]);
  mkdirSync(path.join(empty, 'wal'));
  expect(isTsdbFolder(empty)).toBe(true);
});
