import { editDistance } from '../../text/nearest.ts';

/**
 * The candidate that differs from `name` by a slip of the pen: another case or other separators, or one letter in one
 * word (two in a long one). Short words (`rx` and `tx`, `min` and `max`) and digits are mostly meant as they stand.
 */
export function slipOf(name: string, candidates: Iterable<string>): string | undefined {
  let found: string | undefined;
  for (const candidate of candidates) {
    if (candidate === name || digits(candidate) !== digits(name)) continue;
    if (folded(candidate) === folded(name)) return candidate;
    if (found === undefined && differsInOneWord(name, candidate)) found = candidate;
  }
  return found;
}

const folded = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
const digits = (text: string): string => text.replaceAll(/\D+/g, ' ');
const SHORTEST_WORD = 5;
const LONG_WORD = 9;

function differsInOneWord(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  const left = wordsOf(a);
  const right = wordsOf(b);
  if (left.length !== right.length) return false;
  const pairs = left.flatMap((word, index) => (word === right[index] ? [] : [[word, right[index] ?? ''] as const]));
  const [pair] = pairs;
  if (pair === undefined || pairs.length > 1) return false;
  const longest = Math.max(pair[0].length, pair[1].length);
  if (longest < SHORTEST_WORD) return false;
  const limit = longest < LONG_WORD ? 1 : 2;
  return editDistance(pair[0], pair[1], limit) <= limit;
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
