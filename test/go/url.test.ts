import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostnameOf, parseUrl } from '../../src/go/url.ts';

const errorOf = (text: string) => {
  const parsed = parseUrl(text);
  return parsed.ok ? undefined : parsed.error;
};
const urlOf = (text: string) => {
  const parsed = parseUrl(text);
  return parsed.ok ? parsed.url : undefined;
};

describe('a URL', () => {
  it.each([
    ['http://prometheus.monitoring:9090/x?y#z', 'http', 'prometheus.monitoring:9090'],
    ['HTTP://h', 'http', 'h'],
    ['//h/p', '', 'h'],
    ['http:///p', 'http', ''],
    ['https://me:secret@h:1', 'https', 'h:1'],
    ['http://[::1]:80', 'http', '[::1]:80'],
    ['http://<HOST>:9090', 'http', '<HOST>:9090'],
    ['', '', ''],
  ])('%s has a scheme and a host', (text, scheme, host) => {
    expect(urlOf(text)).toMatchObject({ scheme, host });
  });

  it('takes a host before a colon for the scheme', () => {
    expect(urlOf('prometheus.monitoring:9090')).toMatchObject({
      scheme: 'prometheus.monitoring',
      opaque: '9090',
      host: '',
    });
  });

  it('knows user and password, up to the last @', () => {
    expect(urlOf('http://a:b@c@h')).toMatchObject({ userinfo: 'a:b@c', host: 'h' });
  });

  it.each([
    ['10.0.0.1:9090', 'parse "10.0.0.1:9090": first path segment in URL cannot contain colon'],
    [' http://h', 'parse " http://h": first path segment in URL cannot contain colon'],
    [':9090', 'parse ":9090": missing protocol scheme'],
    ['http://a b', 'parse "http://a b": invalid character " " in host name'],
    ['http://h:x', 'parse "http://h:x": invalid port ":x" after host'],
    ['http://h:1:2', 'parse "http://h:1:2": invalid port ":1:2" after host'],
    ['http://h%zz', 'parse "http://h%zz": invalid URL escape "%zz"'],
    ['http://h%41', 'parse "http://h%41": invalid URL escape "%41"'],
    ['http://[::1', `parse "http://[::1": missing ']' in host`],
    ['http://a b@h', 'parse "http://a b@h": net/url: invalid userinfo'],
    ['http://h\n', 'parse "http://h\\n": net/url: invalid control character in URL'],
    ['#%zz', 'parse "#%zz": invalid URL escape "%zz"'],
  ])('%j is refused in Go’s words', (text, error) => {
    expect(errorOf(text)).toBe(error);
  });

  it('has a host name without port and brackets', () => {
    const nameOf = (text: string) => {
      const url = urlOf(text);
      return url === undefined ? undefined : hostnameOf(url);
    };
    expect(nameOf('http://h.x:80')).toBe('h.x');
    expect(nameOf('http://[fe80::1]:80')).toBe('fe80::1');
    expect(nameOf('http://[::1]')).toBe('::1');
    expect(nameOf('http://h:')).toBe('h');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = parseUrl(text);
        expect(parsed.ok ? typeof parsed.url.host : parsed.error.startsWith('parse "')).toBeTruthy();
      }),
    );
  });
});
