export type GoKind =
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'string'
  | 'slice'
  | 'array'
  | 'map'
  | 'struct'
  | 'func'
  | 'ptr'
  | 'interface';

/** A Go type as package reflect sees it. Equal types are the same object. */
export interface GoType {
  readonly kind: GoKind;
  /** reflect.Type.String: `[]interface {}`, `time.Duration`. */
  readonly name: string;
  /** The import path of a named type; `''` for predeclared and unnamed ones. */
  readonly packagePath: string;
  /** The name of a defined type without its package; `''` for unnamed ones. */
  readonly typeName: string;
  readonly elem?: GoType;
  readonly key?: GoType;
  readonly length?: number;
  readonly fields?: ReadonlyMap<string, GoType>;
  readonly params?: readonly GoType[];
  readonly results?: readonly GoType[];
  readonly variadic?: boolean;
  /** Signatures without the receiver. */
  readonly methods?: ReadonlyMap<string, GoType>;
  /** The type a defined type is made of. */
  readonly underlying?: GoType;
}

const interned = new Map<string, GoType>();

function intern(type: GoType): GoType {
  const known = interned.get(type.name);
  if (known !== undefined) return known;
  interned.set(type.name, type);
  return type;
}

const predeclared = (kind: GoKind): GoType => intern({ kind, name: kind, packagePath: '', typeName: kind });

export const BOOL = predeclared('bool');
export const INT = predeclared('int');
export const INT64 = predeclared('int64');
export const UINT8 = predeclared('uint8');
export const FLOAT64 = predeclared('float64');
export const STRING = predeclared('string');
for (const kind of ['int8', 'int16', 'int32', 'uint', 'uint16', 'uint32', 'uint64', 'float32'] as const) {
  predeclared(kind);
}

/** `interface {}` */
export const ANY = intern({ kind: 'interface', name: 'interface {}', packagePath: '', typeName: '' });
export const ERROR = intern({
  kind: 'interface',
  name: 'error',
  packagePath: '',
  typeName: 'error',
  methods: new Map(),
});

export const sliceOf = (elem: GoType): GoType =>
  intern({ kind: 'slice', name: `[]${elem.name}`, packagePath: '', typeName: '', elem });

export const arrayOf = (length: number, elem: GoType): GoType =>
  intern({ kind: 'array', name: `[${length}]${elem.name}`, packagePath: '', typeName: '', elem, length });

export const mapOf = (key: GoType, elem: GoType): GoType =>
  intern({ kind: 'map', name: `map[${key.name}]${elem.name}`, packagePath: '', typeName: '', key, elem });

export const pointerTo = (elem: GoType, methods?: ReadonlyMap<string, GoType>): GoType =>
  intern({ kind: 'ptr', name: `*${elem.name}`, packagePath: '', typeName: '', elem, ...(methods && { methods }) });

export function functionOf(params: readonly GoType[], results: readonly GoType[], variadic = false): GoType {
  const names = params.map((type, i) =>
    variadic && i === params.length - 1 ? `...${type.elem?.name ?? ''}` : type.name,
  );
  const out = results.map((type) => type.name).join(', ');
  const suffix = results.length === 0 ? '' : results.length === 1 ? ` ${out}` : ` (${out})`;
  const name = `func(${names.join(', ')})${suffix}`;
  return intern({ kind: 'func', name, packagePath: '', typeName: '', params, results, variadic });
}

/** A defined type; `name` is `package.Name`. */
export function define(
  name: string,
  packagePath: string,
  underlying: GoType,
  methods?: ReadonlyMap<string, GoType>,
): GoType {
  const typeName = name.slice(name.indexOf('.') + 1);
  return intern({ ...underlying, name, packagePath, typeName, underlying, ...(methods && { methods }) });
}

export const EMPTY_STRUCT = intern({
  kind: 'struct',
  name: 'struct {}',
  packagePath: '',
  typeName: '',
  fields: new Map(),
});

export function structOf(fields: ReadonlyMap<string, GoType>): GoType {
  const members = [...fields].map(([name, type]) => `${name} ${type.name}`).join('; ');
  return fields.size === 0
    ? EMPTY_STRUCT
    : intern({ kind: 'struct', name: `struct { ${members} }`, packagePath: '', typeName: '', fields });
}

export const ANY_SLICE = sliceOf(ANY);
export const INT_SLICE = sliceOf(INT);
export const FLOAT_SLICE = sliceOf(FLOAT64);
export const STRING_SLICE = sliceOf(STRING);
export const BYTES = sliceOf(UINT8);
export const ANY_MAP = mapOf(STRING, ANY);

/**
 * The type with this spelling (reflect's: `[]interface {}`, `map[string]int`, `func(string) error`, also `any`).
 * Undefined for an unknown name.
 */
export function parseType(text: string): GoType | undefined {
  const known = text === 'any' ? ANY : interned.get(text);
  if (known !== undefined) return known;
  if (text.startsWith('[]')) return wrap(text.slice(2), sliceOf);
  if (text.startsWith('*')) return wrap(text.slice(1), (type) => pointerTo(type));
  const array = /^\[(\d+)\](.*)$/s.exec(text);
  if (array !== null) return wrap(array[2] ?? '', (type) => arrayOf(Number(array[1]), type));
  const map = /^map\[(\w+|interface \{\})\](.*)$/s.exec(text);
  if (map !== null) {
    const key = parseType(map[1] ?? '');
    return key === undefined ? undefined : wrap(map[2] ?? '', (type) => mapOf(key, type));
  }
  return text.startsWith('func(') ? parseFunction(text) : undefined;
}

const wrap = (text: string, make: (type: GoType) => GoType): GoType | undefined => {
  const inner = parseType(text);
  return inner === undefined ? undefined : make(inner);
};

function parseFunction(text: string): GoType | undefined {
  const close = closingParenthesis(text, 4);
  const rest = text.slice(close + 1).trim();
  const variadic = text.slice(5, close).includes('...');
  const params = parseList(text.slice(5, close));
  const results = parseList(rest.startsWith('(') ? rest.slice(1, -1) : rest);
  return params === undefined || results === undefined ? undefined : functionOf(params, results, variadic);
}

function parseList(text: string): readonly GoType[] | undefined {
  const types: GoType[] = [];
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '(') at = closingParenthesis(text, at);
    if (at < text.length && text[at] !== ',') continue;
    const part = text.slice(from, at).trim();
    from = at + 1;
    if (part === '') continue;
    const type = part.startsWith('...') ? parseType(`[]${part.slice(3)}`) : parseType(part);
    if (type === undefined) return undefined;
    types.push(type);
  }
  return types;
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return text.length;
}

/** reflect.Type.AssignableTo. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (from === to) return true;
  if (to.kind === 'interface') return to.methods === undefined || to === from;
  if (from.kind !== to.kind) return false;
  const bothNamed = from.typeName !== '' && to.typeName !== '';
  return !bothNamed && (from.underlying ?? from) === (to.underlying ?? to);
}

/** internal/deref Type: behind all pointers. */
export function dereference(type: GoType): GoType {
  let inner = type;
  while (inner.kind === 'ptr' && inner.elem !== undefined) inner = inner.elem;
  return inner;
}

const INTEGER_KINDS: ReadonlySet<GoKind> = new Set([
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
]);

export const isIntegerKind = (kind: GoKind): boolean => INTEGER_KINDS.has(kind);
export const isSignedKind = (kind: GoKind): boolean => kind.startsWith('int') && kind !== 'interface';
export const isFloatKind = (kind: GoKind): boolean => kind === 'float64' || kind === 'float32';
export const isNumberKind = (kind: GoKind): boolean => isIntegerKind(kind) || isFloatKind(kind);
