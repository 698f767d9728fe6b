import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marshal, offsetInString } from '../../../src/manifest/controller/json/marshal.ts';
import { findMetricTags, resolveMetric } from '../../../src/manifest/controller/substitute/metric.ts';
import { findTags, tagArgument } from '../../../src/manifest/controller/substitute/tags.ts';
import { resolveQuotedText, resolveText } from '../../../src/manifest/controller/substitute/text.ts';

const ARGS = [{ name: 'a', value: '1' }];
const prometheus = (query: string) => ({ name: 'm', provider: { prometheus: { query } } });
const errorOf = (resolved: { ok: boolean; error?: string }) => (resolved.ok ? undefined : resolved.error);

describe('tags of a text', () => {
  it('end at the first closing brackets, whatever stands between', () => {
    expect(findTags('x{{{args.a}}}y')).toEqual({
      tags: [{ inner: '{args.a', span: { start: 1, end: 12 }, innerSpan: { start: 3, end: 10 } }],
      unclosed: undefined,
    });
  });

  it('leave an unclosed bracket to the caller', () => {
    expect(findTags('{{args.a}} {{b')).toMatchObject({ tags: [{ inner: 'args.a' }], unclosed: 11 });
  });

  it.each([
    ['args.a', 'a'],
    [' args.a-b.c\n', 'a-b.c'],
    ['\u0085args.a\u00a0', 'a'],
    ['\ufeffargs.a', undefined],
    ['Args.a', undefined],
    ['a', undefined],
  ])('name an argument: %j names %j', (inner, name) => {
    expect(tagArgument(inner)).toBe(name);
  });

  it('never overlap and cover exactly their brackets', () => {
    const text = fc.array(fc.constantFrom('{', '}', '{{', '}}', 'a', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (value) => {
        let from = 0;
        for (const { span, inner } of findTags(value).tags) {
          expect(span.start).toBeGreaterThanOrEqual(from);
          expect(value.slice(span.start, span.end)).toBe(`{{${inner}}}`);
          expect(inner).not.toContain('}}');
          from = span.end;
        }
      }),
    );
  });
});

describe('substitution in a text', () => {
  it('reports the last tag that names nothing, and all of them', () => {
    const resolved = resolveText('{{args.x}} {{ args.y }}', ARGS);
    expect(resolved).toMatchObject({ ok: false, code: 'tag-unresolved', error: 'failed to resolve {{ args.y }}' });
    expect(resolved.ok ? [] : resolved.unresolved?.map(({ inner }) => inner)).toEqual(['args.x', ' args.y ']);
  });

  it('fails for an argument without a value even if nothing uses it', () => {
    expect(resolveText('plain', [{ name: 'z' }])).toEqual({
      ok: false,
      code: 'argument-not-supplied',
      error: 'argument "z" was not supplied',
      argument: 'z',
    });
  });

  it('looks for unclosed brackets before it looks at arguments', () => {
    expect(errorOf(resolveText('{{args.a', [{ name: 'z' }]))).toBe(
      'Cannot find end tag="}}" in the template="{{args.a" starting from "args.a"',
    );
  });

  it('does not scan what it pasted', () => {
    expect(resolveText('{{args.a}}', [{ name: 'a', value: '{{args.b}}' }])).toEqual({ ok: true, value: '{{args.b}}' });
  });

  it('escapes values as Go quotes strings where the text is JSON', () => {
    expect(resolveQuotedText('{{args.a}}', [{ name: 'a', value: '"\n\u0007' }])).toEqual({
      ok: true,
      value: '\\"\\n\\a',
    });
  });
});

describe('substitution in a metric', () => {
  it('reaches names, limits, conditions, keys and provider fields', () => {
    const metric = {
      name: '{{args.a}}',
      count: '{{args.a}}',
      provider: { datadog: { queries: { 'q{{args.a}}': 'x' } } },
      unknown: '{{args.nope}}',
    };
    expect(resolveMetric(metric, ARGS)).toMatchObject({
      ok: true,
      metric: { name: '1', count: '1', provider: { datadog: { queries: { q1: 'x' } } } },
    });
  });

  it('says where a tag stands, across escapes', () => {
    const query = 'a"\n😀{{args.a}}';
    expect(findMetricTags(prometheus(query)).tags).toEqual([
      {
        inner: 'args.a',
        argument: 'a',
        from: { path: ['provider', 'prometheus', 'query'], isKey: false, offset: 5 },
        to: { path: ['provider', 'prometheus', 'query'], isKey: false, offset: 15 },
        swallows: false,
      },
    ]);
  });

  it('lets an unclosed bracket swallow the JSON up to the next closing ones', () => {
    const resolved = resolveMetric({ name: 'm', provider: { influxdb: { query: '{{foo' } } }, []);
    expect(resolved).toMatchObject({ ok: false, error: 'failed to resolve {{foo"}}' });
    expect(resolved.tags).toMatchObject([{ swallows: true, to: undefined, from: { offset: 0 } }]);
  });

  it('lets it end in another string', () => {
    const metric = { name: 'm', successCondition: '{{x', failureCondition: 'y}}', provider: {} };
    expect(findMetricTags(metric).tags).toMatchObject([
      {
        inner: 'x","failureCondition":"y',
        swallows: true,
        from: { path: ['successCondition'], offset: 0 },
        to: { path: ['failureCondition'], offset: 3 },
      },
    ]);
  });

  it('takes the tag with the escapes of JSON: a tab is no space there', () => {
    expect(errorOf(resolveMetric(prometheus('{{\targs.a}}'), ARGS))).toBe('failed to resolve {{\\targs.a}}');
    expect(errorOf(resolveMetric(prometheus('{{a<b}}'), ARGS))).toBe('failed to resolve {{a\\u003cb}}');
  });

  it('reports the last tag in the order in which the controller writes the metric', () => {
    const metric = { provider: { web: { url: '{{first}}' } }, consecutiveSuccessLimit: '{{last}}', name: 'm' };
    expect(errorOf(resolveMetric(metric, []))).toBe('failed to resolve {{last}}');
  });

  it.each([
    ['\u0007', 'a'],
    ['\u000b', 'v'],
    ['\u007f', 'x'],
    ['\u{e0001}', 'U'],
  ])('refuses a value that Go quotes in a way JSON does not know: %j', (value, letter) => {
    expect(resolveMetric(prometheus('{{args.a}}'), [{ name: 'a', value }])).toMatchObject({
      ok: false,
      code: 'value-not-json',
      error: `invalid character '${letter}' in string escape code`,
      argument: 'a',
    });
  });

  it('keeps every value that JSON can hold', () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .filter((value) => !/[\0-\x07\x0b\x0e-\x1f\x7f]|\P{Assigned}/u.test(value));
    fc.assert(
      fc.property(text, (value) => {
        const resolved = resolveMetric(prometheus('<{{args.a}}>'), [{ name: 'a', value }]);
        if (resolved.ok) expect(resolved.metric).toEqual({ ...prometheus(`<${value}>`) });
        else expect(resolved.code).toBe('value-not-json');
      }),
    );
  });
});

describe('the JSON of the controller', () => {
  it('has zero values, the order of the structs and HTML escapes, and drops unknown fields', () => {
    const metric = { provider: { prometheus: { query: 'a<b', nope: 1 } }, name: 'm', interval: '' };
    expect(marshal(metric, '@Metric').text).toBe(
      '{"name":"m","provider":{"prometheus":{"query":"a\\u003cb","authentication":{"sigv4":{},"oauth2":{},"basicAuth":{}}}}}',
    );
  });

  it('writes what is missing only where Go would', () => {
    expect(marshal({ provider: { job: {} } }, '@Metric').text).toBe(
      '{"name":"","provider":{"job":{"metadata":{},"spec":{"template":{"metadata":{},"spec":{"containers":null}}}}}}',
    );
    expect(marshal({ provider: { job: {} } }, '@Metric', { sparse: true }).text).toBe('{"provider":{"job":{}}}');
  });

  it('maps offsets of strings back to their values', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { text, strings } = marshal({ name: value }, '@Metric');
        const [place] = strings;
        if (place === undefined) return value === '' && text.startsWith('{"name":""');
        expect(JSON.parse(`"${text.slice(place.start, place.end)}"`)).toBe(value);
        expect(offsetInString(place, place.start)).toBe(0);
        expect(offsetInString(place, place.end)).toBe(value.length);
        return true;
      }),
    );
  });

  it('survives any value and any depth', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void JSON.parse(marshal(value, '@Metric').text)));
    let deep: unknown = 'x';
    for (let level = 0; level < 50_000; level++) deep = [deep];
    expect(() => marshal({ provider: { web: { jsonBody: deep } } }, '@Metric')).not.toThrow();
  });
});
