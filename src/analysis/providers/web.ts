import type { GoValue } from '../../expr/index.ts';
import { decodeJson } from '../../expr/values/from-json.ts';
import { toCompactJson } from '../../expr/values/to-json.ts';
import { quote } from '../../go/quote.ts';
import { hostnameOf, parseUrl } from '../../go/url.ts';
import { isSet, objectOf, optionalInteger, textOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import { findJsonPath, isInvalid } from '../../manifest/jsonpath/find.ts';
import { parseJsonPath } from '../../manifest/jsonpath/parse.ts';
import type { JsonObject } from '../../yaml/tree.ts';
import type { Measurement } from '../run.ts';
import { judge } from './judge.ts';

/** A recorded response. */
export interface WebResponse {
  readonly status: number;
  readonly body: string;
}

const blockOf = (metric: Metric): JsonObject => objectOf(objectOf(metric.provider)['web']);

/**
 * argo-rollouts metricproviders/webmetric NewWebMetricHttpClient and NewWebMetricJsonParser: why there is no client for
 * a metric; undefined where there is one.
 */
export function webSetupError(metric: Metric): string | undefined {
  const web = blockOf(metric);
  const { tokenUrl, clientId, clientSecret } = objectOf(objectOf(web['authentication'])['oauth2']);
  if (textOf(tokenUrl) !== '' && (textOf(clientId) === '' || textOf(clientSecret) === '')) {
    return 'missing mandatory parameter in metric for OAuth2 setup';
  }
  const path = parseJsonPath(jsonPathOf(web));
  return path.ok ? undefined : path.error;
}

const jsonPathOf = (web: JsonObject): string => textOf(web['jsonPath']) || '{$}';

const DEFAULT_TIMEOUT_SECONDS = 10;

/** How long the controller waits for a response. */
export function webTimeoutMs(metric: Metric): number {
  const seconds = optionalInteger(blockOf(metric)['timeoutSeconds']) ?? 0;
  return (seconds > 0 ? seconds : DEFAULT_TIMEOUT_SECONDS) * 1000;
}

/** webmetric.go Run up to the request: why none can be sent. */
export function webRequestError(metric: Metric): string | undefined {
  const web = blockOf(metric);
  const method = webMethod(metric);
  const hasBody = textOf(web['body']) !== '';
  const hasJsonBody = isSet(web['jsonBody']);
  if (hasBody && hasJsonBody) return 'use either Body or JSONBody; both cannot exists for WebMetric payload';
  if ((hasBody || hasJsonBody) && method === 'GET') {
    return 'Body/JSONBody can only be used with POST or PUT WebMetric Method types';
  }
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) return `net/http: invalid method ${quote(method)}`;
  const url = parseUrl(textOf(web['url']));
  if (!url.ok) return url.error;
  const { scheme } = url.url;
  if (scheme !== 'http' && scheme !== 'https') {
    return requestError(metric, `unsupported protocol scheme ${quote(scheme)}`);
  }
  return hostnameOf(url.url) === '' ? requestError(metric, 'http: no Host in request URL') : undefined;
}

const webMethod = (metric: Metric): string => textOf(blockOf(metric)['method']) || 'GET';

/** net/url Error: what net/http makes of a request that came to nothing. */
export function requestError(metric: Metric, reason: string): string {
  const method = webMethod(metric);
  const operation = method.slice(0, 1) + method.slice(1).toLowerCase();
  return `${operation} ${quote(withoutPassword(textOf(blockOf(metric)['url'])))}: ${reason}`;
}

const withoutPassword = (url: string): string => url.replace(/^([^/?#]*\/\/[^/?#@:]*):[^/?#@]*@/, '$1:***@');

/** webmetric.go Run, from the response on. Needs `prepareExpr`. */
export function webMeasurement(metric: Metric, response: WebResponse, nowMs: number): Measurement {
  const problem = webRequestError(metric);
  if (problem !== undefined) return { phase: 'Error', message: problem };
  if (response.status < 200 || response.status >= 300) {
    return { phase: 'Error', message: `received non 2xx response code: ${response.status}` };
  }
  const decoded = decodeJson(response.body);
  if ('error' in decoded) return judge(metric, { result: response.body, value: response.body }, nowMs);
  const found = firstMatch(metric, decoded.value);
  return found.ok ? webResult(metric, found.value, nowMs) : { phase: 'Error', message: found.error };
}

/** The phase of what the path of a metric has found. */
export const webResult = (metric: Metric, result: GoValue, nowMs: number): Measurement =>
  judge(metric, { result, value: toCompactJson(result) }, nowMs);

type Match = { readonly ok: true; readonly value: GoValue } | { readonly ok: false; readonly error: string };

/** webmetric.go getValue: the first match counts. Where the controller would crash the error begins with `panic: `. */
function firstMatch(metric: Metric, document: GoValue): Match {
  const path = parseJsonPath(jsonPathOf(blockOf(metric)));
  if (!path.ok) return path;
  const found = findJsonPath(path.nodes, document);
  if (!found.ok) {
    const { error, isPanic } = found;
    return { ok: false, error: isPanic ? `panic: ${error}` : `Could not find JSONPath in body: ${error}` };
  }
  for (const results of found.results) {
    const [first] = results;
    if (first === undefined) continue;
    return isInvalid(first)
      ? { ok: false, error: 'panic: reflect: call of reflect.Value.Interface on zero Value' }
      : { ok: true, value: first };
  }
  return { ok: false, error: 'result of web metric produced no value' };
}
