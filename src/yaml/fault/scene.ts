import type { Span } from '../../text/span.ts';
import type { SyntaxFault } from './fault.ts';

/** What is wrong in words, and where. */
export interface Cause {
  readonly span: Span;
  readonly message: string;
  readonly help?: string;
}

/** A fault with the line it starts on. */
export interface Scene extends SyntaxFault {
  readonly file: string;
  readonly document: Span;
  /** The text of the fault. */
  readonly text: string;
  readonly lineStart: number;
  readonly line: string;
  /** What stands on the line before the fault, without the blanks at its end. */
  readonly before: string;
}

/** Shortened for a message, on one line. */
export function quoted(text: string): string {
  const line = text.trim().split(/[\r\n]/, 1)[0] ?? '';
  return `\`${line.length > 40 ? `${line.slice(0, 39)}…` : line}\``;
}

export const spaces = (count: number): string => (count === 1 ? '1 space' : `${count} spaces`);

export const wholeLine = ({ lineStart: start, line }: Scene): Span => {
  const indent = line.length - line.trimStart().length;
  return { start: start + indent, end: start + Math.max(indent, line.trimEnd().length) };
};

/** `text` as a YAML scalar in quotes. */
export function quote(text: string): string {
  const value = text.trim();
  return value.includes('"') || value.includes('\\') ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
}
