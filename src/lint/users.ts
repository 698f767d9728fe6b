import type { Manifest } from '../manifest/manifest.ts';
import type { Finding, Related } from '../text/finding.ts';
import { spanContains } from '../text/span.ts';
import { bindingsOf } from '../workspace/uses.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Findings in templates, with the places that use the template. */
export function withUsers(findings: readonly Finding[], workspace: Workspace): Finding[] {
  if (findings.length === 0) return [];
  const files = new Map(workspace.files.map((file) => [file.path, file]));
  const known = new Map<Manifest, readonly Related[]>();
  const usersOf = (template: Manifest): readonly Related[] => {
    let users = known.get(template);
    if (users === undefined) {
      users = usersOfTemplate(template, workspace);
      known.set(template, users);
    }
    return users;
  };
  return findings.map((finding) => {
    const file = files.get(finding.at.file);
    const template = file?.manifests.find(
      (manifest) => manifest.kind.endsWith('AnalysisTemplate') && spanContains(manifest.root.span, finding.at.span),
    );
    const usedBy = template?.isArgo() ? usersOf(template) : [];
    return usedBy.length === 0 ? finding : { ...finding, usedBy };
  });
}

function usersOfTemplate(template: Manifest, workspace: Workspace): Related[] {
  const users = new Map<string, Related>();
  for (const { use } of bindingsOf(template, workspace)) {
    if (use === undefined) continue;
    const at = { file: use.user.file.path, span: use.user.keySpan(use.path) };
    users.set(`${at.file} ${at.span.start} ${use.title}`, { at, label: use.title });
  }
  return [...users.values()];
}
