import type { Workspace } from '../workspace/workspace.ts';

/** The workspace with templates that live elsewhere: their absence proves nothing. */
export function withExternalTemplates(workspace: Workspace, isExternal: (name: string) => boolean): Workspace {
  return {
    files: workspace.files,
    skipped: workspace.skipped,
    complete: workspace.complete,
    manifests: (kind) => workspace.manifests(kind),
    find: (kind, name, from) => workspace.find(kind, name, from),
    findTemplate: (name, clusterScope, from) => {
      const lookup = workspace.findTemplate(name, clusterScope, from);
      return lookup.status === 'absent' && isExternal(name) ? { status: 'unknown' } : lookup;
    },
  };
}
