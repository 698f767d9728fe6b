import { formatFloat } from '../../go/float.ts';

export type ScalarValue = string | number | boolean | null;

const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** What Go's ParseFloat takes of what starts with a dot. */
const FRACTION = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * A plain scalar as Kubernetes reads it (go.yaml.in/yaml/v2 resolve): `yes`, `on` and `y` are true, `010` and `0o10`
 * are 8, `1_000` is 1000, `08` is 8; `12:30:00` and dates stay text, as does a number that no float can hold.
 */
export function resolvePlain(text: string): ScalarValue {
  if (text === '') return null;
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) return resolveNumber(text) ?? text;
  switch (first) {
    case 43: // +
    case 45: // -
    case 46: {
      // .
      const word = WORDS.get(text);
      if (word !== undefined) return word;
      if (first !== 46) return resolveNumber(text) ?? text;
      return FRACTION.test(text) ? (finite(text.replaceAll('_', '')) ?? text) : text;
    }
    case 70: // F
    case 78: // N
    case 79: // O
    case 84: // T
    case 89: // Y
    case 102: // f
    case 110: // n
    case 111: // o
    case 116: // t
    case 121: // y
    case 126: {
      // ~
      if (text.length > 5) return text;
      const word = WORDS.get(text);
      return word === undefined ? text : word;
    }
    default:
      return text;
  }
}

function resolveNumber(text: string): number | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = INTEGER.exec(plain);
  if (integer !== null) {
    const exact = exactInteger(integer);
    if (exact !== undefined) return Number(exact);
  }
  return FLOAT.test(plain) ? finite(plain) : undefined;
}

/** The value if Go's ParseInt or ParseUint (base 0, 64 bits) takes it. */
function exactInteger([all, sign, hex, binary, octal, decimal]: RegExpExecArray): number | bigint | undefined {
  if (decimal !== undefined && decimal.length < 16) return Number(all) + 0;
  const digits =
    hex !== undefined
      ? `0x${hex}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : decimal;
  const magnitude = BigInt(digits ?? '0');
  if (sign === '-') return magnitude <= MAX_INT64 + 1n ? -magnitude : undefined;
  return magnitude <= (sign === '+' ? MAX_INT64 : MAX_UINT64) ? magnitude : undefined;
}

function finite(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * A plain scalar as YAML 1.2 readers with the core schema take it (yq, most editors, JavaScript and Rust libraries).
 */
export function resolveCore(text: string): ScalarValue {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
  }
  if (/^(?:0o[0-7]+|0x[0-9a-fA-F]+)$/.test(text)) return Number(text);
  if (FLOAT.test(text)) return Number(text);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN;
  return text;
}

const YAML_TAG = 'tag:yaml.org,2002:';

/** The value of a scalar with a tag (its full name), or undefined where Kubernetes' decoder refuses the pair. */
export function resolveTagged(tag: string, text: string): { readonly value: ScalarValue } | undefined {
  if (!tag.startsWith(YAML_TAG)) return { value: text };
  switch (tag.slice(YAML_TAG.length)) {
    case 'null': {
      const value = resolvePlain(text);
      return value === null ? { value } : undefined;
    }
    case 'bool': {
      const value = resolvePlain(text);
      return typeof value === 'boolean' ? { value } : undefined;
    }
    case 'int': {
      const value = resolvePlain(text);
      return typeof value === 'number' && !isFloatText(text) ? { value } : undefined;
    }
    case 'float': {
      const value = resolvePlain(text);
      return typeof value === 'number' ? { value } : undefined;
    }
    default:
      return { value: text };
  }
}

/** True if Kubernetes' decoder takes a numeric plain scalar as a float rather than an integer. */
function isFloatText(text: string): boolean {
  const integer = INTEGER.exec(text.replaceAll('_', ''));
  return integer === null || exactInteger(integer) === undefined;
}

/**
 * The key that a scalar becomes in JSON, or undefined where the conversion is refused
 * (sigs.k8s.io/yaml convertToJSONableObject: null and integers above int64 are no keys; floats print with 32 bits).
 */
export function keyString(value: ScalarValue, text: string): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return undefined;
  const integer = INTEGER.exec(text.replaceAll('_', ''));
  const exact = integer === null ? undefined : exactInteger(integer);
  if (exact !== undefined) return exact > MAX_INT64 ? undefined : exact.toString();
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return formatFloat32(value);
}

function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  // The shortest decimal that reads back as the same 32-bit number.
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return formatFloat(short, 'g', -1);
  }
  return formatFloat(single, 'g', -1);
}
