import { formatFloat } from '../../go/float.ts';
import { GoPanic } from '../run/panic.ts';
import type { GoType } from '../types/go-type.ts';
import { type GoValue, typeName } from './value.ts';

let nanCount = 0;

/**
 * The text under which a map of this type files a key. Maps with `interface {}` keys tell types apart. Panics with
 * Go's text for a key that cannot be hashed.
 */
export function keyOf(mapType: GoType, key: GoValue): string {
  const plain = plainKey(key);
  return mapType.key?.kind === 'interface' ? `${typeName(key)}:${plain}` : plain;
}

function plainKey(key: GoValue): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number') {
    // NaN is never found again; the two zeros are one key.
    if (Number.isNaN(key)) return `NaN ${nanCount++}`;
    return formatFloat(key === 0 ? 0 : key, 'g', -1);
  }
  if (key === null || typeof key !== 'object') return String(key);
  switch (key.kind) {
    case 'number':
      return String(key.value);
    case 'text':
      return key.value;
    case 'time':
      return `${key.nanoseconds} ${key.zone.name}`;
    case 'pointer':
      return `${identityOf(key)}`;
    case 'location':
      return key.zone.name;
    case 'slice':
      if (key.type.kind === 'array')
        return JSON.stringify(key.items.map((item) => `${typeName(item)}:${plainKey(item)}`));
      throw unhashable(key);
    case 'struct':
    case 'map':
    case 'function':
      throw unhashable(key);
  }
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

function identityOf(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  identities.set(object, nextIdentity);
  return nextIdentity++;
}

const unhashable = (key: GoValue): GoPanic => new GoPanic(`runtime error: hash of unhashable type ${typeName(key)}`);
