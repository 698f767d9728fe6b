import { objectOf } from '../../../manifest/controller/read.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { templateEntries } from '../../../workspace/use/use-blocks.ts';
import type { AnalysisUse, Lookup, Workspace } from '../../../workspace/workspace.ts';
import type { JsonPath } from '../../../yaml/tree.ts';

/** A place of a manifest that names a template. */
export interface TemplateMention {
  readonly name: string;
  readonly clusterScope: boolean;
  /** Of the entry. */
  readonly path: JsonPath;
  readonly lookup: Lookup;
  /** Undefined in a template, which runs nothing itself. */
  readonly use: AnalysisUse | undefined;
}

/** What a manifest itself names: the analyses of a Rollout or Experiment, the `templates` of a template. */
export function mentionsOf(
  manifest: Manifest,
  uses: readonly AnalysisUse[],
  workspace: Workspace,
): readonly TemplateMention[] {
  if (!manifest.kind.endsWith('AnalysisTemplate')) {
    return uses.flatMap((use) =>
      use.references
        .filter(({ via }) => via.length === 0)
        .map(({ name, clusterScope, path, lookup }) => ({ name, clusterScope, path, lookup, use })),
    );
  }
  return templateEntries(objectOf(manifest.json['spec'])['templates'], ['spec', 'templates']).map((entry) => ({
    ...entry,
    lookup: workspace.findTemplate(entry.name, entry.clusterScope, manifest),
    use: undefined,
  }));
}

/** `AnalysisTemplate 'x' not found`, in the controller's words. */
export const notFound = ({ name, clusterScope }: TemplateMention): string =>
  `${clusterScope ? 'Cluster' : ''}AnalysisTemplate '${name}' not found`;

/** What the controller does where a template that a manifest names is not there. */
export function withoutTemplate(mention: TemplateMention): string {
  const { use, clusterScope, name } = mention;
  const kind = clusterScope ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate';
  switch (use?.kind) {
    case undefined:
      return `every Rollout that uses this template is refused: Degraded with InvalidSpec ("${notFound(mention)}")`;
    case 'experiment':
      return `the Experiment ends in Error ("${kind} verification failed …: ${kind.toLowerCase()}.argoproj.io "${name}" not found")`;
    case 'experimentStep':
      return `the experiment of this step ends in Error ("${kind} verification failed …"), and the rollout aborts`;
    default:
      return `the controller refuses the Rollout: it is Degraded with InvalidSpec ("${notFound(mention)}")`;
  }
}
