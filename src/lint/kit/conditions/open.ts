import { type ParsedCondition, parseCondition } from '../../../expr/index.ts';
import type { EmbeddedText } from '../../../text/embedded.ts';
import type { BoundText } from '../../../workspace/bound-metric.ts';

/** An expression that the checker takes for anything. */
const ANYTHING = '({h: 0}.h)';

/**
 * Reads a condition in which arguments are open. Each stands for a value of any type, or, inside quotes, for a text.
 * Where that does not parse it may stand for an operator or for nothing: the text is only wrong if it is wrong with
 * all of them.
 */
export function parseOpen({ text, open }: BoundText): {
  readonly text: EmbeddedText;
  readonly parsed: ParsedCondition;
} {
  const attempts = [ANYTHING, ' == ', ' && ', '', 'x'].map((value) => {
    const filled = text.replace(
      open.map(({ span }) => ({ span, text: isQuoted(text.value, span.start) ? 'x' : value })),
    );
    return { text: filled, parsed: parseCondition(filled.value) };
  });
  const [first] = attempts;
  const readable = attempts.find(({ parsed }) => parsed.errors.length === 0);
  if (first === undefined || readable === first || readable === undefined) return first ?? EMPTY(text);
  // What such a text means hangs on the argument: nothing of it can be judged.
  return { text: readable.text, parsed: parseCondition(ANYTHING) };
}

const EMPTY = (text: EmbeddedText) => ({ text, parsed: parseCondition(ANYTHING) });

/** True if `offset` lies inside a string literal. */
function isQuoted(text: string, offset: number): boolean {
  let quote = '';
  for (let at = 0; at < offset; at++) {
    const char = text[at] ?? '';
    if (quote === '') {
      if (char === '"' || char === "'" || char === '`') quote = char;
    } else if (char === '\\' && quote !== '`') at++;
    else if (char === quote) quote = '';
  }
  return quote !== '';
}
