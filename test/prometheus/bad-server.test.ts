import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { clientOf, EMPTY_VECTOR, sendData, sendJson, serve, serveBytes, TOKEN, withToken } from './support.ts';

/** What a client with a token says of a server. */
async function complaint(url: string, options: Parameters<typeof clientOf>[1] = {}) {
  const client = await clientOf(url, { ...withToken, ...options });
  const { error } = await client.instant('up', 1_000);
  expect(error).toBeDefined();
  expect(error?.message).not.toContain(TOKEN);
  expect(error?.message).not.toContain('sesame');
  expect(error?.message).not.toContain('\n');
  return { type: error?.type, message: error?.message ?? '' };
}

const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  serve((_, response) => response.writeHead(status, headers).end(body));

const hostOf = (url: string): string => new URL(url).host;

describe('statuses', () => {
  test('500 with a text is said in short', async () => {
    const { url } = await answering(500, `it broke\n\u001b[31m for ${TOKEN}`);
    const { type, message } = await complaint(url);
    expect(type).toBe('unavailable');
    expect(message).toBe(`${hostOf(url)} answered 500 Internal Server Error: it broke [31m for [secret]`);
  });

  test.each([
    [401, 'it wants credentials; --prometheus-bearer-token-file'],
    [403, 'these credentials may not read from it; --prometheus-bearer-token-file'],
    [404, 'it may lack a path such as /prometheus'],
    [429, '--prometheus-concurrency'],
  ])('%i says what to do', async (status, advice) => {
    const { url } = await answering(status, `${TOKEN} is wrong`);
    const { type, message } = await complaint(url);
    expect(type).toBe('unavailable');
    expect(message).toContain(`${hostOf(url)} answered ${status}`);
    expect(message).toContain('[secret] is wrong');
    expect(message).toContain(advice);
  });

  test('401 in the form of the API, without a tenant, says how to set one', async () => {
    const { url } = await serve((_, response) =>
      sendJson(response, { status: 'error', errorType: 'bad_data', error: 'no org id' }, 401),
    );
    expect(await complaint(url)).toEqual({
      type: 'unavailable',
      message: `${hostOf(url)}: no org id; --prometheus-tenant sets the tenant`,
    });
  });

  test('an error of the query is in the words of the server alone', async () => {
    const error = '1:3: parse error: unexpected end of input';
    const { url, asked } = await serve((_, response) =>
      sendJson(response, { status: 'error', errorType: 'bad_data', error: `invalid parameter "query": ${error}` }, 400),
    );
    expect(await complaint(url)).toEqual({ type: 'bad-data', message: error });
    expect(asked).toHaveLength(1);
  });

  test('an error with the status 200 is an error', async () => {
    const { url } = await serve((_, response) =>
      sendJson(response, { status: 'error', errorType: 'execution', error: `no: ${TOKEN}` }),
    );
    expect(await complaint(url)).toEqual({ type: 'execution', message: 'no: [secret]' });
  });

  test('an error of 10 MB is cut', async () => {
    const { url } = await answering(500, 'x'.repeat(10_000_000));
    const { message } = await complaint(url);
    expect(message).toMatch(/answered 500 Internal Server Error: x{200}…$/);
  });

  test('a token that stands where the text is cut does not show its first half', async () => {
    const { url } = await answering(500, `${'x'.repeat(190)}${TOKEN}`);
    expect((await complaint(url)).message).toMatch(/x{190}\[secret\]$/);
  });
});

describe('answers that are none', () => {
  test('the page of a login proxy', async () => {
    const page = `<!DOCTYPE html><html><head><title>Sign in, ${TOKEN}</title></head><body>…</body></html>`;
    const { url } = await answering(200, page, { 'content-type': 'text/html' });
    const { type, message } = await complaint(url);
    expect(type).toBe('unavailable');
    expect(message).toContain('answered 200 OK: a web page (Sign in, [secret]); this may be the login page');
  });

  test('invalid JSON', async () => {
    const { url } = await answering(200, `{"status": ${TOKEN}`);
    expect((await complaint(url)).message).toBe(
      `${hostOf(url)} answered 200 with what is no JSON or only the beginning of some: {"status": [secret]`,
    );
  });

  test('no body', async () => {
    const { url } = await answering(200, '');
    expect((await complaint(url)).message).toBe(`${hostOf(url)} answered 200 with nothing`);
  });

  test('JSON of another API', async () => {
    const { url } = await answering(200, '{"hello": "world"}');
    expect((await complaint(url)).message).toBe(
      `${hostOf(url)} does not answer as a Prometheus API: status is missing, neither "success" nor "error"`,
    );
  });

  test('data of another shape', async () => {
    const { url } = await serve((_, response) => sendData(response, 'vector', [{ metric: {} }]));
    expect((await complaint(url)).message).toContain('data.result[0].histogram is missing');
  });

  test('a body that ends in the middle', async () => {
    const url = await serveBytes('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"status":"succ');
    expect((await complaint(url)).message).toContain(
      `${hostOf(url)} closed the connection before its answer was complete`,
    );
  });

  test('garbage where gzip is said', async () => {
    const { url } = await answering(200, 'this is no gzip', { 'content-encoding': 'gzip' });
    expect((await complaint(url)).message).toContain('its answer is not compressed as it says (Z_DATA_ERROR)');
  });

  test('half a gzip', async () => {
    const half = gzipSync(JSON.stringify({ ...EMPTY_VECTOR, padding: Math.random().toString() })).subarray(0, 40);
    const { url } = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(half));
    expect((await complaint(url)).message).toContain(hostOf(url));
  });

  test('what is not HTTP', async () => {
    const url = await serveBytes('SSH-2.0-OpenSSH_9.2\r\n');
    expect((await complaint(url)).message).toMatch(/its answer is not HTTP \(HPE_/);
  });

  test('a redirect to another host, which would get the token', async () => {
    const other = await answering(200, JSON.stringify(EMPTY_VECTOR));
    const { url } = await answering(302, '', { location: `${other.url}/login?back=${encodeURIComponent(TOKEN)}` });
    const { message } = await complaint(url);
    expect(message).toContain(`${hostOf(url)} redirects to ${hostOf(other.url)}, which would get the credentials`);
    expect(other.asked).toEqual([]);
  });

  test('a redirect to the same host with https names the scheme', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(301, { location: `https://${response.req.headers.host}/api/v1/query` }).end(),
    );
    expect((await complaint(url)).message).toContain(`redirects to https://${hostOf(url)}`);
  });

  test('redirects in a circle', async () => {
    const { url, asked } = await answering(307, '', { location: '/api/v1/query' });
    expect((await complaint(url)).message).toBe(`${hostOf(url)} redirects in a circle`);
    expect(asked).toHaveLength(6);
  });

  test('an answer that is too large is not read to its end', async () => {
    let sent = 0;
    const { url } = await serve((_, response) => {
      response.writeHead(200);
      response.write('{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[0,"0"]');
      const more = (): void => {
        // A reader that has enough closes the connection.
        while (!response.destroyed && sent < 400_000_000) {
          sent += 65_536;
          if (!response.write(',[1700000000.123,"0.1234567"]'.repeat(2260))) break;
        }
      };
      response.on('drain', more);
      more();
    });
    const { type, message } = await complaint(url, { maxAnswerBytes: 1024 * 1024 });
    expect(type).toBe('too-many-samples');
    expect(message).toContain('is larger than 1 MiB; ask for fewer series');
    expect(sent).toBeLessThan(40_000_000);
  });
});

describe('servers that are slow or away', () => {
  test('one that never answers', async () => {
    const { url } = await serve(() => undefined);
    expect(await complaint(url, { timeoutMs: 50 })).toEqual({
      type: 'timeout',
      message: `${hostOf(url)} did not answer within 0.05 s; --prometheus-timeout allows more`,
    });
  });

  test('one that stops in the middle of its answer', async () => {
    const { url } = await serve((_, response) => void response.writeHead(200).write('{"status":'));
    expect((await complaint(url, { timeoutMs: 100 })).type).toBe('timeout');
  });

  test('a port without a server', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const { type, message } = await complaint(`http://127.0.0.1:${port}`);
    expect(type).toBe('unavailable');
    expect(message).toBe(
      `cannot reach 127.0.0.1:${port}: nothing listens there (ECONNREFUSED); is the server running, and is the port right?`,
    );
  });

  test('a name that does not exist', async () => {
    const { message } = await complaint('http://prometheus.invalid');
    expect(message).toContain('cannot reach prometheus.invalid: the name cannot be resolved');
  });

  test('one that speaks no TLS', async () => {
    const { url } = await answering(200, '');
    expect((await complaint(url.replace('http:', 'https:'))).message).toContain('it does not speak TLS on this port');
  });

  test('a question that is given up', async () => {
    const { url } = await serve(() => undefined);
    const client = await clientOf(url);
    const { error } = await client.instant('up', 0, { signal: AbortSignal.timeout(20) });
    expect(error).toEqual({ type: 'canceled', message: `the question to ${hostOf(url)} was given up` });
  });

  test('a signal that has been given ends the question at once, and waiting between attempts', async () => {
    const { url, asked } = await answering(503, 'no');
    const client = await clientOf(url, { signal: AbortSignal.abort() });
    expect((await client.instant('up', 0)).error?.type).toBe('canceled');
    expect(asked).toHaveLength(0);
    const late = new AbortController();
    const patient = await clientOf(url, {
      signal: late.signal,
      sleep: async () => {
        late.abort();
        throw new Error('woken');
      },
    });
    expect((await patient.instant('up', 0)).error?.type).toBe('canceled');
    expect(asked).toHaveLength(1);
  });

  test('HTTP/1.0 without a length is read to its end', async () => {
    const url = await serveBytes(
      `HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(EMPTY_VECTOR)}`,
    );
    const client = await clientOf(url);
    expect((await client.instant('up', 0)).value).toEqual({ type: 'vector', samples: [] });
  });
});

describe('remarks', () => {
  test('a partial answer is an answer with a warning, and warnings hold no token', async () => {
    const { url } = await serve((_, response) =>
      sendJson(response, { ...EMPTY_VECTOR, isPartial: true, warnings: [`store ${TOKEN} is away`], infos: [TOKEN] }),
    );
    const client = await clientOf(url, withToken);
    const { value, warnings, infos } = await client.instant('up', 0);
    expect(value).toEqual({ type: 'vector', samples: [] });
    expect(warnings).toEqual(['store [secret] is away', expect.stringContaining('the answer is partial')]);
    expect(infos).toEqual(['[secret]']);
  });
});
