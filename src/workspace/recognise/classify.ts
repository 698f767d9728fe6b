import { ARGO_KINDS, type ArgoKind } from '../../manifest/manifest.ts';
import { nearest } from '../../text/nearest.ts';
import type { FileRole } from '../workspace.ts';
import type { DocumentHeader } from './header.ts';
import { needsRendering } from './helm.ts';

/** What the folders around a file say about it. */
export interface Surroundings {
  /** The folder of the chart that holds the file, if any. */
  readonly chart: string | undefined;
  /** True in the `templates` folder of that chart. */
  readonly inChartTemplates: boolean;
}

/** Kinds of the group `argoproj.io` that belong to the other Argo projects, and the operator's. */
const OTHER_ARGO_KINDS: ReadonlySet<string> = new Set([
  'Application',
  'ApplicationSet',
  'AppProject',
  'ArgoCD',
  'ArgoCDExport',
  'ClusterWorkflowTemplate',
  'CronWorkflow',
  'EventBus',
  'EventSource',
  'ImageUpdater',
  'NamespaceManagement',
  'NotificationsConfiguration',
  'RolloutManager',
  'Sensor',
  'Workflow',
  'WorkflowArtifactGCTask',
  'WorkflowEventBinding',
  'WorkflowTaskResult',
  'WorkflowTaskSet',
  'WorkflowTemplate',
]);

const isArgoKind = (kind: string): kind is ArgoKind => (ARGO_KINDS as readonly string[]).includes(kind);

/**
 * The kind of ours that a document is, or is certainly meant to be: `kind: AnalysisTemplates` in our group, or our kind
 * with a slip in the group. Undefined for everything else, so for a `Rollout` of another group, too.
 */
export function argoKindOf(apiVersion: string | undefined, kind: string | undefined): ArgoKind | undefined {
  if (apiVersion === undefined || kind === undefined) return undefined;
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  if (group === 'argoproj.io') {
    if (isArgoKind(kind)) return kind;
    if (OTHER_ARGO_KINDS.has(kind)) return undefined;
    const meant = nearest(kind, [...ARGO_KINDS, ...OTHER_ARGO_KINDS]);
    return meant !== undefined && isArgoKind(meant) ? meant : undefined;
  }
  if (!isArgoKind(kind)) return undefined;
  // A group or version left out, or the group with another spelling; other projects' groups are far from it.
  if (group === '') return apiVersion === 'argoproj.io' || nearest(apiVersion, ['argoproj.io']) ? kind : undefined;
  return isSlipOfGroup(group) ? kind : undefined;
}

const isSlipOfGroup = (group: string): boolean =>
  group === 'argoproj' ||
  group === 'argo.io' ||
  group === 'rollouts.argoproj.io' ||
  group === 'argo-rollouts.argoproj.io' ||
  nearest(group, ['argoproj.io']) !== undefined;

/** The files whose names say what they are. */
const KUSTOMIZATION_NAME = /^kustomization(?:\.ya?ml)?$/i;
const CHART_NAME = /^Chart\.(?:yaml|lock)$/;
const VALUES_NAME = /values[^/]*\.ya?ml$/i;
/** Chainsaw's and kuttl's assertions: parts of objects as they should become. */
const ASSERTION_NAME = /(?:^|[-_.])(?:assert|asserts|assertion|assertions)\.ya?ml$|^\d+-errors?\.ya?ml$/;
const ASSERTION_KEY = /^[ \t]*(?:- )?\(.*\):(?:\s|$)/m;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const isKustomizationName = (path: string): boolean => KUSTOMIZATION_NAME.test(baseName(path));
export const isChartName = (path: string): boolean => baseName(path) === 'Chart.yaml';

/** What a file is, as far as its name, its text and its headers tell. `isOurs` answers for a header that is not certain. */
export function classify(
  path: string,
  text: string,
  headers: () => readonly DocumentHeader[],
  around: Surroundings,
  isOurs: (header: DocumentHeader) => boolean,
): FileRole {
  const name = baseName(path);
  if (KUSTOMIZATION_NAME.test(name)) return 'kustomization';
  if (CHART_NAME.test(name)) return 'foreign';
  if (around.chart !== undefined && !around.inChartTemplates && VALUES_NAME.test(name)) return 'foreign';
  if (needsRendering(text, around.inChartTemplates)) return 'helm-template';
  if (mentionsArgo(text) && headers().some(isOurs)) return isAssertion(name, text) ? 'foreign' : 'manifests';
  if (text.includes('kustomize.config.k8s.io/') && headers().some(isKustomization)) return 'kustomization';
  return isRules(text, headers) ? 'prometheus-rules' : 'foreign';
}

/** A test that costs nothing: false means that no document can be ours, not even with a slip in its group. */
const mentionsArgo = (text: string): boolean => text.includes('argo');

const isAssertion = (name: string, text: string): boolean =>
  ASSERTION_NAME.test(name) || (text.includes('(') && ASSERTION_KEY.test(text));

const isKustomization = (header: DocumentHeader): boolean =>
  header.apiVersion?.startsWith('kustomize.config.k8s.io/') === true;

/** A rule file as Prometheus reads it, or the operator's object. */
function isRules(text: string, headers: () => readonly DocumentHeader[]): boolean {
  const isObject = ({ kind }: DocumentHeader): boolean =>
    kind === 'PrometheusRule' || (kind === 'List' && /^[ -]+kind: PrometheusRule\r?$/m.test(text));
  if (text.includes('PrometheusRule') && headers().some(isObject)) return true;
  if (!text.includes('groups') || !text.includes('rules')) return false;
  const hasGroups = /^groups[ \t]*:/m.test(text) && /^[ \t]+(?:- +)?rules[ \t]*:/m.test(text);
  return hasGroups && /^[ \t]+(?:- +)?(?:alerts?|records?|expr)[ \t]*:/m.test(text);
}
