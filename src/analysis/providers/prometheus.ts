import { evalTime, floatSlice, type GoValue } from '../../expr/index.ts';
import { parseDuration } from '../../go/duration.ts';
import { formatFloat } from '../../go/float.ts';
import { parseUrl } from '../../go/url.ts';
import { isSet, objectOf, optionalInteger, textOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import type { Measurement } from '../run.ts';
import { judge } from './judge.ts';

/** What a server answers: values in the order of the answer, NaN and infinities as such. */
export type PrometheusResponse =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'vector'; readonly values: readonly number[] }
  /** The values of each series. */
  | { readonly type: 'matrix'; readonly series: readonly (readonly number[])[] }
  | { readonly type: 'string' }
  | { readonly type: 'error'; readonly message: string };

/** The time range of a metric with `rangeQuery`, in milliseconds. */
export interface QueryRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/**
 * argo-rollouts metricproviders/prometheus/prometheus.go NewPrometheusAPI and NewPrometheusProvider: why there is no
 * client for a metric, in the controller's words; undefined where there is one. `defaultAddress` is the controller's
 * environment variable ARGO_ROLLOUTS_PROMETHEUS_ADDRESS.
 */
export function prometheusSetupError(metric: Metric, defaultAddress = ''): string | undefined {
  const prometheus = objectOf(objectOf(metric.provider)['prometheus']);
  const address = prometheusAddress(metric, defaultAddress);
  if (address === '') return 'prometheus address is not configured';
  if (!isUrl(address)) return 'prometheus address is not is url format';
  const { basicAuth, oauth2 } = objectOf(prometheus['authentication']);
  const user = textOf(objectOf(basicAuth)['username']);
  const password = textOf(objectOf(basicAuth)['password']);
  if (user !== '' || password !== '') {
    const missing = user === '' ? 'username' : password === '' ? 'password' : undefined;
    if (missing !== undefined) return `missing mandatory parameter in metric for basic auth setup: ${missing}`;
  }
  const { tokenUrl, clientId, clientSecret } = objectOf(oauth2);
  if (textOf(tokenUrl) !== '' && (textOf(clientId) === '' || textOf(clientSecret) === '')) {
    return 'missing mandatory parameter in metric for OAuth2 setup';
  }
  const timeout = optionalInteger(prometheus['timeout']) ?? 0;
  return timeout < 0 ? 'prometheus timeout should not be negative' : undefined;
}

/** Where the controller would ask; empty where nothing says so. */
export const prometheusAddress = (metric: Metric, defaultAddress = ''): string =>
  textOf(objectOf(objectOf(metric.provider)['prometheus'])['address']) || defaultAddress;

/** prometheus.go IsUrl: a scheme and a host. */
function isUrl(text: string): boolean {
  const parsed = parseUrl(text);
  return parsed.ok && parsed.url.scheme !== '' && parsed.url.host !== '';
}

export type RangeOutcome =
  | { readonly ok: true; readonly range: QueryRange | undefined }
  | { readonly ok: false; readonly error: string };

/** prometheus.go executeQuery: the range of a metric's query; none for an instant query. Needs `prepareExpr`. */
export function queryRange(metric: Metric, nowMs: number): RangeOutcome {
  const written = objectOf(objectOf(metric.provider)['prometheus'])['rangeQuery'];
  if (!isSet(written)) return { ok: true, range: undefined };
  const { start, end, step } = objectOf(written);
  const times: number[] = [];
  for (const [field, text] of [
    ['start', start],
    ['end', end],
  ] as const) {
    const time = evalTime(textOf(text), () => nowMs);
    if (!time.ok) return { ok: false, error: `failed to parse rangeQuery.${field} as time: ${time.error.message}` };
    times.push(Number(time.unixNanoseconds / 1_000_000n));
  }
  const duration = parseDuration(textOf(step));
  if (!duration.ok) return { ok: false, error: `failed to parse rangeQuery.step as duration: ${duration.error}` };
  const [startMs = 0, endMs = 0] = times;
  return { ok: true, range: { startMs, endMs, stepMs: Number(duration.nanoseconds) / 1e6 } };
}

/** prometheus.go Run, from the answer on: the value as the status shows it, and the phase by the conditions. */
export function prometheusMeasurement(
  metric: Metric,
  response: PrometheusResponse,
  warnings: readonly string[] = [],
  nowMs = 0,
): Measurement {
  if (response.type === 'error') return { phase: 'Error', message: response.message };
  if (response.type === 'string') return { phase: 'Error', message: 'Prometheus metric type not supported' };
  const quoted = warnings.map((warning) => `"${warning}"`).join(', ');
  const metadata = quoted === '' ? {} : { metadata: { warnings: quoted } };
  return judge(metric, { ...resultOf(response), ...metadata }, nowMs);
}

/** What conditions see, labels dropped and series one after the other, and how the status writes it. */
function resultOf(response: Exclude<PrometheusResponse, { readonly type: 'string' | 'error' }>): {
  readonly result: GoValue;
  readonly value: string;
} {
  if (response.type === 'scalar') return { result: response.value, value: sampleText(response.value) };
  const values = response.type === 'vector' ? response.values : response.series.flat();
  return { result: floatSlice(values), value: `[${values.map(sampleText).join(',')}]` };
}

/** prometheus/common model.SampleValue.String. */
const sampleText = (value: number): string => formatFloat(value, 'f', -1);
