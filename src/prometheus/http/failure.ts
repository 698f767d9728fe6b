import type { QueryError, QueryErrorType } from '../../promql/engine/result.ts';

/** Why there is no answer. */
export interface Failure {
  readonly error: QueryError;
  /** A smaller question may be answered. */
  readonly tooMuch: boolean;
  /** The same question may be answered later. */
  readonly passing: boolean;
}

export const failure = (
  type: QueryErrorType,
  message: string,
  { tooMuch = false, passing = false }: { readonly tooMuch?: boolean; readonly passing?: boolean } = {},
): Failure => ({ error: { type, message }, tooMuch, passing });

const CREDENTIALS =
  '--prometheus-bearer-token-file, --prometheus-user with --prometheus-password-file, and --prometheus-header-file ' +
  'set credentials';

/** What to do about a status that speaks for itself. */
export function adviceOn(status: number, text: string): string | undefined {
  if (/no org id/i.test(text)) return '--prometheus-tenant sets the tenant';
  if (status === 401) return `it wants credentials; ${CREDENTIALS}`;
  if (status === 403) return `these credentials may not read from it; ${CREDENTIALS}`;
  if (status === 404 || status === 410) {
    return 'there is no Prometheus API at this URL; it may lack a path such as /prometheus (Mimir, Cortex) or /select/0/prometheus (VictoriaMetrics)';
  }
  if (status === 429) return 'it has too many requests; --prometheus-concurrency lowers how many come at once';
  return undefined;
}

/** An answer that is none of the API's. */
export function badAnswer(host: string, status: number, reason: string, text: string): Failure {
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1];
  const page = /^\s*<(?:!doctype|html|head|body)/i.test(text);
  const answered = `${host} answered ${status}${reason === '' ? '' : ` ${reason}`}`;
  const shown = page ? `a web page${title === undefined ? '' : ` (${short(title)})`}` : short(text);
  const head = shown === '' ? answered : `${answered}: ${shown}`;
  const login = 'this may be the login page of a proxy before the server, or the URL lacks a path such as /prometheus';
  const advice = adviceOn(status, text) ?? (page ? login : undefined);
  const message = advice === undefined ? head : `${head}; ${advice}`;
  if (status === 413) return failure('too-many-samples', message, { tooMuch: true });
  if (status === 422) return failure('execution', message, { tooMuch: true });
  if (status === 400) return failure('bad-data', message);
  return failure('unavailable', message, { passing: isPassing(status), tooMuch: status === 504 });
}

export const isPassing = (status: number): boolean =>
  status === 429 || status === 502 || status === 503 || status === 504;

const SHOWN = 200;

/** A text of somebody else in one line of a message. */
export function short(text: string): string {
  // Control characters could rewrite a terminal's screen.
  const line = text
    .slice(0, 4 * SHOWN)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

const UNKNOWN_AUTHORITY = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

const LOST = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED']);

interface Way {
  readonly host: string;
  readonly proxy: string | undefined;
  /** A secure connection on which this client shows no certificate. */
  readonly nameless: boolean;
}

/** A request that came to no answer; `code` is that of the system, of TLS or of the HTTP parser. */
export function unreachable({ host, proxy, nameless }: Way, code: string, message: string): Failure {
  const reached = proxy === undefined ? host : `${host} through the proxy ${proxy}`;
  if (LOST.has(code)) {
    const lost = `${reached} closed the connection before its answer was complete (${code})`;
    // With TLS 1.3 a server that misses a client's certificate says so when the client has gone on already.
    const wish = nameless ? '; if it wants a client certificate, --prometheus-cert and --prometheus-key set one' : '';
    return failure('unavailable', lost + wish, { passing: true });
  }
  return failure('unavailable', `cannot reach ${reached}: ${reasonOf(code, message)}`);
}

function reasonOf(code: string, message: string): string {
  if (UNKNOWN_AUTHORITY.has(code)) {
    return `its certificate is from an authority that is not known here (${code}); --prometheus-ca FILE names the authority`;
  }
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there (ECONNREFUSED); is the server running, and is the port right?';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name cannot be resolved (${code}); is it spelled right, and is it known outside the cluster?`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `there is no way to its network (${code})`;
    case 'CERT_HAS_EXPIRED':
      return `its certificate has expired (${code})`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate is for another name (${code}); --prometheus-server-name NAME says which to expect`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'EPROTO':
      return `it does not speak TLS on this port (${code}); is the URL meant to start with http://?`;
  }
  if (/^ERR_SSL_.*(?:CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA)/.test(code)) {
    return `it does not take this client's certificate (${code}); --prometheus-cert and --prometheus-key set one`;
  }
  if (code.startsWith('HPE_')) return `its answer is not HTTP (${code}); is the URL meant to start with https://?`;
  if (code.startsWith('Z_')) return `its answer is not compressed as it says (${code})`;
  if (code === 'UND_ERR_INVALID_ARG' && message.includes('(407)')) {
    return 'the proxy answered 407; it wants credentials, which HTTP_PROXY can hold';
  }
  if (code === 'PROXY') return short(message);
  return [short(message), code === '' ? '' : `(${code})`].filter((part) => part !== '').join(' ');
}
