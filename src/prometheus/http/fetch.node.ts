import type { PrometheusConnection } from '../connection.ts';
import { tunnelThrough } from './tunnel.node.ts';

export interface FetchInit {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
}

/** What is used of a response. */
export interface FetchedResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

export interface Fetcher {
  fetch(url: string, init: FetchInit): Promise<FetchedResponse>;
  close(): Promise<void>;
}

/**
 * The fetch of the platform; undici's own where a proxy or certificates are set, which the platform's does not take.
 * undici takes longer to load than many a question takes to answer.
 */
export async function fetcherFor({ url, tls, proxy }: PrometheusConnection): Promise<Fetcher> {
  if (tls === undefined && proxy === undefined) return { fetch, close: async () => undefined };
  const undici = await import('undici');
  const connect = {
    ...(tls?.ca !== undefined && { ca: tls.ca }),
    ...(tls?.cert !== undefined && { cert: tls.cert }),
    ...(tls?.key !== undefined && { key: tls.key }),
    ...(tls?.serverName !== undefined && { servername: tls.serverName }),
    ...(tls?.insecure === true && { rejectUnauthorized: false }),
  };
  const dispatcher =
    proxy === undefined
      ? new undici.Agent({ connect })
      : url.protocol === 'https:'
        ? new undici.Agent({ connect: tunnelThrough(proxy, connect) })
        : // Proxies open tunnels to few ports, and forward to all.
          new undici.ProxyAgent({ uri: proxy.href, proxyTunnel: false });
  return {
    fetch: (address, init) => undici.fetch(address, { ...init, dispatcher }),
    close: () => dispatcher.close(),
  };
}
