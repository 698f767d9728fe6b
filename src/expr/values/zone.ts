/** A time.Location. */
export interface Zone {
  /** What Location.String yields: `UTC`, `Local`, `Europe/Berlin`, `` for a fixed offset without a name. */
  readonly name: string;
  /** The offset east of UTC in seconds, and its abbreviation, at a time in seconds since 1970. */
  at(unixSeconds: number): { readonly offset: number; readonly abbreviation: string };
}

export const UTC: Zone = { name: 'UTC', at: () => ({ offset: 0, abbreviation: 'UTC' }) };

/** time.FixedZone. */
export const fixedZone = (abbreviation: string, offset: number): Zone => ({
  name: abbreviation,
  at: () => ({ offset, abbreviation }),
});

const loaded = new Map<string, Zone | undefined>();

/**
 * time.LoadLocation, with the zones that the JavaScript runtime knows. Undefined for an unknown name. `Local` is UTC,
 * as in the controller's image.
 */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return UTC;
  if (name === 'Local') return { ...UTC, name: 'Local' };
  if (!loaded.has(name)) loaded.set(name, createZone(name));
  return loaded.get(name);
}

function createZone(name: string): Zone | undefined {
  if (name.startsWith('/') || name.includes('..') || name.includes('\\') || /^[+-]/.test(name)) return undefined;
  let parts: Intl.DateTimeFormat;
  let names: readonly Intl.DateTimeFormat[];
  try {
    parts = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    names = LOCALES.map((locale) => new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: 'short' }));
  } catch {
    return undefined;
  }
  return {
    name,
    at: (unixSeconds) => {
      const date = new Date(Math.max(-8.64e12, Math.min(8.64e12, unixSeconds)) * 1000);
      const offset = offsetOf(zonePart(parts, date));
      return { offset, abbreviation: abbreviationOf(names, date, offset) };
    },
  };
}

const zonePart = (format: Intl.DateTimeFormat, date: Date): string =>
  format.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';

/** `GMT+05:30`, `GMT-04:56:02`, `GMT`. */
function offsetOf(text: string): number {
  const match = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}

/** Each knows the abbreviations of its part of the world. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-CA', 'en-NZ'];

/** Where the runtime knows no letters it shows an offset; the zone database has digits there. */
function abbreviationOf(names: readonly Intl.DateTimeFormat[], date: Date, offset: number): string {
  for (const format of names) {
    const text = zonePart(format, date);
    if (/^[A-Z]+$/.test(text) && (text !== 'GMT' || offset === 0)) return text;
  }
  // Only the local mean times of long ago had odd seconds.
  if (offset % 60 !== 0) return 'LMT';
  const minutes = Math.trunc(Math.abs(offset) / 60);
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60;
  return `${offset < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : String(rest).padStart(2, '0')}`;
}
