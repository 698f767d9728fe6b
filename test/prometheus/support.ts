import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach } from 'vitest';
import {
  type PrometheusClient,
  type PrometheusOptions,
  prometheusEvaluator,
} from '../../src/prometheus/client.node.ts';
import { type ConnectionSettings, readConnection } from '../../src/prometheus/connection.node.ts';

/** In every place that a credential can be in; no message may hold it. */
export const TOKEN = 'sesame-open-4711/+=';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface TestServer {
  readonly url: string;
  readonly asked: readonly Asked[];
}

const endings: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export const atEnd = (end: () => Promise<unknown> | unknown): void => {
  endings.push(end);
};

export type Answering = (asked: Asked, response: ServerResponse) => void;

export async function askedOf(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://test');
  const body = Buffer.concat(chunks).toString('utf8');
  const params = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams;
  return { method: request.method ?? '', path: url.pathname, params, headers: request.headers };
}

/** A server that keeps what it was asked. */
export async function serve(answer: Answering): Promise<TestServer> {
  const asked: Asked[] = [];
  const server = http.createServer(async (request, response) => {
    const one = await askedOf(request);
    asked.push(one);
    answer(one, response);
  });
  return { url: await listening(server), asked };
}

/** A server that sends bytes, whatever it is asked. */
export async function serveBytes(answer: string | Buffer): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  return listening(server);
}

export async function listening(server: ReturnType<typeof createServer>, scheme = 'http'): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.close();
    if (server instanceof http.Server) server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return `${scheme}://127.0.0.1:${port}`;
}

type Options = Omit<PrometheusOptions, 'connection'> & {
  readonly settings?: Partial<ConnectionSettings>;
  readonly env?: Readonly<Record<string, string>>;
};

/** A client that does not wait between its attempts. */
export async function clientOf(
  url: string,
  { settings, env = {}, ...options }: Options = {},
): Promise<PrometheusClient> {
  const connection = await readConnection({ url, ...settings }, { cwd: process.cwd(), env });
  const client = prometheusEvaluator({ connection, sleep: async () => undefined, random: () => 0, ...options });
  atEnd(() => client.close());
  return client;
}

export const withToken: Pick<Options, 'env'> = { env: { ROLLOUTLINT_PROMETHEUS_TOKEN: TOKEN } };

export const sendJson = (response: ServerResponse, json: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
};

export const sendData = (response: ServerResponse, resultType: string, result: unknown): void =>
  sendJson(response, { status: 'success', data: { resultType, result } });

export const EMPTY_VECTOR = { status: 'success', data: { resultType: 'vector', result: [] } };
