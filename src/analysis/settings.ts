import { quote } from '../go/quote.ts';
import { isObject, listOf, objectOf, textOf } from '../manifest/controller/read.ts';
import { PROVIDERS } from '../manifest/metric.ts';
import { nearest } from '../text/nearest.ts';
import type { Json, JsonObject } from '../yaml/tree.ts';
import type { Run } from './run.ts';

export type AppliedSetting =
  | { readonly ok: true; readonly spec: Run['spec'] }
  /** What is wrong, in one line. */
  | { readonly ok: false; readonly error: string };

/** Those that hold a number or the text of one. */
const NUMBERS = ['count', 'failureLimit', 'inconclusiveLimit', 'consecutiveErrorLimit', 'consecutiveSuccessLimit'];
const FIELDS = ['interval', 'initialDelay', 'successCondition', 'failureCondition', 'provider', ...NUMBERS];

/**
 * The spec with one field of a metric changed, as `success-rate.failureLimit=3` or
 * `success-rate.provider.prometheus.query=up` says it. Without a value the field is taken away.
 */
export function applySetting(spec: Run['spec'], setting: string): AppliedSetting {
  const problem = (what: string): AppliedSetting => ({ ok: false, error: `setting ${quote(setting)}: ${what}` });
  const equals = setting.indexOf('=');
  if (equals < 0) return problem('write it as METRIC.FIELD=VALUE');
  const target = setting.slice(0, equals).trim();
  const value = setting.slice(equals + 1);
  const metrics = listOf(spec.metrics);
  const names = metrics.map((metric) => textOf(objectOf(metric)['name']));
  // A name may have dots of its own: the longest that fits is meant.
  const name = names
    .filter((each) => each !== '' && target.startsWith(`${each}.`))
    .sort((a, b) => b.length - a.length)[0];
  if (name === undefined) {
    const wanted = target.split('.')[0] ?? '';
    const meant = nearest(wanted, names);
    const hint = meant === undefined ? `the metrics are ${names.join(', ') || 'none'}` : `did you mean ${meant}?`;
    return problem(
      names.includes(target) ? `which field of ${target}?` : `there is no metric ${quote(wanted)}; ${hint}`,
    );
  }
  const path = target.slice(name.length + 1).split('.');
  const [field = ''] = path;
  if (!FIELDS.includes(field)) {
    const meant = nearest(field, FIELDS);
    const hint = meant === undefined ? `the fields are ${FIELDS.join(', ')}` : `did you mean ${meant}?`;
    return problem(`a metric has no field ${quote(field)}; ${hint}`);
  }
  if (field !== 'provider' && path.length > 1) return problem(`${field} has no fields`);
  if (field === 'provider') {
    const [, provider = ''] = path;
    if (path.length < 3 || path.includes('')) return problem('write it as METRIC.provider.prometheus.query=VALUE');
    if (!PROVIDERS.some((each) => each === provider)) {
      const meant = nearest(provider, PROVIDERS);
      return problem(`there is no provider ${quote(provider)}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
    }
  }
  const index = names.indexOf(name);
  const changed = metrics.map((metric, at) =>
    at === index ? withField(objectOf(metric), path, written(field, value)) : metric,
  );
  return { ok: true, spec: { ...spec, metrics: changed } };
}

const written = (field: string, text: string): Json | undefined => {
  if (text === '') return undefined;
  return NUMBERS.includes(field) && /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text;
};

function withField(object: JsonObject, [field = '', ...rest]: readonly string[], value: Json | undefined): JsonObject {
  const others = Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));
  const inner = object[field];
  const changed = rest.length === 0 ? value : withField(isObject(inner) ? inner : {}, rest, value);
  return changed === undefined ? others : { ...others, [field]: changed };
}
