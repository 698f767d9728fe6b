import { parseDuration } from '../go/duration.ts';
import { quote } from '../go/quote.ts';
import { parseUrl } from '../go/url.ts';
import { objectOf, optionalInteger, textOf } from '../manifest/controller/read.ts';
import type { Metric } from '../manifest/controller/types.ts';
import type { ProviderName } from '../manifest/metric.ts';
import { prometheusAddress, prometheusMeasurement } from './providers/prometheus.ts';
import { requestError, webMeasurement, webRequestError, webTimeoutMs } from './providers/web.ts';
import type { Provider } from './reconcile.ts';
import { judgeValue } from './recorded/judge-value.ts';
import type { Measurement } from './run.ts';

export type FaultKind = 'status' | 'timeout' | 'refused' | 'empty' | 'nan';

/** Something that goes wrong between the controller and what it measures with, for a time. */
export interface Fault {
  /** As it was written. */
  readonly text: string;
  readonly kind: FaultKind;
  /** Of the kind `status`: 400 to 599. */
  readonly status?: number;
  /** Milliseconds since the epoch; the end is not part of it. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** The only metric that it strikes. */
  readonly metric?: string;
}

export type ParsedFault =
  | { readonly ok: true; readonly fault: Fault }
  /** What is wrong, in one line. */
  | { readonly ok: false; readonly error: string };

const USAGE = 'write it as "503 from 12:03 for 90s", "timeout from +2m for 30s metric success-rate" or "nan"';
const KINDS = ['timeout', 'refused', 'empty', 'nan'] as const;

/**
 * `KIND [from TIME] [for DURATION] [metric NAME]`: the kind is an HTTP status, `timeout`, `refused`, `empty` or `nan`;
 * a time is RFC 3339, `12:03` or `12:03:30` (UTC, at or after the start), or `+90s` after the start. Without a time it
 * begins with the start, without a duration it does not end.
 */
export function parseFault(text: string, startMs: number): ParsedFault {
  const problem = (what: string): ParsedFault => ({ ok: false, error: `fault ${quote(text)}: ${what}; ${USAGE}` });
  const words = text.trim().split(/\s+/);
  const [kind = ''] = words;
  const named = KINDS.find((each) => each === kind.toLowerCase());
  const status = /^[45]\d\d$/.test(kind) ? Number(kind) : undefined;
  if (named === undefined && status === undefined) {
    return problem(`${quote(kind)} is neither an HTTP status from 400 to 599 nor one of ${KINDS.join(', ')}`);
  }
  const parts = new Map<string, string>();
  for (let at = 1; at < words.length; at += 2) {
    const [key = '', value] = words.slice(at, at + 2);
    if (!['from', 'for', 'metric'].includes(key)) return problem(`unexpected ${quote(key)}`);
    if (value === undefined) return problem(`nothing follows ${quote(key)}`);
    if (parts.has(key)) return problem(`${quote(key)} is said twice`);
    parts.set(key, value);
  }
  const from = parts.get('from');
  const fromMs = from === undefined ? startMs : timeOf(from, startMs);
  if (fromMs === undefined) return problem(`${quote(from ?? '')} is no time`);
  const length = parts.get('for');
  const lengthMs = length === undefined ? Number.POSITIVE_INFINITY : durationOf(length);
  if (lengthMs === undefined || lengthMs <= 0) return problem(`${quote(length ?? '')} is no duration above 0`);
  const metric = parts.get('metric');
  return {
    ok: true,
    fault: {
      text: text.trim(),
      ...(status === undefined ? { kind: named ?? 'nan' } : { kind: 'status', status }),
      fromMs,
      untilMs: fromMs + lengthMs,
      ...(metric === undefined ? {} : { metric }),
    },
  };
}

const DAY_MS = 86_400_000;

function timeOf(text: string, startMs: number): number | undefined {
  if (text.startsWith('+')) {
    const offset = durationOf(text.slice(1));
    return offset === undefined ? undefined : startMs + offset;
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock !== null) {
    const [hours, minutes, rest] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
    if (hours > 23 || minutes > 59 || rest > 59) return undefined;
    const time = Math.floor(startMs / DAY_MS) * DAY_MS + ((hours * 60 + minutes) * 60 + rest) * 1000;
    // The minute in which the run starts is not that of the next day.
    return time + (clock[3] === undefined ? 59_999 : 999) < startMs ? time + DAY_MS : time;
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function durationOf(text: string): number | undefined {
  const duration = parseDuration(text);
  return duration.ok && duration.nanoseconds >= 0n ? Number(duration.nanoseconds) / 1e6 : undefined;
}

/** The provider, with the faults between it and the controller. What is in flight already is not struck. */
export function withFaults(
  provider: Provider,
  name: ProviderName,
  faults: readonly Fault[],
  defaultAddress: string | undefined,
): Provider {
  // Jobs run in the cluster itself.
  if (faults.length === 0 || name === 'job') return provider;
  return {
    ...provider,
    run(metric, nowMs, visit) {
      const fault = faults.find(
        ({ fromMs, untilMs, metric: only }) =>
          fromMs <= nowMs && nowMs < untilMs && (only === undefined || only === textOf(metric.name)),
      );
      const struck = fault === undefined ? undefined : strike(name, metric, fault, nowMs, defaultAddress);
      if (fault === undefined || struck === undefined) return provider.run(metric, nowMs, visit);
      visit.note({ kind: 'fault', fault: fault.text });
      return struck;
    },
  };
}

/** What a fault makes of a measurement; undefined where it changes nothing. */
function strike(
  provider: ProviderName,
  metric: Metric,
  fault: Fault,
  nowMs: number,
  defaultAddress: string | undefined,
): Measurement | undefined {
  switch (provider) {
    case 'prometheus':
      return strikePrometheus(metric, fault, nowMs, defaultAddress);
    case 'web':
      return strikeWeb(metric, fault, nowMs);
    default:
      return strikeOther(provider, metric, fault, nowMs);
  }
}

const SECOND_MS = 1000;
const seconds = (ms: number): number => Math.floor(ms / SECOND_MS) * SECOND_MS;

/** A measurement that ends when the controller has waited long enough. */
const late = (message: string, nowMs: number, timeoutMs: number): Measurement => ({
  phase: 'Error',
  message,
  finishedAtMs: seconds(nowMs) + timeoutMs,
});

const DEFAULT_TIMEOUT_SECONDS = 30;

/** client_golang api/prometheus/v1 apiClientImpl.Do, and below it net/http. */
function strikePrometheus(
  metric: Metric,
  fault: Fault,
  nowMs: number,
  defaultAddress: string | undefined,
): Measurement {
  const prometheus = objectOf(objectOf(metric.provider)['prometheus']);
  const address = prometheusAddress(metric, defaultAddress);
  const path = prometheus['rangeQuery'] == null ? 'query' : 'query_range';
  const post = (reason: string): string => `Post ${quote(`${address.replace(/\/+$/, '')}/api/v1/${path}`)}: ${reason}`;
  switch (fault.kind) {
    case 'status':
      return { phase: 'Error', message: clientStatus(fault.status ?? 0) };
    case 'timeout': {
      const timeoutSeconds = optionalInteger(prometheus['timeout']) ?? DEFAULT_TIMEOUT_SECONDS;
      return late(post('context deadline exceeded'), nowMs, timeoutSeconds * SECOND_MS);
    }
    case 'refused':
      return { phase: 'Error', message: post(refused(address)) };
    case 'empty':
      return prometheusMeasurement(metric, { type: 'vector', values: [] }, [], nowMs);
    case 'nan':
      return prometheusMeasurement(metric, { type: 'vector', values: [Number.NaN] }, [], nowMs);
  }
}

/** 400 and 422 are answers of the API, and their body, which is empty here, is read. */
function clientStatus(status: number): string {
  if (status === 400 || status === 422) return `bad_response: ${NO_BODY}`;
  return status < 500 ? `client_error: client error: ${status}` : `server_error: server error: ${status}`;
}

/** The client's JSON decoder (json-iterator) has a NUL for what is not there. */
const NO_BODY =
  'readObjectStart: expect { or n, but found \0, error found in #0 byte of ...||..., bigger context ...||...';

/** net: a refused connection; Go shows the address that the name has, which nobody knows here. */
function refused(address: string): string {
  const parsed = parseUrl(address);
  const host = parsed.ok ? parsed.url.host : '';
  const port = parsed.ok && parsed.url.scheme === 'https' ? 443 : 80;
  return `dial tcp ${/:\d+$/.test(host) ? host : `${host}:${port}`}: connect: connection refused`;
}

/** metricproviders/webmetric, and below it net/http. */
function strikeWeb(metric: Metric, fault: Fault, nowMs: number): Measurement | undefined {
  const problem = webRequestError(metric);
  if (problem !== undefined) return { phase: 'Error', message: problem };
  switch (fault.kind) {
    case 'status':
      return webMeasurement(metric, { status: fault.status ?? 0, body: '' }, nowMs);
    case 'timeout': {
      const reason = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
      return late(requestError(metric, reason), nowMs, webTimeoutMs(metric));
    }
    case 'refused': {
      const url = textOf(objectOf(objectOf(metric.provider)['web'])['url']);
      return { phase: 'Error', message: requestError(metric, refused(url)) };
    }
    case 'empty':
      return webMeasurement(metric, { status: 200, body: '' }, nowMs);
    case 'nan':
      return undefined;
  }
}

/** Providers with a client library of their own; where upstream's text depends on it, Go's for the cause stands alone. */
function strikeOther(provider: ProviderName, metric: Metric, fault: Fault, nowMs: number): Measurement | undefined {
  switch (fault.kind) {
    case 'status':
      return { phase: 'Error', message: statusText(provider, fault.status ?? 0) };
    case 'timeout':
      return late('context deadline exceeded', nowMs, 10 * SECOND_MS);
    case 'refused':
      return { phase: 'Error', message: 'connect: connection refused' };
    case 'empty':
      return provider === 'kayenta' ? undefined : judgeValue(provider, metric, null, nowMs);
    case 'nan':
      return undefined;
  }
}

function statusText(provider: ProviderName, status: number): string {
  switch (provider) {
    case 'datadog':
      return status === 401 || status === 403
        ? `received authentication error response code: ${status} `
        : `received non 2xx response code: ${status} `;
    case 'graphite':
      return 'error response: ';
    case 'kayenta':
      return `Invalid Response: HTTP ${status}`;
    default:
      return `received non 2xx response code: ${status}`;
  }
}
