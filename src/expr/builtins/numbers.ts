import { atoi, parseFloat64 } from '../../go/strconv.ts';
import { floatToInt, toFloat } from '../run/convert.ts';
import type { Machine } from '../run/machine.ts';
import { compare } from '../run/operators/arithmetic.ts';
import { GoPanic, wrongReflection } from '../run/panic.ts';
import { ANY, FLOAT64, type GoType, INT, isNumberKind } from '../types/go-type.ts';
import { type GoNumber, type GoValue, isNumeric, isObject, makeNumber, typeName, typeOf } from '../values/value.ts';
import type { Builtin, Verdict } from './builtin.ts';
import { kindOf, printType } from './builtin.ts';
import { argument, NUMBER_KINDS, oneArgument, signatures } from './support.ts';

const NUMBER_OR_ANY = [...NUMBER_KINDS, 'interface'] as const;

const numberArgument = (name: string, result: (type: GoType) => GoType) =>
  oneArgument(NUMBER_OR_ANY, result, (type) => `invalid argument for ${name} (type ${printType(type)})`);

const textOrNumberArgument = (name: string, result: GoType) =>
  oneArgument(
    [...NUMBER_OR_ANY, 'string'],
    () => result,
    (type) => `invalid argument for ${name} (type ${printType(type)})`,
  );

const rounding = (name: string, round: (value: number) => number): Builtin => ({
  name,
  validate: numberArgument(name, () => FLOAT64),
  call: (args) => {
    const value = argument(args, 0);
    if (!isNumeric(value)) throw new GoPanic(`invalid argument for ${name} (type ${typeName(value)})`);
    return typeof value === 'number' || (isObject(value) && typeof value.value === 'number')
      ? round(toFloat(value))
      : toFloat(value);
  },
});

/** math.Round: half away from zero. */
function roundHalfAway(value: number): number {
  const size = Math.abs(value);
  const whole = Math.floor(size);
  const rounded = size - whole >= 0.5 ? whole + 1 : whole;
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

function absolute(value: GoValue): GoValue {
  if (typeof value === 'number') return value < 0 ? -value : value;
  if (typeof value === 'bigint') return value < 0n ? BigInt.asIntN(64, -value) : value;
  if (!isNumeric(value)) throw new GoPanic(`invalid argument for abs (type ${typeName(value)})`);
  if (value.value >= 0) return value;
  if (typeof value.value === 'number') return makeNumber(value.type, -value.value);
  const bits = Number(/\d+$/.exec(value.type.kind)?.[0] ?? 64);
  return makeNumber(value.type, BigInt.asIntN(bits, -value.value));
}

function toInteger(value: GoValue): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return floatToInt(value);
  if (typeof value === 'string') {
    const parsed = atoi(value);
    if (parsed.ok) return parsed.value;
    throw new GoPanic(`invalid operation: int(${value})`);
  }
  if (value === null) throw wrongReflection('Type', 'invalid');
  if (isObject(value) && value.kind === 'number') {
    return typeof value.value === 'bigint' ? BigInt.asIntN(64, value.value) : floatToInt(value.value);
  }
  throw new GoPanic(`invalid operation: int(${typeName(value)})`);
}

function toFloatingPoint(value: GoValue): number {
  if (typeof value !== 'string') return toFloat(value);
  const parsed = parseFloat64(value);
  if (parsed.ok) return parsed.value;
  throw new GoPanic(`invalid operation: float(${value})`);
}

/** validation.go validateAggregateFunc */
function validateAggregate(name: string, args: readonly (GoType | undefined)[]): Verdict {
  const [first] = args;
  if (args.length === 0) return { error: `not enough arguments to call ${name}` };
  for (const type of args) {
    const kind = kindOf(type);
    if (kind === 'interface' || kind === 'array' || kind === 'slice') return { type: ANY };
    if (kind === 'invalid' || !isNumberKind(kind)) {
      return { error: `invalid argument for ${name} (type ${printType(type)})` };
    }
  }
  return { type: first ?? ANY };
}

type Replaces = (current: GoValue, candidate: GoValue) => boolean;

const wrongElement = (name: string, value: GoValue): GoPanic =>
  new GoPanic(`invalid argument for ${name} (type ${typeName(value)})`);

/** Of number kind: also durations and months, which are compared by their own rules. */
const isNumberLike = (value: GoValue): value is number | bigint | GoNumber =>
  typeof value === 'number' || typeof value === 'bigint' || (isObject(value) && value.kind === 'number');

/** lib.go minMax */
function extreme(name: string, replaces: Replaces, args: readonly GoValue[], machine: Machine): GoValue {
  let found: GoValue = null;
  const offer = (candidate: GoValue): void => {
    if (found === null || replaces(found, candidate)) found = candidate;
  };
  for (const arg of args) {
    if (isObject(arg) && arg.kind === 'slice') {
      machine.step(arg.items.length);
      const isPlain = arg.type.name === '[]int' || arg.type.name === '[]float64';
      if (isPlain && arg.items.length > 0) {
        offer(arg.items.reduce((best, item) => (replaces(best, item) ? item : best)));
      } else if (arg.type.name === '[]interface {}') {
        for (const item of arg.items) {
          if (isNumeric(item)) offer(item);
          else if (isObject(item) && item.kind === 'slice') {
            const nested = extreme(name, replaces, [item], machine);
            if (nested !== null) offer(nested);
          } else throw wrongElement(name, item);
        }
      } else {
        for (const item of arg.items) {
          const value = extreme(name, replaces, [item], machine);
          if (!isNumeric(value)) throw wrongElement(name, value);
          offer(value);
        }
      }
    } else if (isNumberLike(arg)) offer(arg);
    else if (args.length === 1) return arg;
    else throw wrongElement(name, arg);
  }
  return found;
}

/** lib.go mean and median: all numbers, however deep. */
function collectNumbers(name: string, args: readonly GoValue[], into: number[], machine: Machine): void {
  for (const arg of args) {
    machine.step();
    if (isObject(arg) && arg.kind === 'slice') collectNumbers(name, arg.items, into, machine);
    else if (isNumberLike(arg)) into.push(Number(typeof arg === 'object' ? arg.value : arg));
    else throw wrongElement(name, arg);
  }
}

/** Nested sums are added as a whole, which rounding shows. */
function sumNumbers(args: readonly GoValue[], machine: Machine): { readonly total: number; readonly count: number } {
  let total = 0;
  let count = 0;
  for (const arg of args) {
    machine.step();
    if (isObject(arg) && arg.kind === 'slice') {
      if (/^\[\](?:int|float64|interface \{\})$/.test(arg.type.name)) {
        for (const item of arg.items) {
          const nested = isObject(item) && item.kind === 'slice' ? sumNumbers([item], machine) : single(item);
          total += nested.total;
          count += nested.count;
        }
      } else {
        for (const item of arg.items) {
          const nested = sumNumbers([item], machine);
          total += nested.total;
          count += nested.count;
        }
      }
    } else {
      const one = single(arg);
      total += one.total;
      count += one.count;
    }
  }
  return { total, count };
}

function single(value: GoValue): { readonly total: number; readonly count: number } {
  if (!isNumberLike(value)) throw wrongElement('mean', value);
  return { total: Number(typeof value === 'object' ? value.value : value), count: 1 };
}

function median(args: readonly GoValue[], machine: Machine): number {
  const values: number[] = [];
  collectNumbers('median', args, values, machine);
  // sort.Float64s puts NaN first.
  values.sort((a, b) => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : Number.isNaN(b) ? 1 : a - b));
  const middle = Math.floor(values.length / 2);
  const upper = values[middle];
  if (upper === undefined) return 0;
  return values.length % 2 === 1 ? upper : ((values[middle - 1] ?? 0) + upper) / 2;
}

/** utils.go toInt */
function asInteger(value: GoValue, name: string): bigint {
  const type = typeOf(value);
  if (type?.packagePath === '' && isNumeric(value) && !type.kind.startsWith('float')) return toInteger(value);
  throw new GoPanic(`cannot use ${typeName(value)} as argument (type int) to call ${name}`);
}

const bitwise = (name: string, run: (x: bigint, y: bigint) => bigint): Builtin => ({
  name,
  signatures: signatures('func(int, int) int'),
  call: (args) => {
    const x = asInteger(argument(args, 0), name);
    const y = asInteger(argument(args, 1), name);
    return BigInt.asIntN(64, run(x, y));
  },
});

const shift = (name: string, run: (x: bigint, y: bigint) => bigint): Builtin =>
  bitwise(name, (x, y) => {
    if (y < 0n) throw new GoPanic(`invalid operation: negative shift count ${y} (type int)`);
    // Beyond the width of an int nothing changes any more.
    return run(x, y > 64n ? 64n : y);
  });

const compareForMax: Replaces = (current, candidate) => compare('<', current, candidate);
const compareForMin: Replaces = (current, candidate) => compare('>', current, candidate);

export const NUMBER_BUILTINS: readonly Builtin[] = [
  {
    name: 'abs',
    validate: numberArgument('abs', (type) => type),
    call: (args) => absolute(argument(args, 0)),
  },
  rounding('ceil', Math.ceil),
  rounding('floor', Math.floor),
  rounding('round', roundHalfAway),
  { name: 'int', validate: textOrNumberArgument('int', INT), call: (args) => toInteger(argument(args, 0)) },
  {
    name: 'float',
    validate: textOrNumberArgument('float', FLOAT64),
    call: (args) => toFloatingPoint(argument(args, 0)),
  },
  {
    name: 'max',
    validate: (args) => validateAggregate('max', args),
    call: (args, machine) => extreme('max', compareForMax, args, machine),
  },
  {
    name: 'min',
    validate: (args) => validateAggregate('min', args),
    call: (args, machine) => extreme('min', compareForMin, args, machine),
  },
  {
    name: 'mean',
    validate: (args) => validateAggregate('mean', args),
    call: (args, machine) => {
      const { total, count } = sumNumbers(args, machine);
      return count === 0 ? 0 : total / count;
    },
  },
  {
    name: 'median',
    validate: (args) => validateAggregate('median', args),
    call: (args, machine) => median(args, machine),
  },
  bitwise('bitand', (x, y) => x & y),
  bitwise('bitor', (x, y) => x | y),
  bitwise('bitxor', (x, y) => x ^ y),
  bitwise('bitnand', (x, y) => x & ~y),
  shift('bitshl', (x, y) => x << y),
  shift('bitshr', (x, y) => x >> y),
  shift('bitushr', (x, y) => BigInt.asUintN(64, x) >> y),
  {
    name: 'bitnot',
    signatures: signatures('func(int) int'),
    call: (args) => ~asInteger(argument(args, 0), 'bitnot'),
  },
];
