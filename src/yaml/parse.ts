import { type CST, Lexer, Parser } from 'yaml';
import type { Span } from '../text/span.ts';
import { Composer, MAX_DEPTH } from './compose.ts';
import { encodingProblems } from './encoding.ts';
import { explain } from './explain.ts';
import { splitDocuments } from './split.ts';
import type { YamlComment, YamlDocument, YamlNode, YamlProblem } from './tree.ts';

/**
 * The longest document that is parsed, in UTF-16 code units. The Kubernetes API server takes requests of 3 MB at
 * most, so no object comes near; it bounds time and memory for what is no manifest.
 */
export const MAX_DOCUMENT_LENGTH = 8 * 1024 * 1024;

/** All documents of a text. Never throws. */
export function parseYaml(text: string): YamlDocument[] {
  return splitDocuments(text).map((span) => parseDocument(text, span));
}

/**
 * One document of a file, `span` being one of `splitDocuments`. Whatever is wrong becomes a problem; the tree has
 * what could be read nevertheless. Never throws.
 */
export function parseDocument(file: string, span: Span): YamlDocument {
  if (span.end - span.start > MAX_DOCUMENT_LENGTH) return tooLarge(span);
  const slice = file.slice(span.start, span.end);
  const encoding = encodingProblems(slice, span.start);
  const tokens = readTokens(LONE_RETURN.test(slice) ? slice.replaceAll(LONE_RETURN_ALL, '\n') : slice, span.start);
  const { comments } = tokens;
  if (tokens.tooDeepAt !== undefined) {
    return { span, root: undefined, problems: [...encoding, tooDeep(tokens.tooDeepAt)], comments };
  }
  const composer = new Composer(file);
  const { root, directives } = composeStream(tokens.tokens, composer);
  const problems =
    encoding.length + composer.problems.length + composer.errors.length + directives.length === 0
      ? NO_PROBLEMS
      : [...encoding, ...directives, ...explain(file, span, composer.errors), ...composer.problems].sort(
          (a, b) => a.span.start - b.span.start,
        );
  return { span, root, problems, comments };
}

const NO_PROBLEMS: readonly YamlProblem[] = [];

/** Kubernetes' decoder ends a line at a lone `\r`, which the library does not. */
const LONE_RETURN = /\r(?!\n)/;
const LONE_RETURN_ALL = /\r(?!\n)/g;

interface Tokens {
  readonly tokens: readonly CST.Token[];
  readonly comments: readonly YamlComment[];
  /** Where the nesting limit was passed; the tokens end there. */
  readonly tooDeepAt: number | undefined;
}

/** What the lexer puts before a plain scalar or the body of a block scalar. */
const SCALAR_FOLLOWS = '\x1f';

function readTokens(text: string, offset: number): Tokens {
  const tokens: CST.Token[] = [];
  const comments: YamlComment[] = [];
  const parser = new Parser();
  parser.offset = offset;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isScalar && lexeme.startsWith('#')) {
      const start = parser.offset;
      comments.push({ span: { start, end: start + lexeme.length }, text: lexeme.slice(1) });
    }
    isScalar = !isScalar && lexeme === SCALAR_FOLLOWS;
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The parser's stack also holds the document and a scalar.
    if (parser.stack.length > MAX_DEPTH + 2) return { tokens, comments, tooDeepAt: parser.offset - lexeme.length };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, comments, tooDeepAt: undefined };
}

function composeStream(
  tokens: readonly CST.Token[],
  composer: Composer,
): { readonly root: YamlNode | undefined; readonly directives: readonly YamlProblem[] } {
  let root: YamlNode | undefined;
  let hasDocument = false;
  const directives: YamlProblem[] = [];
  for (const token of tokens) {
    switch (token.type) {
      case 'document':
        if (hasDocument) {
          composer.fail('extra-document', token.offset, token.offset + 1);
          break;
        }
        hasDocument = true;
        root = composer.composeDocument(token);
        break;
      case 'directive':
        composer.tags.add(token.source);
        directives.push(directiveProblem(token));
        break;
      case 'doc-end':
        for (const end of token.end ?? []) {
          if (end.type !== 'space' && end.type !== 'newline' && end.type !== 'comment') {
            composer.fail('unexpected', end.offset, end.offset + end.source.length);
          }
        }
        break;
      case 'byte-order-mark':
      case 'space':
      case 'comment':
      case 'newline':
        break;
      default:
        composer.fail(
          'unexpected',
          token.offset,
          token.offset + Math.max(1, 'source' in token ? token.source.length : 1),
        );
    }
  }
  return { root, directives };
}

function directiveProblem({ offset, source }: CST.Directive): YamlProblem {
  return {
    code: 'directive',
    span: { start: offset, end: offset + source.length },
    message: `kubectl refuses the directive \`${source}\`: it cuts the file at \`---\` and finds the directive alone`,
    help: 'remove the line',
  };
}

function tooDeep(at: number): YamlProblem {
  return {
    code: 'too-deep',
    span: { start: at, end: at + 1 },
    message: `the document nests deeper than ${MAX_DEPTH} levels here and is not read`,
  };
}

function tooLarge(span: Span): YamlDocument {
  const megabytes = ((span.end - span.start) / 1024 / 1024).toFixed(1);
  const limit = MAX_DOCUMENT_LENGTH / 1024 / 1024;
  const problem: YamlProblem = {
    code: 'too-large',
    span: { start: span.start, end: span.start },
    message: `this document has ${megabytes} million characters and is not read; the limit is ${limit} million`,
    help: 'the Kubernetes API accepts 3 MB; split a list into documents with `---`',
  };
  return { span, root: undefined, problems: [problem], comments: [] };
}
