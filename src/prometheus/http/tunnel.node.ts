import { Buffer } from 'node:buffer';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { buildConnector } from 'undici';

const CONNECT_MS = 20_000;

/** Why a proxy opened no tunnel; the code is `PROXY`, or what the system said. */
class TunnelError extends Error {
  readonly code: string;

  constructor(message: string, code = 'PROXY') {
    super(message);
    this.name = 'TunnelError';
    this.code = code;
  }
}

/**
 * Connects to a server through an HTTP proxy (CONNECT). undici has the like, but comes back at once and for ever to a
 * proxy that closes the connection without an answer.
 */
export function tunnelThrough(proxy: URL, tls: ConnectionOptions): buildConnector.connector {
  const { username, password } = proxy;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return ({ hostname, port, servername }, callback) => {
    const target = `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port || '443'}`;
    const request = (proxy.protocol === 'https:' ? https : http).request({
      // Addresses of version 6 stand in brackets in URLs only.
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      ...(proxy.port !== '' && { port: proxy.port }),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(username !== '' && { 'proxy-authorization': `Basic ${credentials}` }) },
      agent: false,
      timeout: CONNECT_MS,
    });
    request.once('timeout', () => request.destroy(new TunnelError('the proxy does not answer')));
    request.once('error', (error) => callback(asTunnelError(error), null));
    request.once('response', (response) => {
      response.destroy();
      callback(refusal(response.statusCode), null);
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        callback(refusal(response.statusCode), null);
        return;
      }
      socket.setTimeout(0);
      const expected = tls.servername ?? (servername || hostname);
      const secure = connectTls({
        ...tls,
        socket,
        host: hostname,
        // Addresses are checked, but are no names that a server could be asked for.
        ...(isIP(expected) === 0 && { servername: expected }),
        ALPNProtocols: ['http/1.1'],
      });
      const failed = (error: Error): void => callback(error, null);
      secure.once('error', failed);
      secure.once('secureConnect', () => {
        secure.off('error', failed);
        callback(null, secure);
      });
    });
    request.end();
  };
}

function refusal(status: number | undefined): TunnelError {
  const advice = status === 407 ? '; it wants credentials, which HTTPS_PROXY can hold' : '';
  return new TunnelError(`the proxy answered ${status}${advice}`);
}

function asTunnelError(error: Error): TunnelError {
  if (error instanceof TunnelError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return new TunnelError(`the proxy cannot be reached${code === '' ? '' : ` (${code})`}`);
}
