import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  ConnectionError,
  type PrometheusConnection,
  proxyFromEnvironment,
  serverUrl,
  type TlsSettings,
} from './connection.ts';

/** What the command line says of a server. */
export interface ConnectionSettings {
  readonly url: string;
  readonly bearerTokenFile?: string | undefined;
  readonly user?: string | undefined;
  readonly passwordFile?: string | undefined;
  /** Lines `Name: value`. */
  readonly headerFile?: string | undefined;
  readonly tenant?: string | undefined;
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly serverName?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly proxy?: string | undefined;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const TOKEN_VARIABLE = 'ROLLOUTLINT_PROMETHEUS_TOKEN';
export const PASSWORD_VARIABLE = 'ROLLOUTLINT_PROMETHEUS_PASSWORD';

/**
 * Reads the files and variables that the settings name.
 * @throws {ConnectionError}
 */
export async function readConnection(
  settings: ConnectionSettings,
  { cwd, env }: Surroundings,
): Promise<PrometheusConnection> {
  const read = async (file: string | undefined, option: string): Promise<string | undefined> => {
    if (file === undefined) return undefined;
    try {
      return await readFile(path.resolve(cwd, file), 'utf8');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      throw new ConnectionError(`${option} ${file} cannot be read${code}`);
    }
  };
  const url = serverUrl(settings.url, '--prometheus');
  const headers: Record<string, string> = {};
  const secrets: string[] = [];
  const set = (name: string, value: string, source: string): void => {
    if (!/^[!#$%&'*+.^`|~\w-]+$/.test(name)) throw new ConnectionError(`${source} names a header that cannot be one`);
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new ConnectionError(`${source} has line ends or other characters that cannot be sent in a header`);
    }
    headers[name.toLowerCase()] = value;
  };

  const headerText = await read(settings.headerFile, '--prometheus-header-file');
  for (const [i, line] of (headerText ?? '').split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const place = `--prometheus-header-file ${settings.headerFile}, line ${i + 1},`;
    const colon = line.indexOf(':');
    if (colon < 0) throw new ConnectionError(`${place} is not of the form "Name: value"`);
    const value = line.slice(colon + 1).trim();
    set(line.slice(0, colon).trim(), value, place);
    secrets.push(value, ...value.split(/\s+/));
  }

  if (settings.tenant !== undefined) set('X-Scope-OrgID', settings.tenant, '--prometheus-tenant');

  const tokenFile = await read(settings.bearerTokenFile, '--prometheus-bearer-token-file');
  const tokenSource = tokenFile === undefined ? TOKEN_VARIABLE : '--prometheus-bearer-token-file';
  // A variable is for every command of a shell; what this command is told goes before it.
  const token = (tokenFile ?? (settings.user === undefined ? env[TOKEN_VARIABLE] : undefined))?.trim();
  if (tokenFile !== undefined && settings.user !== undefined) {
    throw new ConnectionError('--prometheus-bearer-token-file and --prometheus-user exclude each other');
  }
  if (token === '' && tokenFile !== undefined) throw new ConnectionError(`${tokenSource} is empty`);
  if (token !== undefined && token !== '') {
    set('Authorization', `Bearer ${token}`, tokenSource);
    secrets.push(token);
  }
  const passwordFile = await read(settings.passwordFile, '--prometheus-password-file');
  if (settings.user !== undefined) {
    const password = (passwordFile ?? env[PASSWORD_VARIABLE])?.replace(/\r?\n$/, '');
    if (password === undefined) {
      throw new ConnectionError(
        `--prometheus-user needs a password: --prometheus-password-file FILE, or the variable ${PASSWORD_VARIABLE}`,
      );
    }
    if (settings.user.includes(':')) throw new ConnectionError('--prometheus-user must not hold a colon');
    const credentials = Buffer.from(`${settings.user}:${password}`).toString('base64');
    set('Authorization', `Basic ${credentials}`, '--prometheus-user');
    secrets.push(password, credentials);
  } else if (passwordFile !== undefined) {
    throw new ConnectionError('--prometheus-password-file needs --prometheus-user');
  }

  const tls = await readTls(settings, read);
  if (tls.key !== undefined) secrets.push(tls.key);
  const proxy = proxyOf(settings.proxy, url, env);
  if (proxy !== undefined && proxy.password !== '') {
    const user = decodeURIComponent(proxy.username);
    const password = decodeURIComponent(proxy.password);
    secrets.push(password, Buffer.from(`${user}:${password}`).toString('base64'));
  }
  const needsTls = Object.keys(tls).length > 0;
  return { url, headers, secrets, ...(needsTls && { tls }), ...(proxy !== undefined && { proxy }) };
}

async function readTls(
  settings: ConnectionSettings,
  read: (file: string | undefined, option: string) => Promise<string | undefined>,
): Promise<TlsSettings> {
  const ca = await read(settings.caFile, '--prometheus-ca');
  const cert = await read(settings.certFile, '--prometheus-cert');
  const key = await read(settings.keyFile, '--prometheus-key');
  const files = [
    [ca, '--prometheus-ca', 'certificate'],
    [cert, '--prometheus-cert', 'certificate'],
    [key, '--prometheus-key', 'private key'],
  ] as const;
  for (const [pem, option, kind] of files) {
    if (pem !== undefined && !pem.includes('-----BEGIN ')) {
      throw new ConnectionError(`${option} holds no ${kind} in PEM form (-----BEGIN …)`);
    }
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new ConnectionError('--prometheus-cert and --prometheus-key belong together; one is missing');
  }
  if (settings.insecure === true && ca !== undefined) {
    throw new ConnectionError('--prometheus-insecure takes any certificate, so that --prometheus-ca has no effect');
  }
  const { serverName, insecure } = settings;
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { serverName }),
    ...(insecure === true && { insecure }),
  };
}

function proxyOf(option: string | undefined, url: URL, env: Surroundings['env']): URL | undefined {
  if (option !== undefined) return serverUrl(option, '--prometheus-proxy');
  const text = proxyFromEnvironment(url, env);
  if (text === undefined) return undefined;
  const address = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(address) || !/^https?:/i.test(address)) {
    throw new ConnectionError('HTTP_PROXY or HTTPS_PROXY is no http:// or https:// URL; NO_PROXY leaves a server out');
  }
  return new URL(address);
}
