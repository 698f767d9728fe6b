import { allMatchers, type Matcher, type VectorSelector } from '../../ast.ts';
import { compileMatcherRegexp } from '../../regexp.ts';
import { EvaluationError } from '../errors.ts';
import type { SeriesMatcher } from '../storage.ts';

/** The conditions of a selector, its name last. */
export const matchersOf = (selector: VectorSelector): SeriesMatcher[] => allMatchers(selector).map(compileMatcher);

const compileMatcher = ({ label, op, value }: Matcher): SeriesMatcher => makeMatcher(label.text, op, value.text);

export function makeMatcher(label: string, op: SeriesMatcher['op'], value: string): SeriesMatcher {
  if (op === '=') return { label, op, value, matches: (text) => text === value };
  if (op === '!=') return { label, op, value, matches: (text) => text !== value };
  const regexp = compileMatcherRegexp(value);
  if (regexp === undefined) throw new EvaluationError(`error parsing regexp: ${value}`);
  const verdicts = new Map<string, boolean>();
  const wanted = op === '=~';
  return {
    label,
    op,
    value,
    // A label has few values and many series.
    matches: (text) => {
      const known = verdicts.get(text);
      if (known !== undefined) return known;
      const verdict = regexp.matches(text) === wanted;
      if (verdicts.size < 10_000) verdicts.set(text, verdict);
      return verdict;
    },
  };
}
