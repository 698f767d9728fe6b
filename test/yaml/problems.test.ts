import { describe, expect, test } from 'vitest';
import { MAX_DEPTH } from '../../src/yaml/compose/anchors.ts';
import { MAX_DOCUMENT_LENGTH, parseYaml } from '../../src/yaml/parse.ts';

/** Each problem as `text it points at | message | help`. */
const said = (text: string): string[] =>
  parseYaml(text).flatMap(({ problems }) =>
    problems.map(({ span, message, help }) =>
      [text.slice(span.start, span.end), message, ...(help === undefined ? [] : [help])].join(' | '),
    ),
  );

describe('syntax errors are named by their cause, one for each', () => {
  test.each<[string, string[]]>([
    [
      'a:\n\tb: 1\n\tc: 2\n',
      ['\t | a tab indents this line, where YAML takes only spaces | replace the tab by spaces'],
    ],
    ['a: 1\n\t\nb: 2\n', ['\t | a tab stands here, where Kubernetes takes only spaces | remove it, or use spaces']],
    ['-\tx\n', ['\t | a tab stands here, where Kubernetes takes only spaces | remove it, or use spaces']],
    [
      'metadata:\n  name:foo\n  namespace: x\n',
      ['name: | a space is missing after the colon of `name:` | write `name: foo`'],
    ],
    [
      'spec:\n    a: 1\n  b: 2\n  c: 3\n',
      ['b: 2 | this line is indented by 2 spaces, which fits no line above | the line above is indented by 4 spaces'],
    ],
    [
      'spec:\n  a: 1\n    b: 2\n  c: 3\n',
      ['b | `b: 2` is indented below `a: 1`, which has a value already | align it with the key above: 2 spaces'],
    ],
    [
      'a:\n  - b\n - c\n',
      ['- c | this item is indented by 1 space, which fits no list above | align its `-` with the other items'],
    ],
    [
      'a:\n  - name: x\n   value: 1\n',
      [
        'value: 1 | this line is indented by 3 spaces, which fits neither the items of the list above (2) nor what is in them | align it with the first key of the item',
      ],
    ],
    [
      'a: "x\nb: 1\nc: "y"\n',
      [
        '" | the quote `"` that opens here is not closed where it should be | close it, and indent the lines inside deeper than the key',
      ],
    ],
    [
      "a: '3000''\nb: '/x'\n",
      [
        "' | the quote `'` that opens here is not closed where it should be | close it, and indent the lines inside deeper than the key",
      ],
    ],
    [
      "a: 'it's here'\nb: 1\n",
      ["s here' | `s here'` stands after the closing quote | inside of '…' write '' for an apostrophe"],
    ],
    [
      'a: [1, 2\nb: 3\nc: 4\n',
      [
        '[ | the bracket `[` that opens here is not closed where it should be | close it, and indent the lines inside by spaces, deeper than the key',
      ],
    ],
    ['a: [1]]\nb: 2\n', ['] | `]` closes nothing | remove it']],
    ['a: ["x" "y"]\n', ['" | a comma is missing before `"y"]`']],
    ['{\n  "a": 1\n  "b": 2\n}\n', ['"a": 1 | a comma is missing at the end of this line']],
    [
      'a: {{args.x}}-y\nb: [{{ args.z }}]\n',
      [
        '{{args.x}}-y | `{{args.x}}-y` without quotes is a map for YAML, not a placeholder | put it into quotes: `"{{args.x}}-y"`',
        '{{ args.z }} | `{{ args.z }}` without quotes is a map for YAML, not a placeholder | put it into quotes: `"{{ args.z }}"`',
      ],
    ],
    [
      'a:\n  {{- toYaml .x | nindent 4 }}\nb: {{ .Values.y }}\n',
      [
        '{{- toYaml .x | nindent 4 }} | this is a Helm template, which becomes YAML only when it is rendered | lint what `helm template` prints',
      ],
    ],
    ['a: 1\nEOF\n', ['EOF | `EOF` belongs to a shell script, not to the manifest | remove the line']],
    [
      '```yaml\na: 1\n```\n',
      [
        '```yaml | the fence of a Markdown code block stands here | remove the line',
        '``` | the fence of a Markdown code block stands here | remove the line',
      ],
    ],
    [
      'a: 1\n<<<<<<< HEAD\nb: 1\n',
      ['<<<<<<< HEAD | an unresolved merge conflict stands here | keep one side and remove the markers'],
    ],
    [
      'message: error: it broke\n',
      [
        'error: it broke | the unquoted text `error: it broke` has a colon followed by a blank, which starts another key | put it into quotes: `"error: it broke"`',
      ],
    ],
    ['a: @x\n', ['@x | unquoted text cannot start with `@` | put it into quotes: `"@x"`']],
    [
      'condition: >= 0.95\n',
      [
        '>= 0.95 | `>` starts a block of text, so nothing but `+`, `-` and a digit may follow it on its line | if `>= 0.95` is the value, put it into quotes: `">= 0.95"`',
      ],
    ],
    ['b: [0] > 1\n', ['> 1 | `> 1` stands after the closing `]` | put all of the value into quotes']],
    [
      'a: "\\d+"\n',
      [
        '\\d | `\\d` is no escape that double quotes know | write `\\\\d` for a backslash, or use single quotes, which have no escapes',
      ],
    ],
    [
      'a: 1\nfoo\nb: 2\n',
      [
        'foo | `foo` is no `key: value` and belongs to nothing above | write a colon after a key, and indent the lines of a text',
      ],
    ],
    ['a: - b\n', ['a: - b | a list cannot start on the line of its key | start it on the next line']],
    [
      'a: 1\n- b\n',
      ['- b | a list item cannot stand among the keys of a map | indent the item below its key, or remove the `-`'],
    ],
    ['--- a: 1\n', ['a | a map or list cannot start on the line of `---` | start it on the next line']],
    ['a: "b"#c\n', ['#c | a comment needs a space before its `#`']],
    [
      'a: [http://x?y=1]\n',
      [
        'http://x?y=1 | the unquoted text `http://x?y=1` has a `?`, which Kubernetes\' decoder refuses inside of brackets | put it into quotes: `"http://x?y=1"`',
      ],
    ],
    [
      ' a: 1\nb: 2\n',
      [
        'b | this line is indented less than the first one, which ends the document; kubectl drops what follows | align it with the first line',
      ],
    ],
    [
      'a: *.example.com\n',
      [
        '*.example.com | `*.example.com` reads as an alias, whose name takes only letters, digits, `-` and `_` | for the text, put it into quotes: `"*.example.com"`',
      ],
    ],
    [
      'a: |\n  \tb\n',
      [
        '\t | a tab stands where the indentation of the text is sought; Kubernetes refuses the document | indent the first line of the text by spaces only',
      ],
    ],
  ])('%j', (text, problems) => {
    expect(said(text)).toEqual(problems);
  });

  test('an unquoted placeholder is kept as text', () => {
    const root = parseYaml('a: {{args.x}}\n')[0]?.root;
    expect(root?.kind === 'map' && root.get('a')).toMatchObject({
      kind: 'scalar',
      text: '{{args.x}}',
      span: { start: 3, end: 13 },
    });
  });

  test('mistakes far apart are told apart', () => {
    expect(said('a: "x" y\nb: 1\nc: 2\nd: "x" y\n')).toHaveLength(2);
  });

  test('a text that is no YAML at all is not listed to the last line', () => {
    expect(said('a: @b\n'.repeat(1000)).filter((line) => line.includes('cannot start'))).toHaveLength(100);
  });

  test('what a fault upsets is not reported as well', () => {
    expect(
      parseYaml('a: 1\n- a: 2\n  a: 3\na: 4\n').flatMap(({ problems }) => problems.map(({ code }) => code)),
    ).toEqual(['syntax']);
  });
});

describe('text that is no YAML', () => {
  test.each([
    ['a: \uFFFD\nb: \uFFFD\n', '\uFFFD', 'here stand bytes that are not UTF-8'],
    ['a: b\x01\n', '\x01', 'the character U+0001 is not allowed in YAML'],
    ['a: "b\x7F"\n', '\x7F', 'the character U+007F is not allowed in YAML'],
    ['\uFFFD\uFFFDa\0:\0 \x001\0', '\uFFFD', 'this looks like UTF-16 or a binary file; manifests are UTF-8'],
    ['a\0:\0 \x001\0', '\0', 'this looks like UTF-16 or a binary file; manifests are UTF-8'],
  ])('%j', (text, at, message) => {
    const problems = parseYaml(text)
      .flatMap((document) => document.problems)
      .filter(({ code }) => code === 'bad-encoding');
    expect(problems.map(({ span, message: told }) => [text.slice(span.start, span.end), told])).toEqual([
      [at, message],
    ]);
  });

  test('emoji, a byte order mark in front and U+0085 are allowed', () => {
    expect(said('\uFEFFa: 😀\u0085\n')).toEqual([]);
  });
});

describe('limits', () => {
  test.each([
    ['lists in brackets', '['.repeat(10_000)],
    ['maps in brackets', '{a: '.repeat(10_000)],
    ['block lists', `${'- '.repeat(10_000)}a`],
    ['block maps', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['keys', '? '.repeat(10_000)],
  ])('%s nested too deep end at once', (_name, text) => {
    const start = performance.now();
    const [document] = parseYaml(text);
    expect(document?.problems.map(({ code }) => code)).toEqual(['too-deep']);
    expect(document?.root).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test.each([99, 150, MAX_DEPTH - 1])('%i levels are read', (depth) => {
    expect(said('['.repeat(depth) + ']'.repeat(depth))).toEqual([]);
    expect(said('- '.repeat(depth))).toEqual([]);
  });

  test('a document beyond the limit is not read, the others of the file are', () => {
    const documents = parseYaml(`a: ${'x'.repeat(MAX_DOCUMENT_LENGTH)}\n---\nb: 1\n`);
    expect(documents.map(({ problems }) => problems.map(({ code }) => code))).toEqual([['too-large'], []]);
  });

  test.each([
    ['keys', (n: number) => Array.from({ length: n }, (_, i) => `k${i}: v`).join('\n')],
    [
      'keys that the library reads',
      (n: number) => `a: &x 1\n${Array.from({ length: n }, (_, i) => `k${i}: v`).join('\n')}`,
    ],
    ['equal keys', (n: number) => 'k: v\n'.repeat(n)],
    ['faults on a line', (n: number) => '! '.repeat(n)],
    ['values after values', (n: number) => '[a] '.repeat(n)],
    ['quotes that stay open', (n: number) => 'a: "\n'.repeat(n)],
    ['placeholders on a line', (n: number) => `a: [${'{{x}}, '.repeat(n)}]`],
    ['comments', (n: number) => `a: &x 1\n${'# c\n'.repeat(n)}b: 1`],
    ['blanks', (n: number) => `a: &x b${' '.repeat(n)}c`],
  ])('twenty thousand %s take no quadratic time', (_name, make) => {
    const time = (n: number): number => {
      const text = make(n);
      const times = [1, 2, 3].map(() => {
        const start = performance.now();
        parseYaml(text);
        return performance.now() - start;
      });
      return Math.min(...times);
    };
    time(500);
    const small = Math.max(time(5000), 40);
    expect(time(20_000) / small).toBeLessThan(12);
  });
});
