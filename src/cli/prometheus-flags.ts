import { parseDuration } from '../go/duration.ts';
import { UsageError } from '../lint/usage-error.ts';
import { type PrometheusClient, prometheusEvaluator } from '../prometheus/client.node.ts';
import { PASSWORD_VARIABLE, readConnection, TOKEN_VARIABLE } from '../prometheus/connection.node.ts';
import { ConnectionError } from '../prometheus/connection.ts';
import type { Arguments, Flags } from './flags.ts';
import type { Io } from './io.ts';

/** The flags of every command that may ask a server. */
export const prometheusFlags = {
  prometheus: {
    value: 'URL',
    help: 'ask this server: Prometheus, Thanos, Mimir, Cortex or VictoriaMetrics, with its path prefix',
  },
  'prometheus-bearer-token-file': {
    value: 'FILE',
    help: `a file with a bearer token (or the variable ${TOKEN_VARIABLE})`,
  },
  'prometheus-user': { value: 'NAME', help: 'the user of basic authentication' },
  'prometheus-password-file': {
    value: 'FILE',
    help: `a file with the password of that user (or the variable ${PASSWORD_VARIABLE})`,
  },
  'prometheus-header-file': { value: 'FILE', help: 'a file with more headers, "Name: value" a line' },
  'prometheus-tenant': { value: 'ID', help: 'the tenant of Mimir, Cortex or Thanos (header X-Scope-OrgID)' },
  'prometheus-ca': { value: 'FILE', help: 'the certificate authority of the server, PEM' },
  'prometheus-cert': { value: 'FILE', help: 'the certificate of this client, PEM' },
  'prometheus-key': { value: 'FILE', help: 'its private key, PEM' },
  'prometheus-server-name': { value: 'NAME', help: "the name in the server's certificate, if not the host of the URL" },
  'prometheus-insecure': { help: 'take any certificate of the server' },
  'prometheus-proxy': {
    value: 'URL',
    help: 'a proxy (HTTPS_PROXY, HTTP_PROXY and NO_PROXY count too, and may hold its credentials)',
  },
  'prometheus-timeout': { value: 'DURATION', help: 'how long one answer may take (30s)' },
  'prometheus-concurrency': { value: 'N', help: 'how many requests may be under way at once (4)' },
} as const satisfies Flags;

/**
 * The server that the flags name, or undefined where they name none.
 * @throws {UsageError}
 */
export async function prometheusFrom(
  args: Arguments<typeof prometheusFlags>,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
  signal?: AbortSignal,
): Promise<PrometheusClient | undefined> {
  const url = args.value('prometheus');
  if (url === undefined) {
    const stray = Object.keys(prometheusFlags).find((name) => isPrometheusFlag(name) && args.has(name));
    if (stray !== undefined) throw new UsageError(`--${stray} needs --prometheus URL`);
    return undefined;
  }
  const timeoutMs = timeoutOf(args.value('prometheus-timeout'));
  const concurrency = concurrencyOf(args.value('prometheus-concurrency'));
  try {
    const connection = await readConnection(
      {
        url,
        bearerTokenFile: args.value('prometheus-bearer-token-file'),
        user: args.value('prometheus-user'),
        passwordFile: args.value('prometheus-password-file'),
        headerFile: args.value('prometheus-header-file'),
        tenant: args.value('prometheus-tenant'),
        caFile: args.value('prometheus-ca'),
        certFile: args.value('prometheus-cert'),
        keyFile: args.value('prometheus-key'),
        serverName: args.value('prometheus-server-name'),
        insecure: args.has('prometheus-insecure'),
        proxy: args.value('prometheus-proxy'),
      },
      { cwd, env },
    );
    return prometheusEvaluator({ connection, timeoutMs, concurrency, signal });
  } catch (error) {
    if (error instanceof ConnectionError) throw new UsageError(error.message);
    throw error;
  }
}

const isPrometheusFlag = (name: string): name is keyof typeof prometheusFlags => Object.hasOwn(prometheusFlags, name);

const LONGEST_TIMEOUT_MS = 3_600_000;

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const duration = parseDuration(text);
  const ms = duration.ok ? Number(duration.nanoseconds) / 1e6 : NaN;
  if (!(ms >= 1 && ms <= LONGEST_TIMEOUT_MS)) {
    throw new UsageError(`--prometheus-timeout ${text}: not a duration up to 1h, such as 90s`);
  }
  return Math.ceil(ms);
}

function concurrencyOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d?$/.test(text)) throw new UsageError(`--prometheus-concurrency ${text}: not a number from 1 to 99`);
  return Number(text);
}
