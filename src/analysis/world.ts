import { isSet, objectOf, textOf } from '../manifest/controller/read.ts';
import type { Metric } from '../manifest/controller/types.ts';
import { PROVIDERS, type ProviderName } from '../manifest/metric.ts';
import type { Evaluator } from '../promql/evaluator.ts';
import { type Fault, withFaults } from './faults.ts';
import { prometheusSetupError } from './providers/prometheus.ts';
import { queryProvider } from './providers/query.ts';
import { webSetupError } from './providers/web.ts';
import type { Provider, Secrets, World } from './reconcile.ts';
import { recordedProvider } from './recorded/provider.ts';
import type { RecordedValues } from './recorded/values.ts';

/** What a replay measures with. */
export interface WorldSources {
  /** Answers Prometheus metrics. */
  readonly evaluator?: Evaluator;
  /** Answer the metrics that they name, whatever their provider, before anything else does. */
  readonly values?: RecordedValues;
  readonly secrets?: Secrets;
  readonly faults?: readonly Fault[];
  /** The controller's ARGO_ROLLOUTS_PROMETHEUS_ADDRESS. Without it a metric without an address errs, as in a cluster. */
  readonly defaultAddress?: string;
  /** Gives up what is being asked. */
  readonly signal?: AbortSignal;
}

const NO_SECRETS: Secrets = {};

/**
 * The world of an AnalysisRun: each metric gets the provider that the controller would choose (argo-rollouts
 * metricproviders NewProvider), or its refusal in the controller's words. What has neither a server nor recorded values
 * to answer it errs and says so. Providers remember nothing between passes, so one world serves any number of runs.
 * Needs `prepareExpr`.
 */
export function worldOf(sources: WorldSources): World {
  const { evaluator, values, faults = [], defaultAddress, signal } = sources;
  const queries = evaluator === undefined ? undefined : queryProvider(evaluator, signal);
  const chosen = new WeakMap<Metric, Provider | { readonly error: string }>();

  const choose = (metric: Metric): Provider | { readonly error: string } => {
    const metricName = textOf(metric.name);
    const name = providerNameOf(metric);
    if (name === undefined) return { error: `no valid provider in metric '${metricName}'` };
    const refusal = setupError(name, metric, defaultAddress);
    if (refusal !== undefined) return { error: refusal };
    const recorded = values?.get(metricName);
    if (recorded !== undefined) return withFaults(recordedProvider(name, recorded), name, faults, defaultAddress);
    if (name === 'prometheus' && queries !== undefined) return withFaults(queries, name, faults, defaultAddress);
    const what = name === 'prometheus' ? 'a recording, a server or recorded values' : 'recorded values';
    return { error: `nothing answers the ${name} metric "${metricName}": it needs ${what}` };
  };

  return {
    secrets: sources.secrets ?? NO_SECRETS,
    provider(metric) {
      let provider = chosen.get(metric);
      if (provider === undefined) {
        provider = choose(metric);
        chosen.set(metric, provider);
      }
      return provider;
    },
  };
}

/** metricproviders.go Type: the first in the controller's order. */
const providerNameOf = (metric: Metric): ProviderName | undefined => {
  const written = objectOf(metric.provider);
  return PROVIDERS.find((name) => isSet(written[name]));
};

function setupError(name: ProviderName, metric: Metric, defaultAddress: string | undefined): string | undefined {
  if (name === 'prometheus') return prometheusSetupError(metric, defaultAddress);
  return name === 'web' ? webSetupError(metric) : undefined;
}
