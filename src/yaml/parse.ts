import type { CST } from 'yaml';
import type { Span } from '../text/span.ts';
import { MAX_DEPTH } from './compose/anchors.ts';
import { readBlockDocument } from './compose/block-reader.ts';
import { Composer } from './compose/composer.ts';
import { readTokens } from './compose/tokens.ts';
import { encodingProblems } from './fault/encoding.ts';
import { explain, LOCAL_FAULTS } from './fault/explain.ts';
import type { SyntaxFault } from './fault/fault.ts';
import { splitDocuments } from './split.ts';
import type { YamlDocument, YamlNode, YamlProblem } from './tree.ts';

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
  if (encoding.length === 0) {
    const ordinary = readBlockDocument(file, span);
    if (ordinary !== undefined) {
      ordinary.problems.sort((a, b) => a.span.start - b.span.start);
      return { span, ...ordinary };
    }
  }
  return parseWithLibrary(file, span, slice, encoding);
}

export function parseWithLibrary(
  file: string,
  span: Span,
  slice: string,
  encoding: readonly YamlProblem[],
): YamlDocument {
  const tokens = readTokens(LONE_RETURN.test(slice) ? slice.replaceAll(LONE_RETURN_ALL, '\n') : slice, span.start);
  const { comments } = tokens;
  if (tokens.tooDeepAt !== undefined) {
    return { span, root: undefined, problems: [...encoding, tooDeep(tokens.tooDeepAt)], comments };
  }
  const composer = new Composer(file);
  for (const tab of tokens.tabs) composer.fail('blank-tab', tab, tab + 1);
  const { root, directives } = composeStream(tokens.tokens, composer);
  const syntax = explain(file, span, composer.faults);
  const others = trustworthy(composer.problems, composer.faults);
  const problems = [...encoding, ...directives, ...syntax, ...others].sort((a, b) => a.span.start - b.span.start);
  return { span, root, problems, comments };
}

/** Behind a fault keys are not where they seem to be, so nothing is said about them. */
function trustworthy(problems: readonly YamlProblem[], faults: readonly SyntaxFault[]): readonly YamlProblem[] {
  if (problems.length === 0 || faults.length === 0) return problems;
  let firstFault = Number.POSITIVE_INFINITY;
  for (const { kind, start } of faults) if (!LOCAL_FAULTS.has(kind)) firstFault = Math.min(firstFault, start);
  return problems.filter(({ span }) => span.start < firstFault);
}

/** Kubernetes' decoder ends a line at a lone `\r`, which the library does not. */
const LONE_RETURN = /\r(?!\n)/;
const LONE_RETURN_ALL = /\r(?!\n)/g;

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
          // A second `...` ends an empty document.
          if (token.value === undefined) break;
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
