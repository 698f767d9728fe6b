import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https, { type ServerOptions } from 'node:https';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atEnd, clientOf, EMPTY_VECTOR, listening, sendJson, TOKEN, withToken } from './support.ts';

const openssl = (args: string, cwd: string) => spawnSync('openssl', args.split(' '), { cwd, encoding: 'utf8' });
const hasOpenssl = openssl('version', '.').status === 0;
if (!hasOpenssl) console.log('tests of certificates: skipped, there is no openssl');

let dir = '';
const at = (name: string): string => path.join(dir, name);
const pem = (name: string): string => readFileSync(at(name), 'utf8');

function certificate(name: string, extensions: string): void {
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  writeFileSync(at(`${name}.cnf`), extensions);
  const steps = [
    `req ${key} -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`,
    `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -out ${name}.pem -extfile ${name}.cnf`,
  ];
  for (const step of steps) {
    const { status, stderr } = openssl(step, dir);
    if (status !== 0) throw new Error(stderr);
  }
}

beforeAll(() => {
  if (!hasOpenssl) return;
  dir = mkdtempSync(path.join(tmpdir(), 'rolloutlint-tls-'));
  const ca = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 3650';
  const { status, stderr } = openssl(`${ca} -subj /CN=test-authority`, dir);
  if (status !== 0) throw new Error(stderr);
  certificate('server', 'subjectAltName=DNS:prometheus.example,IP:127.0.0.1\n');
  certificate('elsewhere', 'subjectAltName=DNS:elsewhere.example\n');
  certificate('client', 'extendedKeyUsage=clientAuth\n');
});
afterAll(() => {
  if (dir !== '') rmSync(dir, { recursive: true });
});

async function serveTls(options: ServerOptions = {}, name = 'server') {
  const authorized: boolean[] = [];
  const tls = { key: pem(`${name}.key`), cert: pem(`${name}.pem`), ...options };
  const server = https.createServer(tls, (request, response) => {
    authorized.push((request.socket as TLSSocket).authorized);
    sendJson(response, EMPTY_VECTOR);
  });
  const url = await listening(server, 'https');
  atEnd(() => server.closeAllConnections());
  return { url, authorized };
}

async function errorOf(url: string, settings: object): Promise<string | undefined> {
  const client = await clientOf(url, { ...withToken, settings });
  const { error } = await client.instant('up', 0);
  expect(error?.message ?? '').not.toContain(TOKEN);
  return error?.message;
}

describe.skipIf(!hasOpenssl)('certificates', () => {
  test('an authority that is not known is said, with the flag that names it', async () => {
    const { url } = await serveTls();
    expect(await errorOf(url, {})).toMatch(
      /^cannot reach 127\.0\.0\.1:\d+: its certificate is from an authority that is not known here \(\w+\); --prometheus-ca FILE/,
    );
  });

  test('an authority that is given is trusted', async () => {
    const { url } = await serveTls();
    expect(await errorOf(url, { caFile: at('ca.pem') })).toBeUndefined();
  });

  test('any certificate is taken where that is wished', async () => {
    const { url } = await serveTls({}, 'elsewhere');
    expect(await errorOf(url, { insecure: true })).toBeUndefined();
  });

  test('a certificate for another name is refused, unless the name is given', async () => {
    const { url } = await serveTls({}, 'elsewhere');
    expect(await errorOf(url, { caFile: at('ca.pem') })).toContain(
      '--prometheus-server-name NAME says which to expect',
    );
    expect(await errorOf(url, { caFile: at('ca.pem'), serverName: 'elsewhere.example' })).toBeUndefined();
  });

  test('a client certificate is shown to a server that wants one', async () => {
    const { url, authorized } = await serveTls({ ca: pem('ca.pem'), requestCert: true, rejectUnauthorized: true });
    const settings = { caFile: at('ca.pem'), certFile: at('client.pem'), keyFile: at('client.key') };
    expect(await errorOf(url, settings)).toBeUndefined();
    expect(authorized).toEqual([true]);
    expect(await errorOf(url, { caFile: at('ca.pem') })).toContain('--prometheus-cert and --prometheus-key set one');
  });

  test('a key that does not belong to its certificate', async () => {
    const { url } = await serveTls();
    const settings = { caFile: at('ca.pem'), certFile: at('client.pem'), keyFile: at('server.key') };
    expect(await errorOf(url, settings)).toContain('cannot reach');
  });

  test('a server is reached through a proxy', async () => {
    const { url } = await serveTls();
    const proxy = await proxyServer();
    expect(await errorOf(url, { caFile: at('ca.pem'), proxy: proxy.url })).toBeUndefined();
    expect(proxy.tunnels).toEqual([new URL(url).host]);
  });
});

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

/** A proxy that opens tunnels and forwards; with credentials only to who has them. Each name is this machine. */
async function proxyServer(credentials?: string) {
  const tunnels: string[] = [];
  const forwarded: string[] = [];
  const wanted = credentials === undefined ? undefined : basic(credentials);
  const server = http.createServer((request, response) => {
    if (request.headers['proxy-authorization'] !== wanted) {
      response.writeHead(407).end();
      return;
    }
    forwarded.push(new URL(request.url ?? '').host);
    sendJson(response, EMPTY_VECTOR);
  });
  server.on('connect', (request, socket, head) => {
    if (request.headers['proxy-authorization'] !== wanted) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    tunnels.push(request.url ?? '');
    const target = connect(Number(new URL(`http://${request.url}`).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
    atEnd(() => socket.destroy());
  });
  return { url: await listening(server), tunnels, forwarded };
}

describe('proxies', () => {
  const throughProxy = async (url: string, address: string, settings: object = {}) => {
    const env = { ...withToken.env, http_proxy: address, https_proxy: address };
    const client = await clientOf(url, { env, settings });
    const { error } = await client.instant('up', 0);
    expect(error?.message ?? '').not.toContain(TOKEN);
    return error?.message;
  };
  const withCredentials = (url: string): string => url.replace('//', `//me:${encodeURIComponent(TOKEN)}@`);

  test('of the environment, with credentials, forward what is not encrypted', async () => {
    const proxy = await proxyServer(`me:${TOKEN}`);
    expect(await throughProxy('http://prometheus.example:9090', withCredentials(proxy.url))).toBeUndefined();
    expect(proxy.forwarded).toEqual(['prometheus.example:9090']);
    expect(proxy.tunnels).toEqual([]);
  });

  test.skipIf(!hasOpenssl)('open a tunnel to what is', async () => {
    const { url } = await serveTls();
    const proxy = await proxyServer(`me:${TOKEN}`);
    const named = url.replace('127.0.0.1', 'prometheus.example');
    const settings = { caFile: at('ca.pem') };
    expect(await throughProxy(named, withCredentials(proxy.url), settings)).toBeUndefined();
    expect(proxy.tunnels).toEqual([new URL(named).host]);
    const elsewhere = url.replace('127.0.0.1', 'elsewhere.example');
    expect(await throughProxy(elsewhere, withCredentials(proxy.url), settings)).toContain('is for another name');
    expect(await throughProxy(named, withCredentials(proxy.url))).toContain('--prometheus-ca FILE names the authority');
  });

  test('that want other credentials are named', async () => {
    const proxy = await proxyServer('me:else');
    const name = new URL(proxy.url).host;
    expect(await throughProxy('https://prometheus.example', withCredentials(proxy.url))).toBe(
      `cannot reach prometheus.example through the proxy ${name}: the proxy answered 407; it wants credentials, which HTTPS_PROXY can hold`,
    );
    expect(await throughProxy('http://prometheus.example', withCredentials(proxy.url))).toContain(
      `through the proxy ${name}: the proxy answered 407; it wants credentials`,
    );
  });

  test('that close the connection are not asked for ever', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.once('data', () => socket.destroy()).on('error', () => undefined);
    });
    const address = await listening(server);
    expect(await throughProxy('https://prometheus.example', address)).toContain(
      'the proxy cannot be reached (ECONNRESET)',
    );
    expect(connections).toBe(1);
    expect(await throughProxy('http://prometheus.example', address)).toContain('closed the connection');
    expect(connections).toBe(1 + 4);
  });
});
