import type { Span } from '../text/span.ts';
import { lineEnd, lineStart } from './lines.ts';
import type { SyntaxFault } from './syntax.ts';

/** What is wrong in words, and where. */
export interface Cause {
  readonly span: Span;
  readonly message: string;
  readonly help?: string;
}

/** A fault with the line it starts on. */
interface Scene extends SyntaxFault {
  readonly file: string;
  readonly document: Span;
  /** The text of the fault. */
  readonly text: string;
  readonly lineStart: number;
  readonly line: string;
  /** What stands on the line before the fault, without the blanks at its end. */
  readonly before: string;
}

/** Explains one fault: first by what the lines look like, then by its kind. */
export function causeOf(file: string, document: Span, fault: SyntaxFault): Cause {
  const start = Math.min(fault.start, document.end);
  const from = lineStart(file, start);
  const scene: Scene = {
    ...fault,
    start,
    file,
    document,
    text: file.slice(start, fault.end),
    lineStart: from,
    line: file.slice(from, lineEnd(file, start)),
    before: file.slice(from, start).trimEnd(),
  };
  let cause: Cause | undefined;
  for (const look of [leftover, colonWithoutSpace, sentence, afterEnd, blockIndicator]) cause ??= look(scene);
  cause ??= byKind(scene);
  // What is missing may be missing at the very end.
  const within = (at: number): number => Math.max(document.start, Math.min(at, document.end));
  return { ...cause, span: { start: within(cause.span.start), end: within(cause.span.end) } };
}

/** Shortened for a message, on one line. */
function quoted(text: string): string {
  const line = text.trim().split(/[\r\n]/, 1)[0] ?? '';
  return `\`${line.length > 40 ? `${line.slice(0, 39)}…` : line}\``;
}

const spaces = (count: number): string => (count === 1 ? '1 space' : `${count} spaces`);

const wholeLine = ({ lineStart: start, line }: Scene): Span => {
  const indent = line.length - line.trimStart().length;
  return { start: start + indent, end: start + Math.max(indent, line.trimEnd().length) };
};

/** What was copied along from elsewhere. */
function leftover(scene: Scene): Cause | undefined {
  const { line } = scene;
  const span = wholeLine(scene);
  if (/^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/.test(line)) {
    return { span, message: 'an unresolved merge conflict stands here', help: 'keep one side and remove the markers' };
  }
  if (/^\s*(?:```|~~~)/.test(line)) {
    return { span, message: 'the fence of a Markdown code block stands here', help: 'remove the line' };
  }
  if (
    /^\s*(?:EOF|EOT|EOL|END|YAML)\s*$/.test(line) ||
    /^\s*(?:\$ |(?:cat|tee|kubectl|echo)\b.*(?:<<|-f -))/.test(line)
  ) {
    return { span, message: `${quoted(line)} belongs to a shell script, not to the manifest`, help: 'remove the line' };
  }
  return undefined;
}

/** `name:value` where a key stands. */
function colonWithoutSpace(scene: Scene): Cause | undefined {
  if (!['missing-colon', 'multiline-key', 'nested-map', 'missing-colon-space'].includes(scene.kind)) return undefined;
  const match = /^(\s*(?:- +)*)([\w./-]+|"[^"]*"|'[^']*'):([^\s:/].*)$/.exec(scene.line);
  if (match === null) return undefined;
  const [, indent = '', key = '', value = ''] = match;
  const start = scene.lineStart + indent.length;
  return {
    span: { start, end: start + key.length + 1 },
    message: `a space is missing after the colon of ${quoted(`${key}:`)}`,
    help: `write ${quoted(`${key}: ${value}`)}`,
  };
}

/** A colon inside of unquoted text, or a line that is indented below a value that is complete. */
function sentence(scene: Scene): Cause | undefined {
  if (scene.kind !== 'nested-map') return undefined;
  const lines = scene.text.split(/\r\n|\n|\r/);
  if (lines.length > 1) {
    const last = lineStart(scene.file, scene.end - 1);
    const line = scene.file.slice(last, lineEnd(scene.file, last));
    const indent = line.length - line.trimStart().length;
    return {
      span: { start: last + indent, end: scene.end },
      message: `${quoted(line)} is indented below ${quoted(scene.line)}, which has a value already`,
      help: `align it with the key above: ${spaces(scene.line.length - scene.line.trimStart().length)}`,
    };
  }
  const value = scene.line.slice(scene.start - scene.lineStart);
  return {
    span: { start: scene.start, end: scene.start + value.trimEnd().length },
    message: `the unquoted text ${quoted(value)} has a colon followed by a blank, which starts another key`,
    help: `put it into quotes: ${quoted(quote(value))}`,
  };
}

/** Text after a closing quote or bracket. */
function afterEnd(scene: Scene): Cause | undefined {
  if (scene.kind !== 'unexpected' && scene.kind !== 'missing-comma') return undefined;
  const last = scene.before.at(-1) ?? '';
  const rest = scene.line.slice(scene.start - scene.lineStart).trimEnd();
  const span = { start: scene.start, end: scene.start + Math.max(1, rest.length) };
  if (scene.kind === 'unexpected' && (scene.text === ']' || scene.text === '}')) {
    return {
      span: { start: scene.start, end: scene.end },
      message: `\`${scene.text}\` closes nothing`,
      help: 'remove it',
    };
  }
  if (scene.kind === 'unexpected' && (last === "'" || last === '"')) {
    return {
      span,
      message: `${quoted(rest)} stands after the closing quote`,
      help:
        last === "'"
          ? "inside of '…' write '' for an apostrophe"
          : 'inside of "…" write \\" for a quote, or quote all of the value',
    };
  }
  if (scene.kind === 'unexpected' && (last === ']' || last === '}')) {
    return {
      span,
      message: `${quoted(rest)} stands after the closing \`${last}\``,
      help: 'put all of the value into quotes',
    };
  }
  return undefined;
}

/** `> 0.95`, where `>` starts a block of text. */
function blockIndicator(scene: Scene): Cause | undefined {
  if (scene.kind !== 'block-header' && scene.kind !== 'unexpected') return undefined;
  const match = /^(.*(?::|^\s*-)\s+)([|>].*)$/.exec(scene.line);
  if (match === null) return undefined;
  const [, before = '', value = ''] = match;
  const start = scene.lineStart + before.length;
  return {
    span: { start, end: start + value.trimEnd().length },
    message: `\`${value.charAt(0)}\` starts a block of text, so nothing but \`+\`, \`-\` and a digit may follow it on its line`,
    help: `if ${quoted(value)} is the value, put it into quotes: ${quoted(quote(value))}`,
  };
}

function byKind(scene: Scene): Cause {
  const { kind, text, start, end, indent = 0 } = scene;
  const span = { start, end };
  const column = start - scene.lineStart;
  const lineWidth = scene.line.length - scene.line.trimStart().length;
  switch (kind) {
    case 'tab-indent':
      return {
        span,
        message: 'a tab indents this line, where YAML takes only spaces',
        help: 'replace the tab by spaces',
      };
    case 'blank-tab':
      return {
        span,
        message: 'a tab stands here, where Kubernetes takes only spaces',
        help: 'remove it, or use spaces',
      };
    case 'bad-indent': {
      const above = indentAbove(scene);
      return {
        span: wholeLine(scene),
        message: `this line is indented by ${spaces(column)}, which fits no line above`,
        help:
          above === column
            ? `its list or map is indented by ${spaces(indent)}`
            : `the line above is indented by ${spaces(above)}`,
      };
    }
    case 'missing-dash':
      return {
        span: wholeLine(scene),
        message: `this line is indented by ${spaces(column)}, which fits neither the items of the list above (${indent}) nor what is in them`,
        help: 'align it with the first key of the item',
      };
    case 'sequence-as-key':
      return {
        span: wholeLine(scene),
        message: `this item is indented by ${spaces(column)}, which fits no list above`,
        help: 'align its `-` with the other items',
      };
    case 'block-indent':
      return {
        span,
        message: 'an empty line of the text is indented deeper than its first line',
        help: 'remove the blanks, or write the indentation after `|`, as in `|2`',
      };
    case 'block-tab':
      return {
        span,
        message: 'a tab stands where the indentation of the text is sought; Kubernetes refuses the document',
        help: 'indent the first line of the text by spaces only',
      };
    case 'unclosed-quote':
      return {
        span: { start, end: start + 1 },
        message: `the quote ${quoted(text.charAt(0))} that opens here is not closed where it should be`,
        help: 'close it, and indent the lines inside deeper than the key',
      };
    case 'unclosed-flow':
      return {
        span,
        message: `the bracket \`${text.charAt(0)}\` that opens here is not closed where it should be`,
        help: 'close it, and indent the lines inside by spaces, deeper than the key',
      };
    case 'missing-comma':
      return { span, message: `a comma is missing before ${quoted(scene.line.slice(column))}` };
    case 'missing-colon':
    case 'multiline-key':
      if (/^\s*-(?:\s|$)/.test(scene.line)) return itemAmongKeys(scene);
      return {
        span: wholeLine(scene),
        message: `${quoted(scene.line)} is no \`key: value\` and belongs to nothing above`,
        help:
          lineWidth === 0
            ? 'write a colon after a key, and indent the lines of a text'
            : 'write a colon after a key, and indent the lines of a text deeper than their key',
      };
    case 'missing-colon-space':
      return { span, message: 'a space is missing after this colon' };
    case 'missing-space':
      return { span, message: `a space is missing before ${quoted(text)}` };
    case 'missing-comment-space':
      return { span, message: 'a comment needs a space before its `#`' };
    case 'nested-map':
    case 'start-line':
      return { span, message: 'a map or list cannot start on the line of `---`', help: 'start it on the next line' };
    case 'long-key':
      return { span: { start, end: start + 1 }, message: `a key of more than 1024 characters stands here` };
    case 'block-in-flow':
      return /[\r\n]/.test(text)
        ? { span: wholeLine(scene), message: 'a comma is missing at the end of this line' }
        : { span, message: 'a comma is missing before the next key' };
    case 'flow-question':
      return {
        span,
        message: `the unquoted text ${quoted(text)} has a \`?\`, which Kubernetes' decoder refuses inside of brackets`,
        help: `put it into quotes: ${quoted(quote(text))}`,
      };
    case 'bad-start': {
      const value = scene.line.slice(column).trimEnd();
      return {
        span: { start, end: start + value.length },
        message: `unquoted text cannot start with ${text === '`' ? 'a backtick' : `\`${text}\``}`,
        help: `put it into quotes: ${quoted(quote(value))}`,
      };
    }
    case 'block-header':
      return { span, message: `after \`${text.charAt(0)}\` only \`+\`, \`-\` and a digit from 1 to 9 may stand` };
    case 'escape':
      return {
        span,
        message: `\`${text}\` is no escape that double quotes know`,
        help: `write \`\\${text}\` for a backslash, or use single quotes, which have no escapes`,
      };
    case 'json-escape':
      return {
        span,
        message: `\`${text}\` is an escape of JSON; Kubernetes' YAML decoder refuses it`,
        help: text === '\\/' ? 'write `/`' : 'write the character itself',
      };
    case 'properties':
      return {
        span,
        message: `${quoted(text)} cannot stand here`,
        help: 'a value has at most one anchor and one tag, in front of it',
      };
    case 'name':
      return {
        span,
        message: `${quoted(text)} reads as an ${text.startsWith('&') ? 'anchor' : 'alias'}, whose name takes only letters, digits, \`-\` and \`_\``,
        help: `for the text, put it into quotes: ${quoted(quote(text))}`,
      };
    case 'tag':
      return {
        span,
        message: `Kubernetes' decoder refuses ${quoted(text)}: the tag is unknown or does not fit the value`,
      };
    case 'extra-document':
      return { span, message: 'another document starts here', help: 'separate documents by `---`' };
    case 'template': {
      const rest = scene.line.slice(end - scene.lineStart);
      const value = /^\s*(?:[,\]}]|$)/.test(rest) ? text : scene.line.slice(column).trimEnd();
      return {
        span: { start, end: start + value.length },
        message: `${quoted(value)} without quotes is a map for YAML, not a placeholder`,
        help: `put it into quotes: ${quoted(quote(value))}`,
      };
    }
    case 'unexpected':
      return unexpected(scene);
  }
}

function unexpected(scene: Scene): Cause {
  if (scene.text === '-') {
    const span = wholeLine(scene);
    return scene.before.endsWith(':')
      ? { span, message: 'a list cannot start on the line of its key', help: 'start it on the next line' }
      : itemAmongKeys(scene);
  }
  const span = {
    start: scene.start,
    end: Math.max(scene.start + 1, Math.min(scene.end, lineEnd(scene.file, scene.start))),
  };
  if (scene.before === '' && scene.start - scene.lineStart < firstIndent(scene)) {
    return {
      span,
      message: 'this line is indented less than the first one, which ends the document; kubectl drops what follows',
      help: 'align it with the first line',
    };
  }
  const what = quoted(scene.text === '' ? scene.line : scene.text);
  return { span, message: `${what} does not belong here; the value before it has ended` };
}

/** How far the first line of the document that has content is indented. */
function firstIndent({ file, document }: Scene): number {
  for (let at = document.start; at < document.end; ) {
    const end = lineEnd(file, at);
    const line = file.slice(at, end);
    const text = line.trimStart();
    if (text !== '' && !text.startsWith('#') && !text.startsWith('---')) return line.length - text.length;
    at = end + 1;
  }
  return 0;
}

const itemAmongKeys = (scene: Scene): Cause => ({
  span: wholeLine(scene),
  message: 'a list item cannot stand among the keys of a map',
  help: 'indent the item below its key, or remove the `-`',
});

/** How far the nearest line above that has text is indented. */
function indentAbove(scene: Scene): number {
  for (let end = scene.lineStart - 1; end > scene.document.start; ) {
    const start = lineStart(scene.file, end);
    const line = scene.file.slice(start, end);
    if (line.trim() !== '') return line.length - line.trimStart().length;
    end = start - 1;
  }
  return 0;
}

/** `text` as a YAML scalar in quotes. */
function quote(text: string): string {
  const value = text.trim();
  return value.includes('"') || value.includes('\\') ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
}
