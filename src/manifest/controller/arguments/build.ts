import type { JsonPath } from '../../../yaml/tree.ts';
import { isObject, isSet, listOf, objectOf, textOf, type Value } from '../read.ts';
import type { Argument, Rollout, WrittenArgument } from '../types.ts';
import { downwardValue, type FieldPathCode, type FieldValue, isDownwardPath, rolloutValue } from './field-path.ts';

/** The pod template hashes of the stable and the new ReplicaSet. */
export interface PodHashes {
  readonly stable: string;
  readonly latest: string;
}

/** What the controller validates with before there are ReplicaSets (validation_references.go buildAnalysisArgs). */
export const DUMMY_HASHES: PodHashes = { stable: 'dummy-stable-hash', latest: 'dummy-new-hash' };

/** A fieldRef that could not be read; `path` starts at the list of arguments. */
export interface FieldRefError {
  readonly code: FieldPathCode;
  readonly error: string;
  readonly fieldPath: string;
  readonly path: JsonPath;
  /** True if the controller returns this error; a later fieldRef overwrites that of an earlier dotted path. */
  readonly surfaced: boolean;
}

export interface BuiltArguments {
  /** As many as there are entries; undefined if a downward path cannot be read, which ends the building. */
  readonly args: readonly Argument[] | undefined;
  /** The error that is returned together with the arguments; validation ignores it, creation of a run does not. */
  readonly error: string | undefined;
  /** All fieldRefs that cannot be read, whether the controller says so or not. */
  readonly fieldRefErrors: readonly FieldRefError[];
}

/**
 * argo-rollouts utils/analysis/factory.go BuildArgumentsForRolloutAnalysisRun: the arguments that a Rollout passes.
 * Every one gets a value, at worst an empty one; `valueFrom` beats `value`.
 */
export function buildRolloutArguments(list: Value, hashes: PodHashes, rollout: Rollout): BuiltArguments {
  const args: Argument[] = [];
  const errors: Omit<FieldRefError, 'surfaced'>[] = [];
  let error: string | undefined;
  let ended = false;
  for (const [index, entry] of listOf(list).entries()) {
    const written: WrittenArgument = objectOf(entry);
    const fieldPath = fieldPathOf(written);
    let value = hashOf(written, hashes) ?? textOf(written.value);
    if (fieldPath !== undefined) {
      const isDownward = isDownwardPath(fieldPath);
      const read: FieldValue = isDownward ? downwardValue(rollout, fieldPath) : rolloutValue(rollout, fieldPath);
      value = read.ok ? read.value : '';
      if (!ended) error = read.ok ? undefined : read.error;
      if (!read.ok) {
        errors.push({
          code: read.code,
          error: read.error,
          fieldPath,
          path: [index, 'valueFrom', 'fieldRef', 'fieldPath'],
        });
        ended ||= isDownward;
      }
    }
    args.push({ name: textOf(written.name), value });
  }
  const surfaced = ended ? errors.find(({ fieldPath }) => isDownwardPath(fieldPath)) : errors.at(-1);
  return {
    args: ended ? undefined : args,
    error,
    fieldRefErrors: errors.map((each) => ({ ...each, surfaced: error !== undefined && each === surfaced })),
  };
}

function hashOf({ valueFrom }: WrittenArgument, { stable, latest }: PodHashes): string | undefined {
  const hash = objectOf(valueFrom)['podTemplateHashValue'];
  return hash === 'Latest' ? latest : hash === 'Stable' ? stable : undefined;
}

/** The path of a fieldRef that counts: one beside podTemplateHashValue does not. */
function fieldPathOf({ valueFrom }: WrittenArgument): string | undefined {
  const { podTemplateHashValue, fieldRef } = objectOf(valueFrom);
  return !isSet(podTemplateHashValue) && isObject(fieldRef) ? textOf(fieldRef['fieldPath']) : undefined;
}
