import type { JsonObject } from '../../yaml/tree.ts';
import type { MissingField } from './problem.ts';

/** An object needs a name, or a prefix of one that `kubectl create` completes. */
export function checkMetadataName(json: JsonObject): readonly MissingField[] {
  const metadata = json['metadata'];
  // Without metadata that itself is missing; of another type it is that.
  if (metadata === null || typeof metadata !== 'object' || Array.isArray(metadata)) return [];
  const { name, generateName } = metadata as JsonObject;
  if (isMissing(name) && isMissing(generateName))
    return [{ kind: 'missing-field', path: ['metadata'], names: ['name'] }];
  return [];
}

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';
