const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt, milliseconds; `attempt` counts from 0, `random` is in [0, 1). What the server
 * asks for counts where it is more. Undefined where it asks for more than anybody would wait.
 */
export function retryDelayMs(
  attempt: number,
  random: number,
  retryAfter: string | null,
  nowMs: number,
): number | undefined {
  const asked = retryAfterMs(retryAfter, nowMs);
  if (asked > LONGEST_MS) return undefined;
  const backOff = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  // Between half and all of it, so that many clients do not come back at once.
  return Math.max(asked, Math.round(backOff * (0.5 + random / 2)));
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfterMs(text: string | null, nowMs: number): number {
  if (text === null) return 0;
  if (/^\s*\d+\s*$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - nowMs);
}
