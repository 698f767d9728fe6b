import type { EmbeddedText } from '../text/embedded.ts';
import type { JsonPath, YamlMap, YamlScalar } from '../yaml/tree.ts';
import type { Manifest } from './manifest.ts';

/** The keys of `provider`, in the order in which the controller looks (argo-rollouts utils/metric Type). */
export const PROVIDERS = [
  'prometheus',
  'job',
  'kayenta',
  'web',
  'datadog',
  'wavefront',
  'newRelic',
  'cloudWatch',
  'graphite',
  'influxdb',
  'skywalking',
  'plugin',
] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** A string of the manifest that holds a language of its own. */
export interface TextField {
  readonly path: JsonPath;
  readonly node: YamlScalar;
  readonly text: EmbeddedText;
}

/** One entry of `metrics`, wherever it stands. */
export interface MetricView {
  readonly manifest: Manifest;
  readonly path: JsonPath;
  readonly index: number;
  readonly node: YamlMap;
  readonly name: string | undefined;
  /** The provider that the controller would ask; undefined where none is given. */
  readonly provider: ProviderName | undefined;
  readonly successCondition: TextField | undefined;
  readonly failureCondition: TextField | undefined;
  /** The query of the providers that have one string of that name. */
  readonly query: TextField | undefined;
}

const views = new WeakMap<Manifest, readonly MetricView[]>();

/** The metrics of a template or an AnalysisRun; empty for every other kind. Entries that are no maps are left out. */
export function metricsOf(manifest: Manifest): readonly MetricView[] {
  let known = views.get(manifest);
  if (known === undefined) {
    known = readMetrics(manifest);
    views.set(manifest, known);
  }
  return known;
}

function readMetrics(manifest: Manifest): MetricView[] {
  if (manifest.kind === 'Rollout' || manifest.kind === 'Experiment') return [];
  const list = manifest.node(['spec', 'metrics']);
  if (list?.kind !== 'sequence') return [];
  return list.items.flatMap((node, index) => {
    if (node.kind !== 'map') return [];
    const path = ['spec', 'metrics', index];
    const providerNode = node.get('provider');
    const provider =
      providerNode?.kind === 'map' ? PROVIDERS.find((name) => providerNode.entry(name) !== undefined) : undefined;
    const name = node.get('name');
    return [
      {
        manifest,
        path,
        index,
        node,
        name: name?.kind === 'scalar' && typeof name.value === 'string' ? name.value : undefined,
        provider,
        successCondition: textField(manifest, [...path, 'successCondition']),
        failureCondition: textField(manifest, [...path, 'failureCondition']),
        query: provider === undefined ? undefined : textField(manifest, [...path, 'provider', provider, 'query']),
      },
    ];
  });
}

/** The string at `path` as a text of its own; undefined where there is none, or something else than a string. */
export function textField(manifest: Manifest, path: JsonPath): TextField | undefined {
  const node = manifest.node(path);
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  return { path, node, text: node.embedded };
}
