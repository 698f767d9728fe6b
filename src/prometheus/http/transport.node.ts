import { setTimeout as sleepFor } from 'node:timers/promises';
import { ShapeProblem } from '../../promql/answer/shape.ts';
import { type Envelope, readEnvelope } from '../answer/envelope.ts';
import { endpointOf, type PrometheusConnection, redactorOf } from '../connection.ts';
import { adviceOn, badAnswer, type Failure, failure, isPassing, short, unreachable } from './failure.ts';
import { type FetchedResponse, type Fetcher, fetcherFor } from './fetch.node.ts';
import { type Linked, linked } from './linked.ts';
import { retryDelayMs } from './retry.ts';
import { Slots } from './slots.ts';

export interface TransportOptions {
  /** How long one attempt may take, milliseconds; the server is told too. 30 s unless given. */
  readonly timeoutMs?: number | undefined;
  /** How many requests may be under way at once; 4 unless given. */
  readonly concurrency?: number | undefined;
  /** How often a request is repeated that failed for a passing reason; 3 unless given. */
  readonly retries?: number;
  /** The largest answer that is read, bytes after decompression; 64 MiB unless given. */
  readonly maxAnswerBytes?: number;
  /** Gives up all that is under way. */
  readonly signal?: AbortSignal | undefined;
  /** The clock, for tests. */
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
  /** In [0, 1). */
  readonly random?: () => number;
}

export interface Question {
  /** Behind `/api/v1/`. */
  readonly path: string;
  readonly params: readonly (readonly [name: string, value: string])[];
  /** The endpoint takes forms; they have no limit of length as addresses have. */
  readonly post: boolean;
  readonly signal?: AbortSignal | undefined;
}

export type Reply = { readonly envelope: Envelope; readonly failure: undefined } | Failed;
interface Failed {
  readonly envelope: undefined;
  readonly failure: Failure;
}

const failed = (why: Failure): Failed => ({ envelope: undefined, failure: why });

const REDIRECTS = 5;
const ERROR_BYTES = 64 * 1024;

/** Asks a server and reads the envelope of its answer. Never rejects; no message holds a secret or a path of the server. */
export class Transport {
  readonly timeoutMs: number;
  readonly #connection: PrometheusConnection;
  readonly #host: string;
  readonly #redact: (text: string) => string;
  readonly #slots: Slots;
  readonly #retries: number;
  readonly #maxAnswerBytes: number;
  readonly #signal: AbortSignal | undefined;
  readonly #now: () => number;
  readonly #sleep: NonNullable<TransportOptions['sleep']>;
  readonly #random: () => number;
  #fetcher: Promise<Fetcher> | undefined;
  /** Set once the server has said that it takes no forms. */
  #getOnly = false;

  constructor(connection: PrometheusConnection, options: TransportOptions) {
    this.#connection = connection;
    this.#host = connection.url.host;
    this.#redact = redactorOf(connection.secrets);
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.#slots = new Slots(options.concurrency ?? 4);
    this.#retries = options.retries ?? 3;
    this.#maxAnswerBytes = options.maxAnswerBytes ?? 64 * 1024 * 1024;
    this.#signal = options.signal;
    this.#now = options.now ?? Date.now;
    this.#sleep = options.sleep ?? ((ms, signal) => sleepFor(ms, undefined, signal && { signal }));
    this.#random = options.random ?? Math.random;
  }

  /** Ends the connections that are kept for later. */
  async close(): Promise<void> {
    await (await this.#fetcher)?.close();
  }

  async ask(question: Question): Promise<Reply> {
    const reply = await this.#slots.run(() => this.#attempts(question));
    return this.#clean(reply);
  }

  async #attempts(question: Question): Promise<Reply> {
    for (let attempt = 0; ; attempt++) {
      const { reply, retryAfter } = await this.#attempt(question);
      const why = reply.failure;
      if (why?.passing !== true || attempt >= this.#retries) return reply;
      const delayMs = retryDelayMs(attempt, this.#random(), retryAfter, this.#now());
      if (delayMs === undefined) return reply;
      const ended = linked([this.#signal, question.signal]);
      try {
        await this.#sleep(delayMs, ended.signal);
      } catch {
        // Woken by a signal, which the next attempt finds.
      } finally {
        ended.release();
      }
    }
  }

  async #attempt(question: Question): Promise<{ readonly reply: Reply; readonly retryAfter: string | null }> {
    const ended = linked([this.#signal, question.signal], this.timeoutMs);
    try {
      this.#fetcher ??= fetcherFor(this.#connection);
      const fetcher = await this.#fetcher;
      const response = await this.#follow(fetcher, question, ended.signal);
      if ('failure' in response) return { reply: response, retryAfter: null };
      const { reply, tryGet } = await this.#read(response, question);
      if (!tryGet) return { reply, retryAfter: response.headers.get('retry-after') };
      this.#getOnly = true;
    } catch (error) {
      return { reply: failed(this.#failureOf(error, ended)), retryAfter: null };
    } finally {
      ended.release();
    }
    return this.#attempt(question);
  }

  /** The response behind the redirects, which must not lead elsewhere: the credentials would go there. */
  async #follow(fetcher: Fetcher, question: Question, signal: AbortSignal): Promise<FetchedResponse | Failed> {
    const form = new URLSearchParams(
      question.params.map(([name, value]): [string, string] => [name, value]),
    ).toString();
    let post = question.post && !this.#getOnly;
    let url = endpointOf(this.#connection.url, question.path);
    for (let hops = 0; hops <= REDIRECTS; hops++) {
      const response = await fetcher.fetch(post ? url : withParams(url, question.params), {
        method: post ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          'user-agent': 'rolloutlint',
          ...this.#connection.headers,
          ...(post && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(post && { body: form }),
        redirect: 'manual',
        signal,
      });
      const location = response.headers.get('location');
      if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
      await bodyOf(response, 0);
      if (!URL.canParse(location, url))
        return failed(badAnswer(this.#host, response.status, 'with a broken redirect', ''));
      const target = new URL(location, url);
      if (target.origin !== this.#connection.url.origin) return failed(this.#elsewhere(target));
      // Queries read only, so that a redirect that turns a form into a GET may carry the form along.
      if (response.status < 304) post = false;
      url = target.href;
    }
    return failed(failure('unavailable', `${this.#host} redirects in a circle`));
  }

  #elsewhere(target: URL): Failure {
    const host = target.host === this.#host ? `${target.protocol}//${target.host}` : target.host;
    return failure(
      'unavailable',
      `${this.#host} redirects to ${short(host)}, which would get the credentials; if it is the server that is meant, give its URL`,
    );
  }

  async #read(
    response: FetchedResponse,
    question: Question,
  ): Promise<{ readonly reply: Reply; readonly tryGet: boolean }> {
    const { status, statusText } = response;
    const ok = status >= 200 && status < 300;
    const tryGet = (status === 405 || status === 501) && question.post && !this.#getOnly;
    const body = await bodyOf(response, ok ? this.#maxAnswerBytes : ERROR_BYTES);
    if (ok && body.cut) {
      const size = `${Math.round(this.#maxAnswerBytes / 1024 / 1024)} MiB`;
      const message = `the answer of ${this.#host} is larger than ${size}; ask for fewer series, a shorter time or a larger step`;
      return { reply: failed(failure('too-many-samples', message, { tooMuch: true })), tryGet };
    }
    return { reply: this.#envelope(status, statusText, body.text), tryGet };
  }

  #envelope(status: number, statusText: string, text: string): Reply {
    const ok = status >= 200 && status < 300;
    // Secrets go before a text is cut, which could leave half of one.
    const bad = (): Failed =>
      failed(badAnswer(this.#host, status, short(this.#redact(statusText)), this.#redact(text)));
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      if (!ok || /^\s*</.test(text)) return bad();
      const size =
        text === '' ? 'nothing' : `what is no JSON or only the beginning of some: ${short(this.#redact(text))}`;
      return failed(failure('unavailable', `${this.#host} answered ${status} with ${size}`));
    }
    try {
      const envelope = readEnvelope(json);
      if (envelope.error === undefined) return ok ? { envelope, failure: undefined } : bad();
      const { type, message } = envelope.error;
      const advice = adviceOn(status, message);
      const said = advice === undefined ? message : `${message}; ${advice}`;
      const known = status === 413 ? 'too-many-samples' : [401, 403, 404, 429].includes(status) ? 'unavailable' : type;
      return failed(
        failure(known, known === 'unavailable' ? `${this.#host}: ${said}` : said, {
          tooMuch: status === 413 || status === 422 || known === 'too-many-samples' || known === 'timeout',
          // A query that timed out or was cancelled has the status of a server that is not ready.
          passing: isPassing(status) && (known === 'unavailable' || known === 'execution'),
        }),
      );
    } catch (error) {
      if (!(error instanceof ShapeProblem)) throw error;
      if (!ok) return bad();
      return failed(failure('unavailable', `${this.#host} does not answer as a Prometheus API: ${error.message}`));
    }
  }

  #failureOf(error: unknown, ended: Linked): Failure {
    if (ended.timedOut()) {
      const seconds = this.timeoutMs / 1000;
      const message = `${this.#host} did not answer within ${seconds} s; --prometheus-timeout allows more`;
      return failure('timeout', message, { tooMuch: true });
    }
    if (ended.signal.aborted) return failure('canceled', `the question to ${this.#host} was given up`);
    const { url, proxy, tls } = this.#connection;
    const way = {
      host: this.#host,
      proxy: proxy?.host,
      nameless: url.protocol === 'https:' && tls?.cert === undefined,
    };
    const cause = causeOf(error);
    return unreachable(way, cause.code, this.#redact(cause.message));
  }

  /** What the server says may repeat what it was sent. */
  #clean(reply: Reply): Reply {
    const redact = this.#redact;
    if (reply.failure !== undefined) {
      const { error } = reply.failure;
      return failed({ ...reply.failure, error: { ...error, message: redact(error.message) } });
    }
    const { envelope } = reply;
    const remarks = { warnings: envelope.warnings.map(redact), infos: envelope.infos.map(redact) };
    return { envelope: { ...envelope, ...remarks }, failure: undefined };
  }
}

/** A redirect may hold the parameters already, or some of its own. */
function withParams(address: string, params: Question['params']): string {
  const url = new URL(address);
  const missing = params.filter(([name]) => !url.searchParams.has(name));
  for (const [name, value] of missing) url.searchParams.append(name, value);
  return url.href;
}

/** The text of a body; of a long one the beginning. */
async function bodyOf({ body }: FetchedResponse, maxBytes: number): Promise<{ text: string; cut: boolean }> {
  if (body === null) return { text: '', cut: false };
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      parts.push(decoder.decode(chunk.subarray(0, Math.max(0, chunk.byteLength - (bytes - maxBytes)))));
      return { text: parts.join(''), cut: true };
    }
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return { text: parts.join(''), cut: false };
}

/** fetch wraps what went wrong, some of it several times. */
function causeOf(error: unknown): { readonly code: string; readonly message: string } {
  let message = '';
  let cause = error;
  for (let depth = 0; depth < 8 && cause instanceof Error; depth++) {
    message = cause.message || message;
    if ('code' in cause && typeof cause.code === 'string') return { code: cause.code, message };
    const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
    cause = inner;
  }
  return { code: '', message };
}
