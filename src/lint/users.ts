import type { Manifest } from '../manifest/manifest.ts';
import type { Finding, Related } from '../text/finding.ts';
import { spanContains } from '../text/span.ts';
import { usersOf } from '../workspace/uses.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Findings in templates, with the places that use the template. */
export function withUsers(findings: readonly Finding[], workspace: Workspace): Finding[] {
  if (findings.length === 0) return [];
  const files = new Map(workspace.files.map((file) => [file.path, file]));
  const templates = new Map<string, readonly Manifest[]>();
  const templatesIn = (path: string): readonly Manifest[] => {
    let list = templates.get(path);
    if (list === undefined) {
      const manifests = files.get(path)?.manifests ?? [];
      list = manifests.filter((manifest) => manifest.isArgo() && manifest.kind.endsWith('AnalysisTemplate'));
      templates.set(path, list);
    }
    return list;
  };
  const known = new Map<Manifest, readonly Related[]>();
  const placesOf = (template: Manifest): readonly Related[] => {
    let users = known.get(template);
    if (users === undefined) {
      users = usersOfTemplate(template, workspace);
      known.set(template, users);
    }
    return users;
  };
  return findings.map((finding) => {
    const template = templatesIn(finding.at.file).find(({ root }) => spanContains(root.span, finding.at.span));
    const usedBy = template === undefined ? [] : placesOf(template);
    return usedBy.length === 0 ? finding : { ...finding, usedBy };
  });
}

function usersOfTemplate(template: Manifest, workspace: Workspace): Related[] {
  const users = new Map<string, Related>();
  for (const use of usersOf(workspace, template)) {
    const at = { file: use.user.file.path, span: use.user.keySpan(use.path) };
    users.set(`${at.file} ${at.span.start} ${use.title}`, { at, label: use.title });
  }
  return [...users.values()];
}
