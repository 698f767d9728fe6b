import { formatValue } from '../../../go/format.ts';
import { quote } from '../../../go/quote.ts';
import { atoi } from '../../../go/strconv.ts';
import { compareStrings } from '../../../go/utf8.ts';
import { marshal } from '../json/marshal.ts';
import { isQualifiedName } from '../kubernetes/names.ts';
import { isObject, objectOf, textMapOf, textOf, type Value } from '../read.ts';
import type { ObjectMeta, Rollout } from '../types.ts';

export type FieldPathCode =
  | 'field-path-unsupported'
  | 'field-path-subscript'
  | 'field-path-key'
  | 'field-path-missing'
  | 'field-path-index'
  | 'field-path-not-primitive';

export type FieldValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly code: FieldPathCode; readonly error: string };

/** True for the paths that go through the downward API; all others are dotted paths into the Rollout. */
export const isDownwardPath = (fieldPath: string): boolean => fieldPath.startsWith('metadata');

/** Kubernetes pkg/fieldpath ExtractFieldPathAsString: what the downward API offers of an object's metadata. */
export function downwardValue(object: Rollout, fieldPath: string): FieldValue {
  const metadata: ObjectMeta = objectOf(object.metadata);
  const subscripted = splitSubscript(fieldPath);
  if (subscripted !== undefined) return subscriptedValue(metadata, fieldPath, subscripted);
  switch (fieldPath) {
    case 'metadata.annotations':
      return found(formatMap(textMapOf(metadata.annotations)));
    case 'metadata.labels':
      return found(formatMap(textMapOf(metadata.labels)));
    case 'metadata.name':
      return found(textOf(metadata.name));
    case 'metadata.namespace':
      return found(textOf(metadata.namespace));
    case 'metadata.uid':
      return found(textOf(metadata.uid));
    default:
      return failed('field-path-unsupported', `unsupported fieldPath: ${fieldPath}`);
  }
}

function subscriptedValue(
  metadata: ObjectMeta,
  fieldPath: string,
  { path, key }: { readonly path: string; readonly key: string },
): FieldValue {
  const map =
    path === 'metadata.annotations' ? metadata.annotations : path === 'metadata.labels' ? metadata.labels : undefined;
  if (path !== 'metadata.annotations' && path !== 'metadata.labels') {
    return failed('field-path-subscript', `fieldPath ${quote(fieldPath)} does not support subscript`);
  }
  const problems = isQualifiedName(path === 'metadata.annotations' ? key.toLowerCase() : key);
  if (problems.length > 0) {
    return failed('field-path-key', `invalid key subscript in ${fieldPath}: ${problems.join(';')}`);
  }
  return found(textMapOf(map).get(key) ?? '');
}

/** fieldpath.SplitMaybeSubscriptedPath: `metadata.labels['app']`, single quotes only. */
function splitSubscript(fieldPath: string): { readonly path: string; readonly key: string } | undefined {
  if (!fieldPath.endsWith("']")) return undefined;
  const inner = fieldPath.slice(0, -2);
  const at = inner.indexOf("['");
  return at <= 0 ? undefined : { path: inner.slice(0, at), key: inner.slice(at + 2) };
}

/** fieldpath.FormatMap. */
const formatMap = (map: ReadonlyMap<string, string>): string =>
  [...map]
    .sort(([a], [b]) => compareStrings(a, b))
    .map(([key, value]) => `${key}=${quote(value)}`)
    .join('\n');

/**
 * argo-rollouts utils/analysis/factory.go extractValueFromRollout: a dotted path (`spec.template.metadata.labels.app`,
 * `status.pauseConditions[0].reason`) into the Rollout as JSON, ending at a primitive. Keys that contain dots cannot
 * be reached; numbers print as floats do (`1e+06`).
 */
export function rolloutValue(rollout: Rollout, fieldPath: string): FieldValue {
  let at: Value = JSON.parse(marshal(rollout, '@Rollout').text);
  const missing = failed('field-path-missing', `invalid path ${fieldPath} in rollout`);
  for (const section of fieldPath.split(/[.[\]]+/)) {
    if (section === '') continue;
    if (Array.isArray(at)) {
      const index = atoi(section);
      if (!index.ok) return failed('field-path-index', `invalid index '${section}'`);
      if (index.value >= BigInt(at.length)) {
        return failed('field-path-index', `index ${index.value} out of range`);
      }
      // The controller does not look whether it is negative, and panics.
      if (index.value < 0n) {
        return failed('field-path-index', `runtime error: index out of range [${index.value}]`);
      }
      at = at[Number(index.value)];
    } else if (isObject(at)) {
      at = Object.hasOwn(at, section) ? at[section] : undefined;
    } else {
      return missing;
    }
  }
  if (at === undefined || at === null) return missing;
  if (typeof at === 'object') {
    return failed('field-path-not-primitive', `path ${fieldPath} in rollout must terminate in a primitive value`);
  }
  return found(formatValue(at));
}

const found = (value: string): FieldValue => ({ ok: true, value });

const failed = (code: FieldPathCode, error: string): FieldValue & { readonly ok: false } => ({
  ok: false,
  code,
  error,
});
