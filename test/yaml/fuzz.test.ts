import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Span } from '../../src/text/span.ts';
import { readBlockDocument } from '../../src/yaml/compose/block-reader.ts';
import { parseWithLibrary, parseYaml } from '../../src/yaml/parse.ts';
import { splitDocuments } from '../../src/yaml/split.ts';
import type { YamlNode, YamlProblem, YamlScalar } from '../../src/yaml/tree.ts';
import { decodeJson } from '../../src/yaml/walk.ts';

const OWN = [
  'apiVersion: v1\nkind: List\nitems:\n  - {a: [1, "x"], b: \'y\'}\n  - # c\n    k: |-\n      a\n\n        b\n    l: >\n      c\n      d\n',
  'a: &x {k: 1}\nb:\n  <<: *x\n  "q\\n": !!str 1\n? c\n: - - d\n  - "e\n    f"\n',
  '%TAG !e! tag:e\n---\na: !e!x 1\n...\n# c\n---\n{"a": [1, 2, {"b": null}]}\n',
  'a:\r\n  b: "c" # d\r\n  e:\r\n  - f\r\n',
];

const folder = process.env['ROLLOUTLINT_CORPUS'] ?? '../shared/corpus';

function corpus(): string[] {
  if (!existsSync(folder)) {
    console.info(`${folder} is absent: only the built-in samples are used`);
    return OWN;
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(?:ya?ml|json)$/.test(file),
  );
  return [...OWN, ...files.sort().map((file) => readFileSync(path.join(folder, file), 'utf8'))];
}

const texts = corpus();
const documents = texts.flatMap((text) => splitDocuments(text).map(({ start, end }) => text.slice(start, end)));
const short = documents.filter((document) => document.length < 2000);

const piece = fc.oneof(
  fc.constantFrom(
    ...':-#"\'{}[],|>%@`?\\&*!~ \t\n\r',
    '- ',
    ': ',
    ' #',
    '---\n',
    '\n...\n',
    '<<: ',
    '&a ',
    '*a',
    '{{',
    '}}',
    '\n  ',
    '\r\n',
    '\uFEFF',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.string({ maxLength: 5 }),
);

/** A document with pieces put in, taken out and moved. */
const mutated = fc
  .tuple(
    fc.constantFrom(...short),
    fc.array(fc.tuple(fc.nat(), fc.nat(4), fc.oneof(piece, fc.constant(''))), { minLength: 1, maxLength: 4 }),
  )
  .map(([document, changes]) => {
    let text = document;
    for (const [place, length, inserted] of changes) {
      const at = place % (text.length + 1);
      text = text.slice(0, at) + inserted + text.slice(at + length);
    }
    return text;
  });

const truncated = fc
  .tuple(fc.constantFrom(...short), fc.nat())
  .map(([document, at]) => document.slice(0, at % (document.length + 1)));
const noise = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));

/** What is wrong with the tree, down to every run of every scalar. */
function unsound(text: string): string[] {
  const wrong: string[] = [];
  const seen = new Set<YamlNode>();
  const inFile = ({ start, end }: Span, what: string): void => {
    if (!(start >= 0 && start <= end && end <= text.length)) wrong.push(`${what} at ${start} to ${end}`);
  };
  const visit = (node: YamlNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    inFile(node.span, node.kind);
    if (node.kind === 'map') {
      for (const { key, value } of node.entries) {
        visit(key);
        visit(value);
      }
    } else if (node.kind === 'sequence') node.items.forEach(visit);
    else visitScalar(node);
  };
  const visitScalar = ({ embedded: { value, segments }, span, text: decoded }: YamlScalar): void => {
    if (value !== decoded)
      wrong.push(`the embedded text is ${JSON.stringify(value)} and not ${JSON.stringify(decoded)}`);
    let at = 0;
    let file = span.start;
    for (const segment of segments) {
      if (segment.value !== at || segment.file < file) wrong.push(`the run ${JSON.stringify(segment)} is out of order`);
      at += segment.length;
      file = segment.file + segment.fileLength;
      if (segment.verbatim && text.slice(segment.file, file) !== value.slice(segment.value, at)) {
        wrong.push(`the run ${JSON.stringify(segment)} is not verbatim`);
      }
    }
    if (at !== value.length || file > span.end) wrong.push(`the runs of ${JSON.stringify(value)} end wrongly`);
  };
  for (const { root, problems, comments, span } of parseYaml(text)) {
    if (root !== undefined) {
      visit(root);
      decodeJson(root);
    }
    for (const problem of problems) {
      inFile(problem.span, problem.code);
      if (/\n|\.$|^$/.test(problem.message)) wrong.push(`the message ${JSON.stringify(problem.message)}`);
      for (const related of problem.related ?? []) inFile(related.span, 'related');
    }
    for (const comment of comments) {
      const told = text.slice(comment.span.start, comment.span.end);
      if (comment.span.start < span.start || told !== `#${comment.text}`) wrong.push(`the comment ${told}`);
    }
  }
  return wrong;
}

describe('whatever comes in', () => {
  test.each([
    ['mutated documents', mutated, 400],
    ['truncated documents', truncated, 150],
    ['noise', noise, 400],
  ])('%s give a sound tree and problems, in time', (_name, arbitrary, numRuns) => {
    fc.assert(
      fc.property(arbitrary, (text) => {
        const start = performance.now();
        expect(unsound(text)).toEqual([]);
        expect(performance.now() - start).toBeLessThan(5000);
      }),
      { numRuns },
    );
  });

  test('every file of the corpus gives a sound tree', () => {
    for (const text of texts) expect(unsound(text)).toEqual([]);
  });
});

/** All that a document gives, in a form to compare. */
function dump(root: YamlNode | undefined, comments: unknown, problems: readonly YamlProblem[]): unknown {
  const node = (at: YamlNode): unknown => {
    if (at.kind === 'scalar')
      return { ...at.span, style: at.style, text: at.text, value: at.value, runs: at.embedded.segments };
    if (at.kind === 'sequence') return { ...at.span, flow: at.flow, items: at.items.map(node) };
    return {
      ...at.span,
      flow: at.flow,
      entries: at.entries.map(({ key, value, merged }) => [node(key), node(value), merged]),
    };
  };
  return { root: root && node(root), comments, problems: [...problems].sort((a, b) => a.span.start - b.span.start) };
}

/** True if the block reader took a document; it must then have made of it what the library does. */
function compareReaders(text: string): number {
  let read = 0;
  for (const span of splitDocuments(text)) {
    const ours = readBlockDocument(text, span);
    if (ours === undefined) continue;
    read++;
    const theirs = parseWithLibrary(text, span, text.slice(span.start, span.end), []);
    const [made, expected] = [ours, theirs].map(({ root, comments, problems }) =>
      JSON.stringify(dump(root, comments, problems)),
    );
    expect(made).toBe(expected);
  }
  return read;
}

describe("the block reader makes the same nodes as the library's parser", () => {
  test('of every document of the corpus that it takes', () => {
    let read = 0;
    for (const text of texts) read += compareReaders(text);
    expect(read).toBeGreaterThan(0);
  });

  test('of mutated documents', () => {
    fc.assert(
      fc.property(mutated, fc.boolean(), (text, isWindows) => {
        compareReaders(isWindows ? text.replaceAll(/\r?\n/g, '\r\n') : text);
      }),
      { numRuns: 600 },
    );
  });
});

describe('the library agrees', () => {
  test('on the text of every scalar of the corpus, wherever it finds no error', () => {
    let compared = 0;
    for (const text of documents) {
      const [theirs] = parseAllDocuments(text, {
        schema: 'failsafe',
        logLevel: 'silent',
        uniqueKeys: false,
        merge: false,
      });
      const [ours] = parseYaml(text);
      if (
        theirs === undefined ||
        theirs.errors.length > 0 ||
        ours?.root === undefined ||
        !text.endsWith('\n') ||
        text.includes('<<')
      )
        continue;
      const strings = (node: YamlNode): unknown => {
        if (node.kind === 'scalar') return node.text;
        if (node.kind === 'sequence') return node.items.map(strings);
        return node.entries.map(({ key, value }) => [key.text, strings(value)]);
      };
      const pairs = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(pairs);
        if (value instanceof Map) return [...value].map(([key, item]) => [key, pairs(item)]);
        return value ?? '';
      };
      if (ours.problems.some(({ code }) => code === 'syntax' || code === 'duplicate-key')) continue;
      expect(JSON.stringify(strings(ours.root))).toBe(JSON.stringify(pairs(theirs.toJS({ mapAsMap: true }))));
      compared++;
    }
    expect(compared).toBeGreaterThan(0);
  });

  test('on what is broken, in mutated documents', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        // The library takes U+2028 and friends, lone `\r` and control characters otherwise.
        fc.pre(!/[\r\t\x00-\x08\x0B-\x1F\x7F-\xA0\u2028\u2029\uFEFF\uFFFD-\uFFFF]|^%/m.test(text));
        for (const { start, end } of splitDocuments(text)) {
          const document = text.slice(start, end);
          const theirs = parseAllDocuments(document, { schema: 'failsafe', logLevel: 'silent', uniqueKeys: false });
          const [ours] = parseYaml(document);
          const isBroken = theirs.some(({ errors }) =>
            errors.some(({ message }) => !message.includes('Unresolved alias')),
          );
          if (isBroken) expect(ours?.problems.map(({ code }) => code)).not.toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  });
});
