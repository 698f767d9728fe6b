import { lineEnd, lineStart } from './lines.ts';
import { type Cause, quote, quoted, type Scene, spaces, wholeLine } from './scene.ts';

/** What each kind of fault means where nothing on its lines tells more. */
export function byKind(scene: Scene): Cause {
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
