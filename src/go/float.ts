/** Decimal digits `d1 d2 d3…` that stand for 0.d1d2d3… * 10 ** point. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/**
 * strconv.FormatFloat(value, format, precision, 64) for the formats `e`, `f` and `g`. Precision -1 means the fewest
 * digits that read back as the same number.
 */
export function formatFloat(value: number, format: 'e' | 'f' | 'g', precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  return sign + layOut(magnitude, format, precision);
}

function layOut(magnitude: number, format: 'e' | 'f' | 'g', precision: number): string {
  if (precision < 0) {
    const decimal = shortestDigits(magnitude);
    if (format === 'f') return plain(decimal, Math.max(decimal.digits.length - decimal.point, 0));
    if (format === 'e') return exponential(decimal, Math.max(decimal.digits.length - 1, 0));
    return general(decimal, 6, decimal.digits.length);
  }
  const exact = exactDigits(magnitude);
  if (format === 'f') return plain(roundTo(exact, exact.point + precision), precision);
  if (format === 'e') return exponential(roundTo(exact, precision + 1), precision);
  const wanted = Math.max(precision, 1);
  const decimal = roundTo(exact, wanted);
  const digits = decimal.digits.replace(/0+$/, '');
  const threshold = wanted > digits.length && digits.length >= decimal.point ? digits.length : wanted;
  return general({ digits, point: decimal.point }, threshold, digits.length);
}

function general(decimal: Decimal, threshold: number, digitCount: number): string {
  const exponent = decimal.digits === '' ? -1 : decimal.point - 1;
  if (decimal.digits !== '' && (exponent < -4 || exponent >= Math.max(threshold, 1))) {
    return exponential(decimal, Math.max(digitCount - 1, 0));
  }
  return plain(decimal, Math.max(digitCount - decimal.point, 0));
}

function plain({ digits, point }: Decimal, fractionDigits: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (fractionDigits === 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, fractionDigits)) + digits;
  return `${whole}.${fraction.slice(0, fractionDigits).padEnd(fractionDigits, '0')}`;
}

function exponential({ digits, point }: Decimal, fractionDigits: number): string {
  const exponent = digits === '' ? 0 : point - 1;
  const all = digits.padEnd(fractionDigits + 1, '0');
  const mantissa = fractionDigits > 0 ? `${all.slice(0, 1)}.${all.slice(1, fractionDigits + 1)}` : all.slice(0, 1);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** JavaScript and Go both print the shortest digits, the nearest among them. */
function shortestDigits(magnitude: number): Decimal {
  if (magnitude === 0) return { digits: '', point: 0 };
  const [mantissa = '', exponent = '0'] = magnitude.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

function exactDigits(magnitude: number): Decimal {
  if (magnitude === 0) return { digits: '', point: 0 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, magnitude);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const power = (biased === 0 ? 1 : biased) - 1075;
  const scaled = power >= 0 ? mantissa << BigInt(power) : mantissa * 5n ** BigInt(-power);
  const digits = scaled.toString();
  return { digits: digits.replace(/0+$/, ''), point: digits.length + Math.min(power, 0) };
}

/** strconv decimal.Round: the first `count` digits, half to even. */
function roundTo({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: '', point: 0 };
  const rest = digits.slice(count);
  const isHalf = rest === '5';
  const odd = count > 0 && Number(digits[count - 1]) % 2 === 1;
  const kept = digits.slice(0, count);
  if (isHalf ? !odd : rest < '5')
    return kept.replace(/0+$/, '') === '' ? { digits: '', point: 0 } : { digits: kept, point };
  const increased = (BigInt(`0${kept}`) + 1n).toString().padStart(count, '0');
  return increased.length > count
    ? { digits: increased.replace(/0+$/, ''), point: point + 1 }
    : { digits: increased, point };
}
