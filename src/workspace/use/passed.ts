import { buildRolloutArguments, DUMMY_HASHES } from '../../manifest/controller/arguments/build.ts';
import { readArguments } from '../../manifest/controller/arguments/read.ts';
import { isObject, objectOf, type Value } from '../../manifest/controller/read.ts';
import { findTags } from '../../manifest/controller/substitute/tags.ts';
import type { TracedArgument } from '../../manifest/controller/types.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { JsonPath } from '../../yaml/tree.ts';
import type { ArgumentOrigin, UseKind } from '../workspace.ts';

/** What is known of an argument that a user passes, beyond what the controller's functions carry. */
export interface PassedArgument {
  readonly argument: TracedArgument;
  readonly origin: ArgumentOrigin;
  /** The value while linting; the argument's own may be a stand-in. */
  readonly value: string | undefined;
  readonly path: JsonPath;
}

/**
 * The arguments that the block at `path` of `user` passes, as the controller builds them: `builtByOthers` says that
 * labels or a namespace may be added before the object reaches the cluster.
 */
export function passedArguments(
  user: Manifest,
  kind: UseKind,
  path: JsonPath,
  builtByOthers: boolean,
): readonly PassedArgument[] {
  const at = [...path, 'args'];
  const list = user.value(at);
  switch (kind) {
    case 'analysisRun':
      return readArguments(list, 'user', 0, at).map(ownArgument);
    case 'experiment':
      return readArguments(list, 'user', 0, at).map(experimentArgument);
    default:
      return rolloutArguments(user, list, at, builtByOthers).map((passed) =>
        kind === 'experimentStep' ? withExperimentTags(passed) : passed,
      );
  }
}

/** argo-rollouts utils/analysis/factory.go BuildArgumentsForRolloutAnalysisRun gives every entry a value. */
function rolloutArguments(rollout: Manifest, list: Value, at: JsonPath, builtByOthers: boolean): PassedArgument[] {
  const written = readArguments(list, 'user', 0, at);
  const built = buildRolloutArguments(list, DUMMY_HASHES, rollout.json);
  const unreadable = new Set(built.fieldRefErrors.map(({ path }) => path[0]));
  return written.map(({ name, declaredAt }, index) => {
    const { path } = declaredAt;
    const value = built.args?.[index]?.value ?? '';
    const argument: TracedArgument = { name, value, declaredAt, valueAt: declaredAt };
    const source = objectOf(objectOf(rollout.value(path))['valueFrom']);
    const hash = source['podTemplateHashValue'];
    if (hash !== undefined && hash !== null) {
      // The ReplicaSets' hashes exist only in the cluster; any other word gives an empty value.
      const isHash = hash === 'Latest' || hash === 'Stable';
      return {
        argument,
        origin: 'podTemplateHash',
        value: isHash || built.args === undefined ? undefined : value,
        path,
      };
    }
    if (isObject(source['fieldRef'])) {
      const fieldPath = String(source['fieldRef']['fieldPath'] ?? '');
      const isKnown =
        built.args !== undefined && !unreadable.has(index) && isSettled(rollout, fieldPath, value, builtByOthers);
      return { argument, origin: 'fieldRef', value: isKnown ? value : undefined, path };
    }
    return { argument, origin: 'passed', value: built.args === undefined ? textOf(rollout, path) : value, path };
  });
}

/** The value of an entry where an unreadable neighbour stops the controller before it builds any. */
function textOf(rollout: Manifest, path: JsonPath): string | undefined {
  const value = rollout.value([...path, 'value']);
  return typeof value === 'string' ? value : undefined;
}

/** False where the cluster may say something else than the file: what is absent there, or written by a kustomization. */
function isSettled(rollout: Manifest, fieldPath: string, value: string, builtByOthers: boolean): boolean {
  if (fieldPath === 'metadata.uid' || fieldPath.startsWith('status')) return false;
  if (!fieldPath.startsWith('metadata')) return !rollout.partial;
  if (builtByOthers || rollout.partial) return false;
  // The controller adds annotations of its own; the namespace is that of whoever applies the file.
  if (fieldPath === 'metadata.annotations' || fieldPath === 'metadata.namespace')
    return value !== '' && fieldPath !== 'metadata.annotations';
  return true;
}

/** argo-rollouts experiments/experiment.go ResolveAnalysisRunArgs: only values count, with the experiment's names in them. */
function experimentArgument({ name, value, declaredAt }: TracedArgument): PassedArgument {
  const argument: TracedArgument =
    value === undefined ? { name, declaredAt } : { name, value, declaredAt, valueAt: declaredAt };
  return withExperimentTags({
    argument,
    origin: value === undefined ? 'missing' : 'passed',
    value,
    path: declaredAt.path,
  });
}

/** `{{templates.canary.podTemplateHash}}` has its value in the cluster only. */
function withExperimentTags(passed: PassedArgument): PassedArgument {
  const hasTags = passed.value?.includes('{{') === true && findTags(passed.value).tags.length > 0;
  return hasTags ? { ...passed, value: undefined } : passed;
}

function ownArgument(argument: TracedArgument): PassedArgument {
  const { path } = argument.declaredAt;
  if (argument.valueFrom?.secretKeyRef !== undefined) return { argument, origin: 'secret', value: undefined, path };
  if (argument.value !== undefined) return { argument, origin: 'passed', value: argument.value, path };
  return {
    argument,
    origin: argument.valueFrom?.fieldRef === undefined ? 'missing' : 'fieldRef',
    value: undefined,
    path,
  };
}
