import { ANY_SLICE, FLOAT64, type GoType, parseType, pointerTo, sliceOf } from '../../src/expr/types/go-type.ts';
import {
  MESSAGE_DATA,
  METRIC_DATA_RESULT,
  NRDB_RESULT,
  STATUS_CODE,
  STRING_POINTER,
  TIME,
} from '../../src/expr/types/known-types.ts';
import { formatTime } from '../../src/expr/values/time-layout.ts';
import { parseTime } from '../../src/expr/values/time-parse.ts';
import {
  byteSlice,
  bytesOf,
  floatSlice,
  type GoValue,
  isObject,
  makeNumber,
  makeSlice,
  nilSlice,
  stringMap,
} from '../../src/expr/values/value.ts';
import { fromBytes, isValidUtf8, toBytes } from '../../src/go/utf8.ts';

/** A value of the vectors: `{"t": "<Go type>", "v": <payload>}`. */
export interface TypedValue {
  readonly t: string;
  readonly v?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isTyped = (value: unknown): value is TypedValue => isRecord(value) && typeof value['t'] === 'string';
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const SPECIAL_FLOATS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  '+Inf': Infinity,
  '-Inf': -Infinity,
  '-0': -0,
};

export function readFloat(payload: unknown): number {
  return typeof payload === 'string' ? (SPECIAL_FLOATS[payload] ?? Number(payload)) : Number(payload);
}

const pointerType = (type: GoType): GoType => pointerTo(type);

export function readTyped(value: unknown): GoValue {
  return isTyped(value) ? readPayload(value.t, value.v) : null;
}

function readPayload(type: string, payload: unknown): GoValue {
  switch (type) {
    case 'nil':
      return null;
    case 'bool':
      return payload === true;
    case 'int':
      return BigInt(String(payload));
    case 'float64':
      return readFloat(payload);
    case 'string':
      return isRecord(payload) ? fromBytes(Buffer.from(String(payload['hex']), 'hex')) : String(payload);
    case '[]byte':
      return byteSlice(Buffer.from(String(payload), 'hex'));
    case '[]float64':
      return payload === null ? nilSlice(sliceOf(FLOAT64)) : floatSlice(list(payload).map(readFloat));
    case '[]any':
      return payload === null ? nilSlice(ANY_SLICE) : makeSlice(ANY_SLICE, list(payload).map(readTyped));
    case 'map[string]any':
      return readMap(payload);
    case 'nrdb.NRDBResult':
      return readMap(payload, NRDB_RESULT);
    case '[]nrdb.NRDBResult':
      return makeSlice(
        sliceOf(NRDB_RESULT),
        list(payload).map((row) => readMap(row, NRDB_RESULT)),
      );
    case '*float64':
      return { kind: 'pointer', type: pointerType(FLOAT64), target: payload === null ? null : readFloat(payload) };
    case '[]types.MetricDataResult':
      return makeSlice(sliceOf(METRIC_DATA_RESULT), list(payload).map(readMetricData));
    default: {
      const known = parseType(type);
      if (known === undefined) throw new Error(`no way to read a ${type}`);
      return makeNumber(known, BigInt(String(payload)));
    }
  }
}

function readMap(payload: unknown, type?: GoType): GoValue {
  if (!isRecord(payload)) return null;
  const entries = Object.entries(payload).map(([key, value]) => [key, readTyped(value)] as const);
  return type === undefined ? stringMap(entries) : stringMap(entries, type);
}

const stringPointer = (payload: unknown): GoValue => ({
  kind: 'pointer',
  type: STRING_POINTER,
  target: typeof payload === 'string' ? payload : null,
});

const sliceOrNil = (type: GoType, payload: unknown, read: (item: unknown) => GoValue): GoValue =>
  payload === null || payload === undefined ? nilSlice(type) : makeSlice(type, list(payload).map(read));

function readMetricData(payload: unknown): GoValue {
  const members = isRecord(payload) ? payload : {};
  return {
    kind: 'struct',
    type: METRIC_DATA_RESULT,
    fields: new Map<string, GoValue>([
      ['Id', stringPointer(members['Id'])],
      ['Label', stringPointer(members['Label'])],
      ['Messages', sliceOrNil(sliceOf(MESSAGE_DATA), members['Messages'], () => null)],
      ['StatusCode', { kind: 'text', type: STATUS_CODE, value: String(members['StatusCode'] ?? '') }],
      ['Timestamps', sliceOrNil(sliceOf(TIME), members['Timestamps'], readTime)],
      ['Values', sliceOrNil(sliceOf(FLOAT64), members['Values'], readFloat)],
    ]),
  };
}

function readTime(payload: unknown): GoValue {
  const parsed = parseTime('2006-01-02T15:04:05Z07:00', String(payload));
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.time;
}

/** The vectors' notation of a value, as text with sorted keys, so that two of them can be compared. */
export function writeTyped(value: GoValue): string {
  return canonical(typed(value));
}

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join(',')}}`;
}

const NAMES: Readonly<Record<string, string>> = { '[]uint8': '[]byte' };

const shortName = (type: GoType): string => NAMES[type.name] ?? type.name.replaceAll('interface {}', 'any');

function typed(value: GoValue): TypedValue {
  if (value === null) return { t: 'nil' };
  if (typeof value === 'boolean') return { t: 'bool', v: value };
  if (typeof value === 'number') return { t: 'float64', v: floatPayload(value) };
  if (typeof value === 'bigint') return { t: 'int', v: integerPayload(value) };
  if (typeof value === 'string') return { t: 'string', v: stringPayload(value) };
  const t = shortName(value.type);
  return value.kind === 'function' ? { t } : { t, v: payloadOf(value) };
}

const floatPayload = (value: number): unknown => {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : value;
};

const integerPayload = (value: bigint): unknown =>
  value > -(2n ** 53n) && value < 2n ** 53n ? Number(value) : String(value);

const stringPayload = (value: string): unknown =>
  isValidUtf8(value) ? value : { hex: Buffer.from(toBytes(value)).toString('hex') };

/** A value whose type is known from outside: bare. */
function payloadOf(value: GoValue): unknown {
  if (!isObject(value)) return typed(value).v ?? null;
  switch (value.kind) {
    case 'number':
      return typeof value.value === 'bigint' ? integerPayload(value.value) : floatPayload(value.value);
    case 'text':
      return stringPayload(value.value);
    case 'slice': {
      if (value.isNil) return null;
      if (value.type.name === '[]uint8') return Buffer.from(bytesOf(value.items)).toString('hex');
      const isOpen = value.type.elem?.kind === 'interface';
      return value.items.map((item) => (isOpen ? typed(item) : payloadOf(item)));
    }
    case 'map': {
      if (value.isNil) return null;
      const isOpen = value.type.elem?.kind === 'interface';
      const member = (item: GoValue): unknown => (isOpen ? typed(item) : payloadOf(item));
      if (value.type.key?.kind !== 'interface') {
        return Object.fromEntries([...value.entries.values()].map((entry) => [String(entry.key), member(entry.value)]));
      }
      const pairs = [...value.entries.values()].map((entry) => [typed(entry.key), member(entry.value)]);
      return pairs
        .map((pair) => [JSON.stringify(pair[0]), pair] as const)
        .sort(byText)
        .map(([, pair]) => pair);
    }
    case 'struct':
      return Object.fromEntries([...value.fields].map(([name, field]) => [name, payloadOf(field)]));
    case 'pointer':
      return value.target === null
        ? null
        : isObject(value.target) && value.target.kind === 'location'
          ? value.target.zone.name
          : payloadOf(value.target);
    case 'time':
      return formatTime(value, '2006-01-02T15:04:05.999999999Z07:00');
    case 'location':
      return value.zone.name;
    case 'function':
      return undefined;
  }
}

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;
