import { functionOf, type GoType, isAssignable } from '../types/go-type.ts';
import { type GoValue, isObject, typeName, typeOf, zeroOf } from '../values/value.ts';
import { GoPanic, wrongAssertion } from './panic.ts';

const ANYTHING = 'interface {}';

/** The function types that expr-lang calls without reflection (vm/func_types): they report wrong arguments otherwise. */
const TYPED = new Set(
  [
    ...[
      'time.Duration',
      'time.Month',
      'time.Time',
      'time.Weekday',
      '[]interface {}',
      '[]uint8',
      ANYTHING,
      'bool',
      'uint8',
    ]
      .concat(['float32', 'float64', 'int', 'int16', 'int32', 'int64', 'int8', 'map[string]interface {}', 'string'])
      .concat(['uint', 'uint16', 'uint32', 'uint64'])
      .map((result) => `() ${result}`),
    '(time.Duration) time.Duration',
    '(time.Duration) time.Time',
    '(time.Time) time.Duration',
    '(time.Time) bool',
    '([]interface {}) []interface {}',
    '([]interface {}) interface {}',
    '([]interface {}) map[string]interface {}',
    '([]interface {}, string) string',
    '([]uint8) string',
    '([]string, string) string',
    ...['[]interface {}', ANYTHING, 'bool', 'float64', 'int', 'map[string]interface {}', 'string'].map(
      (result) => `(${ANYTHING}) ${result}`,
    ),
    ...['[]interface {}', ANYTHING, 'bool', 'string'].map((result) => `(${ANYTHING}, ${ANYTHING}) ${result}`),
    ...['bool', 'float64', 'int', 'string'].map((result) => `(bool) ${result}`),
    '(bool, bool) bool',
    '(float32) float64',
    ...['bool', 'float32', 'float64', 'int', 'string'].map((result) => `(float64) ${result}`),
    '(float64, float64) bool',
    ...['bool', 'float64', 'int', 'string'].map((result) => `(int) ${result}`),
    ...['bool', 'int', 'string'].map((result) => `(int, int) ${result}`),
    ...['(int16) int32', '(int32) float64', '(int32) int', '(int32) int64', '(int64) time.Time', '(int8) int'],
    '(int8) int16',
    ...['[]uint8', '[]string', 'bool', 'float64', 'int', 'string'].map((result) => `(string) ${result}`),
    ...['(string, uint8) int', '(string, int) int', '(string, int32) int', '(string, string) bool'],
    ...['(string, string) string', '(uint) float64', '(uint) int', '(uint) uint', '(uint16) uint', '(uint32) uint64'],
    ...['(uint64) float64', '(uint64) int64', '(uint8) uint8'],
  ].map((signature) => `func${signature}`),
);

/** checker.TypedFuncIndex; a method's receiver does not count. */
export function isTypedCall(type: GoType, isMethod: boolean): boolean {
  if (type.variadic === true) return false;
  const own = isMethod ? functionOf((type.params ?? []).slice(1), type.results ?? []) : type;
  return TYPED.has(own.name);
}

/** vm.OpCallTyped: the arguments are asserted from the last to the first, then the function. */
export function callTyped(callee: GoValue, type: GoType, isMethod: boolean, args: readonly GoValue[]): GoValue {
  const params = isMethod ? (type.params ?? []).slice(1) : (type.params ?? []);
  for (let i = params.length - 1; i >= 0; i--) {
    const param = params[i];
    const arg = args[i] ?? null;
    if (param !== undefined && param.kind !== 'interface' && typeOf(arg) !== param) {
      throw wrongAssertion(arg === null ? 'nil' : typeName(arg), param.name);
    }
  }
  if (!isObject(callee) || callee.kind !== 'function') {
    throw wrongAssertion(callee === null ? 'nil' : typeName(callee), type.name);
  }
  return callee.call(args);
}

/** vm.OpCall: through reflection. */
export function callReflected(callee: GoValue, args: readonly GoValue[]): GoValue {
  if (callee === null) throw new GoPanic('invalid operation: cannot call nil');
  if (!isObject(callee) || callee.kind !== 'function') {
    throw new GoPanic(`invalid operation: cannot call non-function of type ${typeName(callee)}`);
  }
  const params = callee.type.params ?? [];
  if (args.length !== params.length) {
    throw new GoPanic(`invalid number of arguments: expected ${params.length}, got ${args.length}`);
  }
  const converted = params.map((param, i) => {
    const arg = args[i] ?? null;
    const type = typeOf(arg);
    if (type === undefined) return zeroOf(param);
    if (!isAssignable(type, param)) throw new GoPanic(`reflect: Call using ${type.name} as type ${param.name}`);
    return arg;
  });
  return callee.call(converted);
}
