import { parseDuration } from '../../go/duration.ts';
import { asString } from '../run/convert.ts';
import { GoPanic } from '../run/panic.ts';
import type { GoType } from '../types/go-type.ts';
import { LOCATION_POINTER, TIME } from '../types/known-types.ts';
import { DATE_LAYOUTS } from '../values/time-layout.ts';
import { parseTime } from '../values/time-parse.ts';
import { duration, type GoTime, type GoValue, isObject, locationPointer, makeTime } from '../values/value.ts';
import { loadZone, UTC, type Zone } from '../values/zone.ts';
import type { Builtin } from './builtin.ts';
import { wrongCount } from './builtin.ts';
import { argument, signatures } from './support.ts';

/** The zone that a `*time.Location` points to. */
function zoneOf(value: GoValue): Zone | undefined {
  if (!isObject(value) || value.kind !== 'pointer' || !isObject(value.target)) return undefined;
  return value.target.kind === 'location' ? value.target.zone : undefined;
}

function zoneNamed(name: string): Zone {
  const zone = loadZone(name);
  if (zone === undefined) throw new GoPanic(`unknown time zone ${name}`);
  return zone;
}

function parsed(layout: string, text: string, zone: Zone): GoTime {
  const result = parseTime(layout, text, zone);
  if ('error' in result) throw new GoPanic(result.error);
  return result.time;
}

/** builtin.go date */
function date(args: readonly GoValue[]): GoValue {
  const zone = zoneOf(argument(args, 0));
  const rest = zone === undefined ? args : args.slice(1);
  if (rest.length === 0) throw new GoPanic('runtime error: index out of range [0] with length 0');
  const text = asString(argument(rest, 0));
  if (rest.length === 2) return parsed(asString(argument(rest, 1)), text, zone ?? UTC);
  if (rest.length === 3) {
    const layout = asString(argument(rest, 1));
    return parsed(layout, text, zoneNamed(asString(argument(rest, 2))));
  }
  for (const layout of DATE_LAYOUTS) {
    const result = parseTime(layout, text, zone ?? UTC);
    if ('time' in result) return result.time;
  }
  throw new GoPanic(`invalid date ${text}`);
}

const isLocation = (type: GoType | undefined): boolean => type === LOCATION_POINTER;

export const TIME_BUILTINS: readonly Builtin[] = [
  {
    name: 'now',
    validate: (args) => {
      const fits = args.length === 0 || (args.length === 1 && isLocation(args[0]));
      return fits ? { type: TIME } : wrongCount(0, args.length);
    },
    call: (args, machine) => {
      const zone = zoneOf(argument(args, 0)) ?? { ...UTC, name: 'Local' };
      return makeTime(BigInt(Math.trunc(machine.now())) * 1_000_000n, zone);
    },
    follows: () => false,
  },
  {
    name: 'duration',
    signatures: signatures('func(string) (time.Duration, error)'),
    call: (args) => {
      const result = parseDuration(asString(argument(args, 0)));
      if (!result.ok) throw new GoPanic(result.error);
      return duration(result.nanoseconds);
    },
  },
  {
    name: 'date',
    validate: (args) => {
      if (args.length < 1) return wrongCount('at least 1', args.length);
      const rest = isLocation(args[0]) ? args.slice(1) : args;
      return rest.length > 3 ? wrongCount('at most 3', rest.length) : { type: TIME };
    },
    call: (args) => date(args),
    follows: (type) => !isLocation(type),
  },
  {
    name: 'timezone',
    signatures: signatures('func(string) (*time.Location, error)'),
    call: (args) => locationPointer(zoneNamed(asString(argument(args, 0)))),
  },
];
