import type { Span } from '../../text/span.ts';
import type { SyntaxFault } from './fault.ts';
import { byKind } from './kinds.ts';
import { lineEnd, lineStart } from './lines.ts';
import { type Cause, quote, quoted, type Scene, spaces, wholeLine } from './scene.ts';

/** So much of a line is looked at on either side of a fault. */
const MAX_LINE = 1000;

/** Explains one fault: first by what the lines look like, then by its kind. */
export function causeOf(file: string, document: Span, fault: SyntaxFault): Cause {
  const start = Math.min(fault.start, document.end);
  const from = lineStart(file, start, MAX_LINE);
  const scene: Scene = {
    ...fault,
    start,
    file,
    document,
    text: file.slice(start, fault.end),
    lineStart: from,
    line: file.slice(from, lineEnd(file, start, MAX_LINE)),
    before: file.slice(from, start).trimEnd(),
  };
  let cause: Cause | undefined;
  for (const look of [leftover, colonWithoutSpace, sentence, afterEnd, blockIndicator]) cause ??= look(scene);
  cause ??= byKind(scene);
  // What is missing may be missing at the very end.
  const within = (at: number): number => Math.max(document.start, Math.min(at, document.end));
  return { ...cause, span: { start: within(cause.span.start), end: within(cause.span.end) } };
}

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
