import { parseDuration } from '../../../go/duration.ts';

const UNITS: readonly (readonly [pattern: RegExp, unit: string, factor: number])[] = [
  [/^(?:w|weeks?)$/i, 'h', 168],
  [/^(?:d|days?)$/i, 'h', 24],
  [/^(?:h|hrs?|hours?)$/i, 'h', 1],
  [/^(?:m|min|mins|minutes?)$/i, 'm', 1],
  [/^(?:s|sec|secs|seconds?)$/i, 's', 1],
  [/^(?:ms|msec|millis|milliseconds?)$/i, 'ms', 1],
  [/^$/, 's', 1],
];

/**
 * The duration in Go's notation that a text most likely stands for: `1d` is `24h`, `5 minutes` is `5m`, `60` is `60s`.
 * Undefined where that is not plain.
 */
export function meantDuration(text: string): string | undefined {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)\s*/giy)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== text.trim()) return undefined;
  let meant = '';
  for (const [, number = '', written = ''] of parts) {
    const known = UNITS.find(([pattern]) => pattern.test(written));
    if (known === undefined || (written === '' && parts.length > 1)) return undefined;
    const [, unit, factor] = known;
    meant += `${factor === 1 ? number : Number(number) * factor}${unit}`;
  }
  return parseDuration(meant).ok && meant !== text ? meant : undefined;
}
