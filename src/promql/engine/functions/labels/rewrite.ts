import { isValidUtf8 } from '../../../../go/utf8.ts';
import { loadedRe2 } from '../../../prepare.ts';
import { EvaluationError } from '../../errors.ts';
import type { Evaluator } from '../../eval/evaluator.ts';
import { mergeSeries, relabel, type StepSeries } from '../../eval/series.ts';
import type { CallPlan } from '../../plan/nodes.ts';
import { argument, stringArgument } from '../arguments.ts';

/** model.UTF8Validation.IsValidLabelName: lone surrogates and their like stand for bytes that are no UTF-8. */
export const isLabelName = (name: string): boolean => name !== '' && isValidUtf8(name);

export function evaluateLabelReplace(ev: Evaluator, call: CallPlan): StepSeries[] {
  const destination = stringArgument(call, 1);
  const replacement = stringArgument(call, 2);
  const source = stringArgument(call, 3);
  const replaced = replacer(stringArgument(call, 4), replacement);
  if (!isLabelName(destination)) {
    throw new EvaluationError(`invalid destination label name in label_replace(): ${destination}`);
  }
  const result = ev.evaluate(argument(call, 0)).map((series) => {
    const value = replaced(series.labels.get(source));
    if (value === undefined) return series;
    const labels = series.labels.withLabel(destination, value);
    return relabel(series, labels, destination === '__name__' ? false : series.dropName);
  });
  return mergeSeries(result);
}

export function evaluateLabelJoin(ev: Evaluator, call: CallPlan): StepSeries[] {
  const destination = stringArgument(call, 1);
  const separator = stringArgument(call, 2);
  const sources = call.args.slice(3).map((_, i) => stringArgument(call, i + 3));
  for (const source of sources) {
    if (!isLabelName(source)) throw new EvaluationError(`invalid source label name in label_join(): ${source}`);
  }
  if (!isLabelName(destination)) {
    throw new EvaluationError(`invalid destination label name in label_join(): ${destination}`);
  }
  const result = ev.evaluate(argument(call, 0)).map((series) => {
    const joined = sources.map((source) => series.labels.get(source)).join(separator);
    const labels = series.labels.with(new Map([[destination, joined]]));
    return relabel(series, labels, destination === '__name__' ? false : series.dropName);
  });
  return mergeSeries(result);
}

/** What the groups of a pattern matched, by number and name. */
interface Groups {
  group(name: string): string;
}

type Replacer = (text: string) => string | undefined;

const replacers = new Map<string, Replacer>();
/** Enough for a repository's queries; past it the memory starts afresh. */
const MAX_REPLACERS = 500;
const MAX_TEXTS = 10_000;

/** What a text becomes, undefined where the pattern does not match; remembered, for a label has few values. */
function replacer(pattern: string, template: string): Replacer {
  const key = JSON.stringify([pattern, template]);
  const known = replacers.get(key);
  if (known !== undefined) return known;
  const match = compile(pattern);
  const texts = new Map<string, string | undefined>();
  const replace: Replacer = (text) => {
    if (texts.has(text)) return texts.get(text);
    const groups = match(text);
    const replaced = groups === undefined ? undefined : expand(template, groups);
    if (texts.size >= MAX_TEXTS) texts.clear();
    texts.set(text, replaced);
    return replaced;
  };
  if (replacers.size >= MAX_REPLACERS) replacers.clear();
  replacers.set(key, replace);
  return replace;
}

function compile(pattern: string): (text: string) => Groups | undefined {
  const { RE2JS } = loadedRe2();
  let regexp: ReturnType<typeof RE2JS.compile>;
  try {
    RE2JS.compile(pattern);
    regexp = RE2JS.compile(`^(?s:${pattern})$`);
  } catch {
    throw new EvaluationError(`invalid regular expression in label_replace(): ${pattern}`);
  }
  const names = regexp.namedGroups();
  return (text) => {
    const matcher = regexp.matcher(text);
    if (!matcher.find()) return undefined;
    return {
      group(name) {
        const index = /^\d+$/.test(name) ? Number(name) : names[name];
        if (index === undefined || index > matcher.groupCount()) return '';
        return matcher.group(index) ?? '';
      },
    };
  };
}

/** regexp.Expand: `$1`, `${1}`, `$name` (as long as can be), `$$`. */
function expand(template: string, groups: Groups): string {
  return template.replaceAll(
    /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (whole, braced?: string, bare?: string) => {
      if (whole === '$$') return '$';
      return groups.group(braced ?? bare ?? '');
    },
  );
}
