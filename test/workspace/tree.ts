import type { Manifest } from '../../src/manifest/manifest.ts';
import { createWorkspace, type WorkspaceOptions } from '../../src/workspace/create.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/** A workspace of a tree of files; all are asked for, and they are all there is. */
export function workspaceOf(tree: Readonly<Record<string, string>>, options: WorkspaceOptions = {}): Workspace {
  const files = Object.entries(tree).map(([path, text]) => ({ path, text, asked: true }));
  return createWorkspace(files, { complete: true, ...options });
}

/** The only object of a kind, or the one of that name, or in that file. */
export function theOnly(workspace: Workspace, kind: string, where: { name?: string; path?: string } = {}): Manifest {
  const found = workspace
    .manifests(kind)
    .filter(
      (manifest) =>
        (where.name === undefined || manifest.name === where.name) &&
        (where.path === undefined || manifest.file.path === where.path),
    );
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} objects of kind ${kind}`);
  return first;
}

export interface Parts {
  readonly namespace?: string;
  readonly spec?: string;
}

const indent = (text: string, by: number): string => text.trim().replaceAll('\n', `\n${' '.repeat(by)}`);

export function template(name: string, { namespace, spec }: Parts = {}, kind = 'AnalysisTemplate'): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ${kind}
metadata:
  name: ${name}
${namespace === undefined ? '' : `  namespace: ${namespace}\n`}spec:
  ${indent(spec ?? `metrics: [{ name: ${name}, provider: { job: {} } }]`, 2)}
`;
}

export const clusterTemplate = (name: string, parts: Parts = {}): string =>
  template(name, parts, 'ClusterAnalysisTemplate');

/** A Rollout whose only step runs `templates` (names, or flow maps) with `args`. */
export function rollout(
  name: string,
  {
    namespace,
    templates = ['success-rate'],
    args = '[]',
  }: { namespace?: string; templates?: string[]; args?: string } = {},
): string {
  return strategy(
    name,
    `canary:
  steps:
    - setWeight: 20
    - analysis:
        templates: [${templates.map((each) => (each.startsWith('{') ? each : `{ templateName: ${each} }`)).join(', ')}]
        args: ${args}`,
    namespace,
  );
}

/** A whole Rollout with that strategy. */
export function strategy(name: string, text: string, namespace?: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${name}
${namespace === undefined ? '' : `  namespace: ${namespace}\n`}  labels: { team: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template: { metadata: { labels: { app: ${name} } } }
  strategy:
    ${indent(text, 4)}
`;
}

export const documents = (...texts: string[]): string => texts.join('---\n');

/** A variable as Flux and envsubst fill it in. */
export const variable = (name: string): string => `\${${name}}`;
