import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { preparePromql } from '../../src/promql/prepare.ts';
import { errorOf, readText, shape } from './support.ts';

await preparePromql();

describe('text that is wrong', () => {
  test.each([
    ['nothing', '', 'm: it is empty'],
    [
      'no end',
      'a 1 1.5\n',
      'm:1: the text does not end with `# EOF`, but its times are seconds, as in OpenMetrics: it was cut off',
    ],
    [
      'no end and whole seconds',
      'a 1 1709294400\n',
      'm:1: the text does not end with `# EOF`, but its times can only be seconds, as in OpenMetrics: it was cut off',
    ],
    [
      'an end inside a line',
      'a 1 1.5\na{b="',
      'm:2:2: a quoted text is not closed; the text ends in this line: it may have been cut off',
    ],
    ['more after the end', 'a 1 1\n# EOF\na 1 2\n', 'm:3:1: unexpected data after # EOF'],
    [
      'no time',
      'up 1\n# EOF',
      'm:1:5: the sample has no time: save the metrics with their times, with `rolloutlint record` or `promtool tsdb dump-openmetrics`',
    ],
    ['no time but an exemplar', 'up 1 # {a="1"} 1\n# EOF', /^m:1:5: the sample has no time/],
    ['no value', 'up\n# EOF', 'm:1:3: expected a value'],
    ['a name that is none', 'up 1 1\né{a="1"} x 1\n# EOF', 'm:2:1: expected the name of a metric'],
    ['words for numbers', 'up{a="é"} 0x 1\n# EOF', 'm:1:11: "0x" is not a number'],
    ['underscores', 'up 1_0 1\n# EOF', 'm:1:4: "1_0" is not a number'],
    ['a huge exponent', 'up 1e999 1\n# EOF', 'm:1:4: "1e999" is not a number'],
    ['a time that is NaN', 'up 1 NaN\n# EOF', 'm:1:6: "NaN" is out of range for a time'],
    ['a time beyond the calendar', 'up 1 1e300\n# EOF', 'm:1:6: "1e300" is out of range for a time'],
    [
      'milliseconds for seconds',
      'up 1 1\nup 1 1709294400685000\n# EOF',
      'm:2: the time is out of range: OpenMetrics has seconds',
    ],
    ['a text behind the time', 'up 1 1 2\n# EOF', 'm:1:8: unexpected "2" after the time'],
    ['labels that do not end', 'up{a="1" 1 1\n# EOF', 'm:1:3: the labels are not closed with `}`'],
    ['a text that does not end', 'up{a="1 1 1\n# EOF', 'm:1:3: a quoted text is not closed'],
    ['a label twice', 'up{a="1",a="2"} 1 1\n# EOF', 'm:1:10: label name is not unique'],
    ['two names', 'up{"down"} 1 1\n# EOF', 'm:1:4: metric name already set'],
    ['no name', '{a="1"} 1 1\n# EOF', 'm:1:1: the series has no metric name'],
    ['no comma', 'up{a="1"b="2"} 1 1\n# EOF', 'm:1:9: expected comma or brace close'],
    ['no quotes', 'up{a=1} 1 1\n# EOF', 'm:1:6: expected label value in double quotes'],
    ['HTML', '<html>\n', /^m: it begins with "<html>", which is no recording: known are OpenMetrics/],
    [
      'two values at a time',
      '# TYPE up gauge\nup 1 1\ndown 1 1\n# HELP up of it\n\nup 2 1\n# EOF',
      'm:6: duplicate sample for timestamp: {__name__="up"} has 2 at 1970-01-01T00:00:01.000Z, but 1 in line 2',
    ],
  ])('says what is wrong: %s', (_, text, expected) => {
    if (typeof expected === 'string') expect(errorOf(text)).toBe(expected);
    else expect(errorOf(text)).toMatch(expected);
    expect(errorOf(text, 1)).toBe(errorOf(text));
  });

  test('invalid UTF-8 in a label is an error at its series', () => {
    expect(
      errorOf(
        Uint8Array.from(
          [...'a{b="'].map((c) => c.charCodeAt(0)).concat([0xff, 0x22, 0x7d, 0x20, 0x31, 0x20, 0x31, 0x0a]),
        ),
      ),
    ).toBe('m:1:1: invalid UTF-8 in the name of a series');
  });

  test('samples out of order are sorted, which is noted; the same sample twice is one', () => {
    const recording = readText('a 1 3\nb 5 1\na 2 1\na 1 3\n# EOF');
    expect(shape(recording)).toEqual([
      ['{__name__="a"}', [1000, 3000], [2, 1]],
      ['{__name__="b"}', [1000], [5]],
    ]);
    expect(recording.notes).toEqual(['m: samples of 1 series were not in order of time and have been sorted']);
  });

  test('labels of a megabyte, NUL and names that objects have are labels like others', () => {
    const long = 'x'.repeat(1 << 20);
    const { series } = readText(
      `a{b="${long}\\\\\0"} 1 1\na{__proto__="1",constructor="2",hasOwnProperty="3"} 1 1\n# EOF`,
      1 << 16,
    );
    expect(series.map(({ labels }) => labels.names.length)).toEqual([4, 2]);
    expect(series[1]?.labels.get('b')).toBe(`${long}\\\0`);
  });

  test('a line without an end is refused before it fills the memory', () => {
    const piece = new Uint8Array(1 << 20).fill(0x61);
    expect(errorOf(Buffer.concat(Array.from({ length: 65 }, () => piece)), 1 << 20)).toBe(
      'm:1: a line of more than 64 MB',
    );
  });

  test('any bytes give a recording or one line of error, in any pieces the same', () => {
    const words = fc.constantFrom(
      'a',
      '{',
      '}',
      '"',
      '\\',
      ' ',
      '\n',
      '1',
      '.5',
      'NaN',
      '# EOF',
      '# ',
      ',',
      '=',
      'é',
      '\r',
      '[',
      ']',
      ':',
      'null',
      '{"metric":{',
      '"values"',
      '{"status":"success","data":{"result":[',
      'load 5m\n',
      'tests:\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc.array(words, { maxLength: 30 }).map((all) => new TextEncoder().encode(all.join(''))),
        ),
        fc.integer({ min: 1, max: 10 }),
        (bytes, pieces) => {
          const error = errorOf(bytes);
          expect(error).not.toContain('\n');
          expect(errorOf(bytes, pieces) === '').toBe(error === '');
        },
      ),
      { numRuns: 400 },
    );
  });
});
