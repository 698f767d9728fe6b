import type { Manifest } from '../../../manifest/manifest.ts';
import type { Workspace } from '../../../workspace/workspace.ts';

/** An object that is not ours, as a Rollout names it. */
export interface ObjectName {
  readonly kind: string;
  /** Of its `apiVersion`; empty for the core group. */
  readonly group: string;
  readonly name: string;
  /** Where it is not that of the Rollout. */
  readonly namespace?: string | undefined;
}

const groupOf = ({ apiVersion }: Manifest): string => apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));

/**
 * The object that a Rollout means, where that is plain: the only one of that name, or the one beside it in its file.
 * Undefined too where a kustomization may change either of them.
 */
export function objectNamed(workspace: Workspace, wanted: ObjectName, from: Manifest): Manifest | undefined {
  const isWanted = (each: Manifest): boolean => groupOf(each) === wanted.group && !each.partial;
  const candidates = candidatesOf(workspace, wanted, from).filter(isWanted);
  const [first, ...others] = candidates;
  if (first === undefined || (others.length > 0 && first.file !== from.file)) return undefined;
  return isPatched(workspace, from) || isPatched(workspace, first) ? undefined : first;
}

function candidatesOf(workspace: Workspace, wanted: ObjectName, from: Manifest): readonly Manifest[] {
  const { kind, name, namespace } = wanted;
  if (namespace !== undefined && namespace !== from.namespace)
    return workspace.manifests(kind).filter((each) => each.name === name && each.namespace === namespace);
  const lookup = workspace.find(kind, name, from);
  return lookup.status === 'found' ? [lookup.manifest, ...lookup.others] : [];
}

const CHANGES =
  /^(?:commonLabels|commonAnnotations|labels|patches\w*|replacements|transformers|components|vars|namePrefix|nameSuffix)\s*:/m;

/** True if a kustomization that builds with the object's file adds labels or patches. */
function isPatched(workspace: Workspace, { file }: Manifest): boolean {
  const built = workspace.files.find(({ path }) => path === file.path)?.kustomizations ?? [];
  return built.some((kustomization) =>
    CHANGES.test(workspace.files.find(({ path }) => path === kustomization)?.text ?? ''),
  );
}
