import { describe, expect, test } from 'vitest';
import { readText as read, shape } from './support.ts';

describe('OpenMetrics text', () => {
  test('gives series in order of their labels, seconds as milliseconds, whatever pieces it comes in', () => {
    const text = [
      '# TYPE a counter',
      '# HELP a what # EOF it is',
      'b_total{y="2",x="1"} 5 1.5',
      'b_total{x="1",y="2",} 6 2.5 # {trace="1"} 3 4',
      'a -1.5e3 1709294400.685',
      'a +Inf 1709294401.001',
      'a_created 3 1709294401.001',
      '# EOF',
      '',
    ].join('\n');
    const expected = [
      ['{__name__="a"}', [1709294400685, 1709294401001], [-1500, Infinity]],
      ['{__name__="a_created"}', [1709294401001], [3]],
      ['{__name__="b_total", x="1", y="2"}', [1500, 2500], [5, 6]],
    ];
    for (const pieces of [1, 2, 3, 7, 50, Infinity]) expect(shape(read(text, pieces))).toEqual(expected);
    expect(shape(read(`\u{feff}${text.replaceAll('\n', '\r\n')}`, 5))).toEqual(expected);
  });

  test('cuts seconds down to milliseconds as upstream does', () => {
    const { series } = read('a 1 1.001\na 1 1.005\na 1 -1.005\n# EOF');
    expect([...(series[0]?.timestampsMs ?? [])]).toEqual([-1004, 1000, 1004]);
  });

  test('reads quoted names, escapes and hostile labels', () => {
    const { series } = read(
      '{"my.metric","a b"="c\\nd\\"e\\\\\\t","__proto__"="x","constructor"="}"} 1 1\nb{c="#{\\"}"} 2 1\n# EOF\n',
    );
    expect(
      series.map(({ labels }) => Object.fromEntries(labels.names.map((name, i) => [`:${name}`, labels.values[i]]))),
    ).toEqual([
      { ':__name__': 'b', ':c': '#{"}' },
      { ':__name__': 'my.metric', ':__proto__': 'x', ':a b': 'c\nd"e\\\\t', ':constructor': '}' },
    ]);
  });
});
