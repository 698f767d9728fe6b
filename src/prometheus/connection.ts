/** How to reach a server: `readConnection` makes it of files and environment variables. It holds secrets. */
export interface PrometheusConnection {
  /** With a path prefix where the server has one, without credentials, query and fragment. */
  readonly url: URL;
  /** What goes with every request: credentials, tenant and others. */
  readonly headers: Readonly<Record<string, string>>;
  /** The texts that must not be seen in any message. */
  readonly secrets: readonly string[];
  readonly tls?: TlsSettings;
  /** May hold credentials. */
  readonly proxy?: URL;
}

/** Certificates and keys as PEM. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the server's certificate must have, where that is not the host of the URL. */
  readonly serverName?: string;
  /** Takes any certificate. */
  readonly insecure?: boolean;
}

/** A mistake in the settings of a connection; one line that says what to change, without any secret. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/**
 * The address of a server. Credentials in it are refused rather than stripped: they have been seen by the shell's history
 * already, and a request without them would only fail later.
 * @throws {ConnectionError} that does not repeat the address
 */
export function serverUrl(text: string, option: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConnectionError(`${option} is no URL; it looks like https://prometheus.example:9090`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ConnectionError(`${option} must start with http:// or https://`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConnectionError(
      `${option} holds a user or a password; take them out and use --prometheus-user with --prometheus-password-file`,
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new ConnectionError(`${option} holds a query string or a fragment; give the address of the server only`);
  }
  // People copy the address of an endpoint as often as that of the server.
  url.pathname = url.pathname.replace(/\/+$/, '').replace(/\/api\/v1(?:\/query(?:_range)?)?$/, '');
  return url;
}

/** Without slash at its end. */
export const endpointOf = (base: URL, path: string): string =>
  `${base.origin}${base.pathname.replace(/\/$/, '')}/api/v1/${path}`;

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that the environment sets for a server (golang.org/x/net/http/httpproxy, without its address ranges). */
export function proxyFromEnvironment(url: URL, env: Environment): string | undefined {
  const read = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const proxy = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === '' || isLoopback(url.hostname)) return undefined;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const excluded = read('NO_PROXY').split(/[\s,]+/);
  return excluded.some((entry) => covers(entry.toLowerCase(), url.hostname, port)) ? undefined : proxy;
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);

function covers(entry: string, hostname: string, port: string): boolean {
  if (entry === '*') return true;
  const [, name = '', onlyPort = port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  const domain = name.replace(/^\*?\./, '');
  if (domain === '' || onlyPort !== port) return false;
  return (hostname === domain && !name.startsWith('.')) || hostname.endsWith(`.${domain}`);
}

/** Takes the secrets out of a text: as they are, in base64, in URLs and in JSON. Very short ones would hide everything. */
export function redactorOf(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter(({ length }) => length >= 4)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  // The longest first: one may be a part of another.
  const unique = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => unique.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
}
