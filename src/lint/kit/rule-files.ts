import type { WorkspaceFile } from '../../workspace/workspace.ts';
import type { YamlMap, YamlNode } from '../../yaml/tree.ts';

/** A rule of Prometheus and the group that holds it. */
export interface PlacedRule {
  readonly rule: YamlMap;
  readonly group: YamlMap;
}

/** True if the file may hold rules of Prometheus: a rule file, or PrometheusRule objects. */
export const hasRules = (file: WorkspaceFile): boolean =>
  file.role === 'prometheus-rules' || (file.role === 'manifests' && file.text.includes('PrometheusRule'));

/** The rules of a rule file or of PrometheusRule objects, in order. */
export function rulesIn(file: WorkspaceFile): readonly PlacedRule[] {
  return groupsIn(file).flatMap(({ groups }) =>
    itemsOf(groups).flatMap((group) =>
      group.kind === 'map'
        ? itemsOf(group.get('rules')).flatMap((rule) => (rule.kind === 'map' ? [{ rule, group }] : []))
        : [],
    ),
  );
}

/** The groups of one document. */
export interface RuleGroups {
  /** `file`: as Prometheus reads it; `object`: a PrometheusRule. */
  readonly kind: 'file' | 'object';
  /** The map that holds `groups`. */
  readonly holder: YamlMap;
  readonly groups: YamlNode;
}

/** Keys besides `groups` in files for Prometheus' relatives (cortextool, mimirtool). */
const FILE_KEYS = new Set(['groups', 'namespace']);

/** What `file` groups of rules has. Files that other programs read under the same key are none. */
export function groupsIn(file: WorkspaceFile): readonly RuleGroups[] {
  const found: RuleGroups[] = [];
  if (file.role === 'prometheus-rules') {
    for (const { root } of file.documents) {
      if (root?.kind !== 'map' || root.get('apiVersion') !== undefined) continue;
      const groups = root.get('groups');
      if (groups === undefined || root.entries.some(({ key }) => !FILE_KEYS.has(key.text))) continue;
      found.push({ kind: 'file', holder: root, groups });
    }
  }
  for (const { kind, apiVersion, root } of file.manifests) {
    if (kind !== 'PrometheusRule' || !apiVersion.startsWith('monitoring.coreos.com/')) continue;
    const holder = root.get('spec');
    const groups = holder?.kind === 'map' ? holder.get('groups') : undefined;
    if (holder?.kind === 'map' && groups !== undefined) found.push({ kind: 'object', holder, groups });
  }
  return found;
}

export const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] =>
  node?.kind === 'sequence' ? node.items : [];
