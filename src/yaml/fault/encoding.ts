import type { YamlProblem } from '../tree.ts';

/** Not allowed in YAML, and what a decoder leaves where bytes were no UTF-8. */
const BAD_CHARACTER = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\x80-\x84\x86-\x9F\uFFFD-\uFFFF]/;

/** At most one problem: the first character of `text` that no YAML reader takes. `offset` is where `text` starts. */
export function encodingProblems(text: string, offset: number): YamlProblem[] {
  const match = BAD_CHARACTER.exec(text);
  if (match === null) return [];
  const character = match[0];
  const span = { start: offset + match.index, end: offset + match.index + 1 };
  if (offset === 0 && match.index < 4 && text.slice(0, 512).includes('\0')) {
    return [
      {
        code: 'bad-encoding',
        span,
        message: 'this looks like UTF-16 or a binary file; manifests are UTF-8',
        help: 'save the file as UTF-8',
      },
    ];
  }
  if (character === '\uFFFD') {
    return [
      {
        code: 'bad-encoding',
        span,
        message: 'here stand bytes that are not UTF-8',
        help: 'save the file as UTF-8',
      },
    ];
  }
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return [
    {
      code: 'bad-encoding',
      span,
      message: `the character U+${code} is not allowed in YAML`,
      help: `remove it, or write \`\\u${code}\` in double quotes`,
    },
  ];
}
