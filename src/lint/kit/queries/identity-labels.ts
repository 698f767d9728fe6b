import type { Manifest } from '../../../manifest/manifest.ts';
import { metricNameOf, selectorsOf, type VectorSelector } from '../../../promql/index.ts';
import type { Binding, Workspace } from '../../../workspace/workspace.ts';
import { type QueryContext, soundQueries } from './query-places.ts';

/** Labels by which people select a service's own series. */
const IDENTITY = new Set([
  'app',
  'app_kubernetes_io_name',
  'application',
  'deployment',
  'destination_app',
  'destination_service',
  'destination_service_name',
  'destination_workload',
  'exported_service',
  'job',
  'kubernetes_name',
  'kubernetes_service_name',
  'service',
  'service_name',
  'workload',
]);

/** True for a label by which people select a service's own series, or where it runs. */
export const isIdentityLabel = (label: string): boolean => IDENTITY.has(label) || label === 'namespace';

/** The conditions of a selector on such labels. */
export const identityMatchers = ({ matchers }: VectorSelector): VectorSelector['matchers'] =>
  matchers.filter(({ label, op }) => IDENTITY.has(label.text) && (op === '=' || op === '=~'));

/** For each metric the labels by which templates select a service, and the templates that do. */
export type IdentityUses = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<Manifest>>>;

const known = new WeakMap<Workspace, IdentityUses>();

/** How all templates of a workspace select the services that they measure. */
export function identityUses(workspace: Workspace, settings: QueryContext['settings']): IdentityUses {
  let uses = known.get(workspace);
  if (uses === undefined) {
    uses = collect(workspace, settings);
    known.set(workspace, uses);
  }
  return uses;
}

function collect(workspace: Workspace, settings: QueryContext['settings']): IdentityUses {
  const uses = new Map<string, Map<string, Set<Manifest>>>();
  const templates = ['AnalysisTemplate', 'ClusterAnalysisTemplate'].flatMap((kind) => workspace.manifests(kind));
  for (const template of templates.filter((each) => each.isArgo())) {
    // As written: which label is matched does not hang on the arguments.
    const bindings: readonly Binding[] = [{ template, use: undefined, args: new Map() }];
    for (const { expr } of soundQueries({ manifest: template, bindings, settings })) {
      for (const selector of selectorsOf(expr)) {
        const metric = metricNameOf(selector);
        if (metric === undefined) continue;
        const ofMetric = uses.get(metric) ?? new Map<string, Set<Manifest>>();
        uses.set(metric, ofMetric);
        for (const { label } of identityMatchers(selector)) {
          const users = ofMetric.get(label.text);
          if (users === undefined) ofMetric.set(label.text, new Set([template]));
          else users.add(template);
        }
      }
    }
  }
  return uses;
}
