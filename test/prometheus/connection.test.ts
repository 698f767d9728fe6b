import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readArguments } from '../../src/cli/flags.ts';
import { prometheusFlags, prometheusFrom } from '../../src/cli/prometheus-flags.ts';
import { UsageError } from '../../src/lint/usage-error.ts';
import { readConnection } from '../../src/prometheus/connection.node.ts';
import { endpointOf, proxyFromEnvironment, redactorOf, serverUrl } from '../../src/prometheus/connection.ts';
import { atEnd, EMPTY_VECTOR, sendJson, serve, TOKEN } from './support.ts';

let dir = '';
const file = (name: string, text: string): string => {
  writeFileSync(path.join(dir, name), text);
  return name;
};

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'rolloutlint-connection-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const read = (settings: object, env: Record<string, string> = {}) =>
  readConnection({ url: 'https://prometheus.example', ...settings }, { cwd: dir, env });

async function problem(settings: object, env: Record<string, string> = {}): Promise<string> {
  const error: unknown = await read(settings, env).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const message = error instanceof Error ? error.message : 'no error';
  expect(message).not.toContain(TOKEN);
  expect(message).not.toContain('\n');
  return message;
}

describe('the address of a server', () => {
  test.each([
    ['http://a:9090', 'http://a:9090/api/v1/query'],
    ['http://a:9090/', 'http://a:9090/api/v1/query'],
    ['https://mimir.example/prometheus', 'https://mimir.example/prometheus/api/v1/query'],
    ['https://mimir.example/prometheus//', 'https://mimir.example/prometheus/api/v1/query'],
    ['https://mimir.example/prometheus/api/v1', 'https://mimir.example/prometheus/api/v1/query'],
    ['http://a/select/0/prometheus/api/v1/query_range', 'http://a/select/0/prometheus/api/v1/query'],
  ])('%s is asked at %s', (text, endpoint) => {
    expect(endpointOf(serverUrl(text, '--prometheus'), 'query')).toBe(endpoint);
  });

  test.each([
    ['prometheus.example', '--prometheus is no URL; it looks like https://prometheus.example:9090'],
    ['localhost:9090', '--prometheus must start with http:// or https://'],
    ['file:///etc/passwd', '--prometheus must start with http:// or https://'],
    [`https://user:${encodeURIComponent(TOKEN)}@a`, '--prometheus holds a user or a password; take them out'],
    [`https://${encodeURIComponent(TOKEN)}@a`, '--prometheus holds a user or a password; take them out'],
    [`https://a/?token=${TOKEN}`, '--prometheus holds a query string or a fragment'],
  ])('%s is refused', async (url, message) => {
    expect(await problem({ url })).toContain(message);
  });
});

describe('credentials', () => {
  test('a token is read from a file before the environment, without its line end', async () => {
    const bearerTokenFile = file('token', `${TOKEN}\n`);
    const env = { ROLLOUTLINT_PROMETHEUS_TOKEN: 'another' };
    expect((await read({ bearerTokenFile }, env)).headers).toEqual({ authorization: `Bearer ${TOKEN}` });
    expect((await read({}, env)).headers).toEqual({ authorization: 'Bearer another' });
    expect((await read({}, { ROLLOUTLINT_PROMETHEUS_TOKEN: '' })).headers).toEqual({});
  });

  test('a user with a password from a file or the environment', async () => {
    const passwordFile = file('password', 'pa:ss\n');
    const authorization = `Basic ${Buffer.from('me:pa:ss').toString('base64')}`;
    expect((await read({ user: 'me', passwordFile })).headers).toEqual({ authorization });
    const env = { ROLLOUTLINT_PROMETHEUS_PASSWORD: 'pa:ss', ROLLOUTLINT_PROMETHEUS_TOKEN: TOKEN };
    expect((await read({ user: 'me' }, env)).headers).toEqual({ authorization });
  });

  test('a tenant and other headers', async () => {
    const headerFile = file('headers', `# for the gateway\nX-Api-Key: ${TOKEN}\r\n\nCookie: a=b; c=d:e\n`);
    const { headers, secrets } = await read({ headerFile, tenant: 'team-a' });
    expect(headers).toEqual({ 'x-api-key': TOKEN, cookie: 'a=b; c=d:e', 'x-scope-orgid': 'team-a' });
    expect(secrets).toContain(TOKEN);
  });

  test.each<[string, () => object, string]>([
    ['no password', () => ({ user: 'me' }), '--prometheus-user needs a password: --prometheus-password-file FILE'],
    ['no user', () => ({ passwordFile: file('p', 'x') }), '--prometheus-password-file needs --prometheus-user'],
    ['an empty token', () => ({ bearerTokenFile: file('e', ' \n') }), '--prometheus-bearer-token-file is empty'],
    [
      'both',
      () => ({ bearerTokenFile: file('b', TOKEN), user: 'me' }),
      '--prometheus-bearer-token-file and --prometheus-user exclude each other',
    ],
    [
      'no such file',
      () => ({ bearerTokenFile: 'none' }),
      '--prometheus-bearer-token-file none cannot be read (ENOENT)',
    ],
    [
      'a token of two lines',
      () => ({ bearerTokenFile: file('l', `${TOKEN}\n${TOKEN}`) }),
      '--prometheus-bearer-token-file has line ends',
    ],
    [
      'a header without a colon',
      () => ({ headerFile: file('h1', `A: b\n${TOKEN}`) }),
      '--prometheus-header-file h1, line 2, is not of the form "Name: value"',
    ],
    ['a bad name', () => ({ headerFile: file('h2', `${TOKEN} x: b`) }), 'line 1, names a header that cannot be one'],
    ['a bad value', () => ({ headerFile: file('h3', `A: ${TOKEN}€`) }), 'line 1, has line ends or other characters'],
    ['a CA that is none', () => ({ caFile: file('ca', TOKEN) }), '--prometheus-ca holds no certificate in PEM form'],
    ['a key that is none', () => ({ keyFile: file('k', TOKEN) }), '--prometheus-key holds no private key in PEM form'],
    [
      'a key without a certificate',
      () => ({ keyFile: file('k2', '-----BEGIN PRIVATE KEY-----') }),
      '--prometheus-cert and --prometheus-key belong together',
    ],
    [
      'a CA that is not asked',
      () => ({ caFile: file('ca2', '-----BEGIN CERTIFICATE-----'), insecure: true }),
      '--prometheus-insecure takes any certificate',
    ],
    [
      'a proxy with a password',
      () => ({ proxy: `http://me:${encodeURIComponent(TOKEN)}@p:3128` }),
      '--prometheus-proxy holds a user or a password',
    ],
  ])('%s is refused', async (_, settings, message) => {
    expect(await problem(settings())).toContain(message);
  });
});

describe('proxies of the environment', () => {
  const proxyOf = (url: string, env: Record<string, string>) => proxyFromEnvironment(new URL(url), env);

  test('one for each scheme; the small letters go before', () => {
    const env = { HTTP_PROXY: 'http://plain', https_proxy: 'http://small', HTTPS_PROXY: 'http://large' };
    expect(proxyOf('http://a', env)).toBe('http://plain');
    expect(proxyOf('https://a', env)).toBe('http://small');
    expect(proxyOf('https://a', { HTTP_PROXY: 'http://plain' })).toBeUndefined();
  });

  test.each([
    ['*', true],
    ['a.example', true],
    ['example', true],
    ['.example', true],
    ['*.example', true],
    ['.a.example', false],
    ['A.EXAMPLE', true],
    ['b.example, a.example:8443', true],
    ['a.example:443', false],
    ['ample', false],
    ['', false],
  ])('NO_PROXY=%s leaves https://a.example:8443 out: %s', (noProxy, out) => {
    const proxy = proxyOf('https://a.example:8443', { HTTPS_PROXY: 'http://p', NO_PROXY: noProxy });
    expect(proxy).toBe(out ? undefined : 'http://p');
  });

  test('this machine is asked directly', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(proxyOf(`http://${host}:9090`, { HTTP_PROXY: 'http://p' })).toBeUndefined();
    }
  });

  test('the password of a proxy is a secret', async () => {
    const { proxy, secrets } = await read({}, { HTTPS_PROXY: `me:${encodeURIComponent(TOKEN)}@p.example:3128` });
    expect(proxy?.host).toBe('p.example:3128');
    expect(secrets).toContain(TOKEN);
  });

  test('what is no address is refused', async () => {
    expect(await problem({}, { HTTPS_PROXY: `socks5://me:${TOKEN}@p` })).toContain('HTTP_PROXY or HTTPS_PROXY is no');
  });
});

test('secrets go out of a text in all their forms', () => {
  const redact = redactorOf([TOKEN, `${TOKEN}longer`, 'abc', 'quo"te']);
  expect(redact(`${TOKEN}longer ${encodeURIComponent(TOKEN)} abc quo\\"te quo"te`)).toBe(
    '[secret] [secret] abc [secret] [secret]',
  );
});

describe('flags', () => {
  const client = (args: string[], env: Record<string, string> = {}) =>
    prometheusFrom(readArguments(args, prometheusFlags), { cwd: dir, env });

  test('make a client that sends what they say', async () => {
    const { url, asked } = await serve((_, response) => sendJson(response, EMPTY_VECTOR));
    const token = file('flag-token', TOKEN);
    const made = await client([
      `--prometheus=${url}`,
      `--prometheus-bearer-token-file=${token}`,
      '--prometheus-tenant=team-a',
      '--prometheus-timeout=1m30s',
      '--prometheus-concurrency=2',
    ]);
    atEnd(() => made?.close());
    expect((await made?.instant('up', 0))?.value).toEqual({ type: 'vector', samples: [] });
    expect(asked[0]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'x-scope-orgid': 'team-a' });
    expect(asked[0]?.params.get('timeout')).toBe('90s');
  });

  test('without a server there is no client', async () => {
    expect(await client([])).toBeUndefined();
  });

  test.each([
    [['--prometheus-tenant=a'], '--prometheus-tenant needs --prometheus URL'],
    [['--prometheus=http://a', '--prometheus-timeout=soon'], '--prometheus-timeout soon: not a duration up to 1h'],
    [['--prometheus=http://a', '--prometheus-timeout=0'], '--prometheus-timeout 0: not a duration'],
    [['--prometheus=http://a', '--prometheus-concurrency=0'], '--prometheus-concurrency 0: not a number from 1 to 99'],
    [['--prometheus=a'], '--prometheus is no URL'],
  ])('%j is a mistake', async (args, message) => {
    const error: unknown = await client(args).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(error instanceof Error && error.message).toContain(message);
  });
});
