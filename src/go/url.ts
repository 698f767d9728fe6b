import { quote } from './quote.ts';

/** A URL as Go takes it apart. */
export interface GoUrl {
  /** In lower case; empty for a relative reference. */
  readonly scheme: string;
  /** What follows the colon where no slash does: `9090` of `prometheus:9090`. */
  readonly opaque: string;
  /** What stands before the `@`, as written. */
  readonly userinfo: string | undefined;
  /** With its port. */
  readonly host: string;
  readonly path: string;
}

export type UrlResult =
  | { readonly ok: true; readonly url: GoUrl }
  /** `parse "http://a b": invalid character " " in host name` */
  | { readonly ok: false; readonly error: string };

class UrlError extends Error {}

const fail = (message: string): never => {
  throw new UrlError(message);
};

/** net/url Parse (Go 1.26). Escapes stay as they are; of an address in brackets only the letters are checked. */
export function parseUrl(text: string): UrlResult {
  const [beforeFragment = ''] = text.split('#', 1);
  let parsed = beforeFragment;
  try {
    const url = parse(beforeFragment);
    parsed = text;
    checkEscapes(text.slice(beforeFragment.length + 1), 'path');
    return { ok: true, url };
  } catch (error) {
    if (error instanceof UrlError) return { ok: false, error: `parse ${quote(parsed)}: ${error.message}` };
    throw error;
  }
}

/** net/url URL.Hostname: the host without port and brackets. */
export function hostnameOf({ host }: GoUrl): string {
  const colon = host.lastIndexOf(':');
  const bare = colon >= 0 && isOptionalPort(host.slice(colon)) ? host.slice(0, colon) : host;
  return bare.startsWith('[') && bare.endsWith(']') ? bare.slice(1, -1) : bare;
}

const CONTROL = /[\u0000-\u001f\u007f]/;

function parse(text: string): GoUrl {
  if (CONTROL.test(text)) fail('net/url: invalid control character in URL');
  const { scheme, rest: afterScheme } = splitScheme(text);
  const [rest = ''] = afterScheme.split('?', 1);
  const nothing = { scheme, opaque: '', userinfo: undefined, host: '', path: '' };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...nothing, opaque: rest };
    if (rest.split('/', 1)[0]?.includes(':') === true) fail('first path segment in URL cannot contain colon');
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  if (!hasAuthority) {
    checkEscapes(rest, 'path');
    return { ...nothing, path: rest };
  }
  const slash = rest.indexOf('/', 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  checkHost(scheme, host);
  const userinfo = at < 0 ? undefined : authority.slice(0, at);
  if (userinfo !== undefined) checkUserinfo(userinfo);
  checkEscapes(path, 'path');
  return { ...nothing, userinfo, host, path };
}

/** net/url getScheme. */
function splitScheme(text: string): { readonly scheme: string; readonly rest: string } {
  if (text.startsWith(':')) fail('missing protocol scheme');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1] ?? '';
  return { scheme: scheme.toLowerCase(), rest: scheme === '' ? text : text.slice(scheme.length + 1) };
}

function checkHost(scheme: string, host: string): void {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) fail('invalid IP-literal');
  if (bracket === 0) {
    const close = host.lastIndexOf(']');
    if (close < 0) fail("missing ']' in host");
    checkPort(host.slice(close + 1));
    const address = host.slice(1, close);
    if (!/^[0-9a-f:.]*:[0-9a-f:.]*(?:%25.+)?$/i.test(address))
      fail(`invalid host: ParseAddr(${quote(address)}): unable to parse IP`);
    return;
  }
  const isStrict = scheme === 'http' || scheme === 'https';
  const colon = isStrict ? host.indexOf(':') : host.lastIndexOf(':');
  if (colon >= 0) checkPort(host.slice(colon));
  checkEscapes(host, 'host');
}

function checkPort(text: string): void {
  if (!isOptionalPort(text)) fail(`invalid port ${quote(text)} after host`);
}

const isOptionalPort = (text: string): boolean => /^(?::[0-9]*)?$/.test(text);

function checkUserinfo(userinfo: string): void {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) fail('net/url: invalid userinfo');
  checkEscapes(userinfo, 'path');
}

/** net/url unescape, as far as it refuses. */
function checkEscapes(text: string, part: 'host' | 'path'): void {
  if (/^[A-Za-z0-9._/-]*$/.test(text) && (part === 'path' || !text.includes('/'))) return;
  for (const [piece] of text.matchAll(/%.{0,2}|[^%]/gsu)) {
    if (piece.startsWith('%')) {
      if (!/^%[0-9a-f]{2}$/i.test(piece)) fail(`invalid URL escape ${quote(piece)}`);
      if (part === 'host' && /^%[0-7]/.test(piece) && piece !== '%25') fail(`invalid URL escape ${quote(piece)}`);
    } else if (part === 'host' && /^[\s^`{|}\\#/?@%]$/.test(piece) && piece.charCodeAt(0) < 0x80) {
      fail(`invalid character ${quote(piece)} in host name`);
    }
  }
}
