import { UsageError } from '../lint/usage-error.ts';
import { parsePromDuration } from '../promql/index.ts';

/** What times on the command line may be relative to. */
export interface TimeReference {
  /** What `now` is, and what `-1h` counts from. */
  readonly nowMs: number;
  /** What `start` and `end` are, where there is a recording. */
  readonly firstMs?: number | undefined;
  readonly lastMs?: number | undefined;
}

/** How times are written, for help texts. */
export const TIME_HELP = '2026-03-01T10:05:00Z, unix seconds, -1h, now-1h, start+5m, end-5m';

const RELATIVE = /^(now|start|end)?(?:([+-])(\w+))?$/;
const RFC3339 = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|z|[+-]\d{2}:\d{2})?)?$/;

/**
 * A time on the command line, in milliseconds since the epoch. Without a zone it is UTC; a day is its midnight.
 * @param flag as the user wrote it, for the message
 * @throws {UsageError}
 */
export function parseTime(text: string, flag: string, reference: TimeReference): number {
  const time = /^-?\d+(?:\.\d+)?$/.test(text)
    ? Math.round(Number(text) * 1000)
    : (absolute(text) ?? relative(text, flag, reference));
  if (time === undefined) throw new UsageError(`${flag} ${text}: not a time; write ${TIME_HELP}`);
  return time;
}

function absolute(text: string): number | undefined {
  const [, day, clock, zone = 'Z'] = RFC3339.exec(text) ?? [];
  if (day === undefined) return undefined;
  // `2026-02-30` would be taken for the second of March.
  const isDay = new Date(`${day}T00:00:00Z`).getTime();
  if (Number.isNaN(isDay) || new Date(isDay).toISOString().slice(0, 10) !== day) return undefined;
  const time = Date.parse(`${day}T${clock ?? '00:00'}${zone.toUpperCase()}`);
  return Number.isNaN(time) ? undefined : time;
}

function relative(text: string, flag: string, { nowMs, firstMs, lastMs }: TimeReference): number | undefined {
  const [whole, anchor, sign, length] = RELATIVE.exec(text) ?? [];
  if (whole === undefined || whole === '') return undefined;
  const byMs = length === undefined ? 0 : parsePromDuration(length);
  if (byMs === undefined) return undefined;
  const base = anchor === 'start' ? firstMs : anchor === 'end' ? lastMs : nowMs;
  if (base === undefined) throw new UsageError(`${flag} ${text}: \`${anchor}\` is of a recording, and there is none`);
  return sign === '-' ? base - byMs : base + byMs;
}

/**
 * A duration on the command line in Prometheus's notation (`90s`, `1h30m`, `1d`), in milliseconds; plain numbers are
 * seconds.
 * @throws {UsageError}
 */
export function parseSpan(text: string, flag: string): number {
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : parsePromDuration(text);
  if (ms === undefined || !(ms > 0)) throw new UsageError(`${flag} ${text}: not a duration; write 30s, 5m, 1h30m`);
  return ms;
}

/** `2026-03-01T10:05:00Z`, with milliseconds where there are any. */
export const formatTime = (ms: number): string =>
  Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace('.000Z', 'Z') : String(ms / 1000);
