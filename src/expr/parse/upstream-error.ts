import type { LexerError } from './lexer.ts';
import type { SyntaxProblem } from './problems.ts';
import type { Token } from './token.ts';

/**
 * Which of the errors expr-lang would show. It reads one token ahead, so a lexer error counts as soon as its place is
 * looked at; and after a parse error its parser still closes the brackets that match, where a lexer error overwrites
 * the parse error (parser.go next).
 */
export function firstUpstreamError(
  tokens: readonly Token[],
  lexerErrors: readonly LexerError[],
  problems: readonly SyntaxProblem[],
): LexerError | SyntaxProblem | undefined {
  const [lexerError] = lexerErrors;
  const [problem] = problems;
  if (problem === undefined || lexerError === undefined) return problem ?? lexerError;
  let current = problem.tokenIndex;
  if (lexerError.tokenIndex <= current) return lexerError;
  for (const closing of problem.awaited.toReversed()) {
    const token = tokens[current];
    if (token?.value !== closing || (token.kind !== 'Bracket' && token.kind !== 'Operator')) continue;
    current++;
    if (lexerError.tokenIndex <= current) return lexerError;
  }
  return problem;
}
