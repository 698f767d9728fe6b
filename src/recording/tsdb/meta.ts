/** What `meta.json` says of a block. */
export interface BlockMeta {
  readonly ulid: string;
  /** Milliseconds since the epoch; `maxMs` is no longer in the block. */
  readonly minMs: number;
  readonly maxMs: number;
  /** The blocks that it was made of and replaces. */
  readonly parents: readonly string[];
  /** Compaction left nothing in it. */
  readonly deletable: boolean;
}

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;

/** True for the name that a block folder has. */
export const isUlid = (name: string): boolean => ULID.test(name);

/** Reads `meta.json` (tsdb readMetaFile); a sentence about what is wrong with it otherwise. */
export function readMeta(text: string): BlockMeta | string {
  let meta: unknown;
  try {
    meta = JSON.parse(text);
  } catch {
    return text.trim() === '' ? 'the file is empty' : 'it is not valid JSON';
  }
  const { version, ulid, minTime, maxTime, compaction } = fields(meta);
  if (version !== 1) return `it has the version ${JSON.stringify(version)}; version 1 can be read`;
  if (typeof ulid !== 'string' || !isUlid(ulid)) return '"ulid" is not the name of a block';
  if (!isTime(minTime) || !isTime(maxTime)) return '"minTime" and "maxTime" are not times in milliseconds';
  if (minTime > maxTime) return '"minTime" is after "maxTime"';
  const { parents, deletable } = fields(compaction);
  const names = (Array.isArray(parents) ? parents : []).map((parent: unknown) => fields(parent)['ulid']);
  return {
    ulid: ulid.toUpperCase(),
    minMs: minTime,
    maxMs: maxTime,
    parents: names.filter((name) => typeof name === 'string').map((name) => name.toUpperCase()),
    deletable: deletable === true,
  };
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);

const fields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
