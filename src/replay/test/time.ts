import { parseDuration } from '../../go/duration.ts';

const ABSOLUTE = /^(\d{4}-\d\d-\d\d)T/;

/** Milliseconds since the epoch; undefined for what is no time. `+90s` and `90s` count from the start. */
export function timeOf(text: string, startMs: number): number | undefined {
  const [, day] = ABSOLUTE.exec(text) ?? [];
  if (day === undefined) {
    const offset = spanOf(text);
    return offset === undefined ? undefined : startMs + offset;
  }
  const time = Date.parse(text);
  // `2026-02-30` would be taken for the second of March.
  const midnight = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(time) || midnight.toISOString().slice(0, 10) !== day ? undefined : time;
}

/** A duration in milliseconds, `90s` or `-10m`; undefined for what is none. */
export function spanOf(text: string): number | undefined {
  const duration = parseDuration(text);
  return duration.ok ? Number(duration.nanoseconds) / 1e6 : undefined;
}

/** `+1m30s` after the start, or the time itself where `like` is one. */
export function timeText(ms: number, startMs: number, like = ''): string {
  if (ABSOLUTE.test(like)) return new Date(wholeSecond(ms)).toISOString().replace('.000Z', 'Z');
  return `${ms < startMs ? '-' : '+'}${spanText(Math.abs(ms - startMs))}`;
}

/** `1m30s`, `2h`, `0s`: whole seconds. */
export function spanText(ms: number): string {
  const total = Math.round(ms / 1000);
  const parts = [
    [Math.floor(total / 3600), 'h'],
    [Math.floor(total / 60) % 60, 'm'],
    [total % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('') || '0s';
}

/** The controller keeps times to the second. */
export const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;
