/**
 * Go's math.Pow, bit for bit: JavaScript leaves the last bit of `**` open, and a verdict may hang on it. Go computes
 * whole powers by squaring; Exp and Log follow its amd64 assembly, which uses fused multiply-add.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (y === 1) return x;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === 0) return powerOfZero(x, y);
  if (!Number.isFinite(y)) {
    if (x === -1) return 1;
    return Math.abs(x) < 1 === y > 0 ? 0 : Infinity;
  }
  if (!Number.isFinite(x)) {
    if (x < 0) return pow(1 / x, -y);
    return y < 0 ? 0 : Infinity;
  }
  if (y === 0.5) return Math.sqrt(x);
  if (y === -0.5) return 1 / Math.sqrt(x);
  return finitePower(x, y);
}

const isNegativeZero = (value: number): boolean => Object.is(value, -0);

/** Below 2 ** 53; larger numbers are even. */
const isOddInteger = (value: number): boolean => Math.abs(value) < 2 ** 53 && Math.abs(value % 2) === 1;

function powerOfZero(x: number, y: number): number {
  const signed = isNegativeZero(x) && isOddInteger(y);
  if (y < 0) return signed ? -Infinity : Infinity;
  return signed ? x : 0;
}

/**
 * By squaring, for exponents from 0 up. Go keeps fraction and power of two apart, which rounds no differently as long as
 * nothing overflows or becomes subnormal; all factors lie between 1 and the result.
 */
function wholePower(x: number, exponent: number): number {
  let result = 1;
  let factor = x;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}

const isOrdinary = (value: number): boolean => Math.abs(value) < 2 ** 1000 && Math.abs(value) > 2 ** -1000;

function finitePower(x: number, y: number): number {
  if (Number.isInteger(y)) {
    const power = wholePower(x, Math.abs(y));
    if (isOrdinary(power)) return y < 0 ? 1 / power : power;
  }
  let whole = Math.floor(Math.abs(y));
  let rest = Math.abs(y) - whole;
  if (rest !== 0 && x < 0) return Number.NaN;
  if (whole >= 2 ** 63) {
    if (x === -1) return 1;
    return Math.abs(x) < 1 === y > 0 ? 0 : Infinity;
  }
  let mantissa = 1;
  let exponent = 0;
  if (rest !== 0) {
    if (rest > 0.5) {
      rest--;
      whole++;
    }
    mantissa = exp(rest * log(x));
  }
  let [factor, power] = splitExponent(x);
  for (let bits = BigInt(whole); bits !== 0n; bits >>= 1n) {
    if (power < -4096 || power > 4096) {
      exponent += power;
      break;
    }
    if (bits % 2n === 1n) {
      mantissa *= factor;
      exponent += power;
    }
    factor *= factor;
    power *= 2;
    if (factor < 0.5) {
      factor += factor;
      power--;
    }
  }
  if (y < 0) {
    mantissa = 1 / mantissa;
    exponent = -exponent;
  }
  return scale(mantissa, exponent);
}

/** math.Frexp: a fraction in [0.5, 1) and the power of two. */
function splitExponent(value: number): [number, number] {
  if (value === 0 || !Number.isFinite(value)) return [value, 0];
  const isSubnormal = Math.abs(value) < 2 ** -1022;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, isSubnormal ? value * 2 ** 52 : value);
  const bits = view.getUint16(0);
  const exponent = ((bits >> 4) & 0x7ff) - 1022 - (isSubnormal ? 52 : 0);
  view.setUint16(0, (bits & 0x800f) | (1022 << 4));
  return [view.getFloat64(0), exponent];
}

/** math.Ldexp: the fraction times a power of two, rounded once. */
function scale(fraction: number, exponent: number): number {
  if (fraction === 0 || !Number.isFinite(fraction)) return fraction;
  const [mantissa, own] = splitExponent(fraction);
  const total = own + exponent;
  if (total < -1080) return fraction < 0 ? -0 : 0;
  if (total > 1024) return fraction < 0 ? -Infinity : Infinity;
  if (total > -1022) return mantissa * 2 * 2 ** (total - 1);
  return mantissa * 2 ** (total + 100) * 2 ** -100;
}

/** math/log_amd64.s, which is FreeBSD's algorithm. */
function log(x: number): number {
  let [fraction, k] = splitExponent(x);
  if (fraction < Math.SQRT2 / 2) {
    fraction *= 2;
    k--;
  }
  const f = fraction - 1;
  const s = f / (2 + f);
  const s2 = s * s;
  const s4 = s2 * s2;
  const t1 =
    s2 * (0.6666666666666735 + s4 * (0.2857142874366239 + s4 * (0.1818357216161805 + s4 * 0.14798198605116586)));
  const t2 = s4 * (0.3999999999940942 + s4 * (0.22222198432149784 + s4 * 0.15313837699209373));
  const r = t1 + t2;
  const half = 0.5 * f * f;
  return k * 0.6931471803691238 - (half - (s * (half + r) + k * 1.9082149292705877e-10) - f);
}

const TAYLOR = [
  0.0001984126984126984, 0.001388888888888889, 0.008333333333333333, 0.041666666666666664, 0.16666666666666666, 0.5, 1,
];

/** math/exp_amd64.s with fused multiply-add. The argument is finite and small: |x| < 360. */
function exp(x: number): number {
  const exponent = roundHalfEven(x * Math.LOG2E);
  let reduced = fma(-exponent, 0.693147180559663, x);
  reduced = fma(-exponent, 2.8235290563031577e-13, reduced);
  reduced *= 0.0625;
  let sum = 2.48015873015873e-5;
  for (const coefficient of TAYLOR) sum = fma(sum, reduced, coefficient);
  let value = reduced * sum;
  for (let i = 0; i < 3; i++) value *= value + 2;
  value = fma(value, value + 2, 1);
  return scale(value, exponent);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** a * b + c, rounded once. */
function fma(a: number, b: number, c: number): number {
  const [ma, ea] = exactParts(a);
  const [mb, eb] = exactParts(b);
  const [mc, ec] = exactParts(c);
  const product = ma * mb;
  const productExponent = ea + eb;
  const least = Math.min(productExponent, ec);
  const sum = (product << BigInt(productExponent - least)) + (mc << BigInt(ec - least));
  if (sum === 0n) return a * b + c;
  const negative = sum < 0n;
  const size = negative ? -sum : sum;
  const drop = Math.max(size.toString(2).length - 53, 0);
  let kept = size >> BigInt(drop);
  if (drop > 0) {
    const rest = size - (kept << BigInt(drop));
    const half = 1n << BigInt(drop - 1);
    if (rest > half || (rest === half && kept % 2n === 1n)) kept += 1n;
  }
  const value = scale(Number(kept), drop + least);
  return negative ? -value : value;
}

/** A finite number as a whole number times a power of two. */
function exactParts(value: number): [bigint, number] {
  const [fraction, exponent] = splitExponent(value);
  return [BigInt(fraction * 2 ** 53), exponent - 53];
}
