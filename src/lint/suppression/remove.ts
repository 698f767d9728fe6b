import type { Span } from '../../text/span.ts';
import type { ProposedEdit } from '../rule.ts';
import type { SuppressedRule, Suppression } from './suppression.ts';

/** The edit that takes rules out of a suppression comment; the whole comment, and its line, if none would be left. */
export function removeRules(suppression: Suppression, gone: readonly SuppressedRule[], text: string): ProposedEdit {
  const left = suppression.rules.filter((rule) => !gone.includes(rule));
  const first = suppression.rules[0];
  const last = suppression.rules.at(-1);
  if (left.length === 0 || first === undefined || last === undefined) {
    return { span: withLine(suppression.comment, text), text: '' };
  }
  return { span: { start: first.span.start, end: last.span.end }, text: left.map(({ id }) => id).join(', ') };
}

/** A comment with the blanks before it; with its line where nothing else stands in it. */
function withLine(comment: Span, text: string): Span {
  let { start, end } = comment;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  const isAlone = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r';
  if (isAlone) end += /^(?:\r\n|\n|\r)?/.exec(text.slice(end, end + 2))?.[0].length ?? 0;
  return { start, end };
}
