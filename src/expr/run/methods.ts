import { formatDuration } from '../../go/duration.ts';
import { toBytes } from '../../go/utf8.ts';
import { type GoType, INT64, sliceOf } from '../types/go-type.ts';
import { DURATION, MONTH, STATUS_CODE, TIME, WEEKDAY } from '../types/known-types.ts';
import { formatTimeDefault, formatValue } from '../values/format.ts';
import { civilOf, daysOfDate, floorDivide, formatTime } from '../values/time-layout.ts';
import { offsetAtLocal } from '../values/time-parse.ts';
import {
  byteSlice,
  duration,
  type GoFunction,
  type GoNumber,
  type GoTime,
  type GoValue,
  isDurationValue,
  isObject,
  isTimeValue,
  locationPointer,
  makeNumber,
  makeSlice,
  makeTime,
  typeName,
  typeOf,
  YEAR_ONE,
} from '../values/value.ts';
import { UTC } from '../values/zone.ts';
import { toIndex } from './convert.ts';
import { later, timeBetween } from './operators/arithmetic.ts';
import { GoPanic } from './panic.ts';

type Method<T> = (receiver: T, args: readonly GoValue[]) => GoValue;

const SECOND = 1_000_000_000n;

/** The method of this name bound to the value, or undefined (reflect.Value.MethodByName). */
export function boundMethod(value: GoValue, name: string): GoFunction | undefined {
  const type = typeOf(value);
  const signature = type?.kind === 'ptr' || type?.packagePath !== '' ? type?.methods?.get(name) : undefined;
  if (signature === undefined) return undefined;
  return { kind: 'function', type: signature, call: (args) => callMethod(value, name, args) };
}

function callMethod(value: GoValue, name: string, args: readonly GoValue[]): GoValue {
  if (isTimeValue(value)) return call(TIME_METHODS[name], value, args, `${TIME.name}.${name}`);
  if (isDurationValue(value)) return call(DURATION_METHODS[name], value, args, `${DURATION.name}.${name}`);
  const type = typeOf(value);
  if (type === MONTH || type === WEEKDAY || name === 'String') return formatValue(value);
  if (type === STATUS_CODE) return statusCodes(type);
  throw new GoPanic(`${typeName(value)}.${name} is not supported here`);
}

function call<T>(method: Method<T> | undefined, receiver: T, args: readonly GoValue[], name: string): GoValue {
  if (method === undefined) throw new GoPanic(`${name} is not supported here`);
  return method(receiver, args);
}

const statusCodes = (type: GoType): GoValue =>
  makeSlice(
    sliceOf(type),
    ['Complete', 'InternalError', 'PartialData', 'Forbidden'].map((value) => ({ kind: 'text', type, value }) as const),
  );

const asTime = (value: GoValue | undefined): GoTime => {
  if (value !== undefined && isTimeValue(value)) return value;
  throw new GoPanic(`reflect: Call using ${typeName(value ?? null)} as type time.Time`);
};

const asDuration = (value: GoValue | undefined): bigint => {
  if (value !== undefined && isDurationValue(value)) return BigInt(value.value);
  throw new GoPanic(`reflect: Call using ${typeName(value ?? null)} as type time.Duration`);
};

const int64 = (value: bigint): GoNumber => makeNumber(INT64, BigInt.asIntN(64, value));
const civil = (time: GoTime): ReturnType<typeof civilOf> => civilOf(time);
const int = (value: number): bigint => BigInt(value);

const TIME_METHODS: Readonly<Record<string, Method<GoTime>>> = {
  Add: (time, [d]) => later(time, asDuration(d)),
  Sub: (time, [other]) => timeBetween(time, asTime(other)),
  AddDate: (time, [years, months, days]) =>
    addDate(time, toIndex(years ?? 0n), toIndex(months ?? 0n), toIndex(days ?? 0n)),
  After: (time, [other]) => time.nanoseconds > asTime(other).nanoseconds,
  Before: (time, [other]) => time.nanoseconds < asTime(other).nanoseconds,
  Equal: (time, [other]) => time.nanoseconds === asTime(other).nanoseconds,
  Compare: (time, [other]) => {
    const difference = time.nanoseconds - asTime(other).nanoseconds;
    return difference < 0n ? -1n : difference > 0n ? 1n : 0n;
  },
  Year: (time) => int(civil(time).year),
  Month: (time) => makeNumber(MONTH, int(civil(time).month)),
  Day: (time) => int(civil(time).day),
  Hour: (time) => int(civil(time).hour),
  Minute: (time) => int(civil(time).minute),
  Second: (time) => int(civil(time).second),
  Nanosecond: (time) => int(civil(time).nanosecond),
  YearDay: (time) => int(civil(time).yearDay),
  Weekday: (time) => makeNumber(WEEKDAY, int(civil(time).weekday)),
  ISOWeek: (time) => int(isoWeekYear(time)),
  Unix: (time) => int64(floorDivide(time.nanoseconds, SECOND)),
  UnixMilli: (time) => int64(floorDivide(time.nanoseconds, 1_000_000n)),
  UnixMicro: (time) => int64(floorDivide(time.nanoseconds, 1_000n)),
  UnixNano: (time) => int64(time.nanoseconds),
  UTC: (time) => makeTime(time.nanoseconds, UTC),
  Local: (time) => makeTime(time.nanoseconds, { ...UTC, name: 'Local' }),
  In: (time, [zone]) => {
    const location =
      isObject(zone ?? null) && typeof zone === 'object' && zone?.kind === 'pointer' ? zone.target : null;
    if (!isObject(location) || location.kind !== 'location')
      throw new GoPanic('time: missing Location in call to Time.In');
    return makeTime(time.nanoseconds, location.zone);
  },
  Location: (time) => locationPointer(time.zone),
  Zone: (time) => civil(time).abbreviation,
  IsZero: (time) => time.nanoseconds === YEAR_ONE,
  IsDST: (time) => isDaylightSaving(time),
  Format: (time, [layout]) => formatTime(time, String(layout)),
  AppendFormat: (time, [, layout]) => byteSlice(toBytes(formatTime(time, String(layout)))),
  String: (time) => formatTimeDefault(time),
  MarshalText: (time) => byteSlice(toBytes(formatTime(time, RFC3339_NANO))),
  MarshalJSON: (time) => byteSlice(toBytes(`"${formatTime(time, RFC3339_NANO)}"`)),
  Truncate: (time, [d]) => {
    const size = asDuration(d);
    return size <= 0n ? time : later(time, -positiveRest(time.nanoseconds - YEAR_ONE, size));
  },
  Round: (time, [d]) => {
    const size = asDuration(d);
    if (size <= 0n) return time;
    const rest = positiveRest(time.nanoseconds - YEAR_ONE, size);
    return later(time, rest * 2n < size ? -rest : size - rest);
  },
};

const RFC3339_NANO = '2006-01-02T15:04:05.999999999Z07:00';

const positiveRest = (value: bigint, size: bigint): bigint => ((value % size) + size) % size;

function addDate(time: GoTime, years: number, months: number, days: number): GoTime {
  const { year, month, day, hour, minute, second, nanosecond } = civil(time);
  const total = daysOfDate(year + years, month + months, 1) + (day - 1) + days;
  const local = total * 86_400 + hour * 3600 + minute * 60 + second;
  const seconds = local - offsetAtLocal(time.zone, local);
  return makeTime(BigInt(seconds) * SECOND + int(nanosecond), time.zone);
}

/** The year that the week of this day belongs to: that of its Thursday. */
function isoWeekYear(time: GoTime): number {
  const { weekday } = civil(time);
  return civil(later(time, BigInt(4 - (weekday === 0 ? 7 : weekday)) * 86_400n * SECOND)).year;
}

/** In a zone that changes its clocks, the larger offset of the year is summer's. */
function isDaylightSaving(time: GoTime): boolean {
  const { year, offset } = civil(time);
  const offsets = [1, 7].map((month) => time.zone.at(daysOfDate(year, month, 1) * 86_400).offset);
  return Math.min(...offsets) < offset && Math.max(...offsets) === offset;
}

const nanosecondsOf = (value: GoNumber): bigint => BigInt(value.value);

/** A duration as a fraction of a unit, as time.Duration.Hours computes it. */
function inUnits(value: GoNumber, unit: bigint): number {
  const nanoseconds = nanosecondsOf(value);
  return Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit);
}

const MAX_DURATION = (1n << 63n) - 1n;

const DURATION_METHODS: Readonly<Record<string, Method<GoNumber>>> = {
  Hours: (value) => inUnits(value, 3600n * SECOND),
  Minutes: (value) => inUnits(value, 60n * SECOND),
  Seconds: (value) => inUnits(value, SECOND),
  Milliseconds: (value) => int64(nanosecondsOf(value) / 1_000_000n),
  Microseconds: (value) => int64(nanosecondsOf(value) / 1_000n),
  Nanoseconds: (value) => int64(nanosecondsOf(value)),
  String: (value) => formatDuration(nanosecondsOf(value)),
  Abs: (value) => {
    const size = nanosecondsOf(value);
    return duration(size >= 0n ? size : -size > MAX_DURATION ? MAX_DURATION : -size);
  },
  Truncate: (value, [unit]) => {
    const size = asDuration(unit);
    return size <= 0n ? value : duration(nanosecondsOf(value) - (nanosecondsOf(value) % size));
  },
  Round: (value, [unit]) => roundDuration(nanosecondsOf(value), asDuration(unit)),
};

/** time.Duration.Round: half away from zero, stopping at the largest duration. */
function roundDuration(value: bigint, unit: bigint): GoValue {
  if (unit <= 0n) return duration(value);
  const sign = value < 0n ? -1n : 1n;
  const size = value * sign;
  const rest = size % unit;
  const rounded = rest * 2n < unit ? size - rest : size - rest + unit;
  const largest = sign < 0n ? MAX_DURATION + 1n : MAX_DURATION;
  return duration(sign * (rounded > largest ? largest : rounded));
}
