import type { JsonPath } from '../../../yaml/tree.ts';
import { type MarshalledJson, marshal, offsetInString, type StringPlace } from '../json/marshal.ts';
import { objectOf, type Value } from '../read.ts';
import type { Metric } from '../types.ts';
import { findTags, replaceTags, type Tag, tagArgument, tagName, unclosedTagError, unresolvedTagError } from './tags.ts';
import { type NamedValue, notSupplied, quoted, type SubstitutionCode } from './text.ts';

/** An offset in one string of a metric. */
export interface MetricTextPlace {
  readonly path: JsonPath;
  /** True if the string is the key at the end of `path`. */
  readonly isKey: boolean;
  /** UTF-16 offset in the string's value. */
  readonly offset: number;
}

/** A `{{…}}` of a metric. */
export interface MetricTag {
  /** Between the brackets as the controller sees it: with the escapes of JSON. */
  readonly inner: string;
  /** `x` for `{{args.x}}`; undefined for everything else. */
  readonly argument: string | undefined;
  /** Where `{{` stands. */
  readonly from: MetricTextPlace;
  /** After `}}`; undefined if the brackets that closed the tag are those of the JSON around the string. */
  readonly to: MetricTextPlace | undefined;
  /**
   * True if the tag does not end in the string in which it begins: the metric is substituted as one JSON text, so an
   * unclosed `{{` swallows everything up to the next `}}`, other strings and keys included.
   */
  readonly swallows: boolean;
}

export interface MetricTagScan {
  readonly tags: readonly MetricTag[];
  /** A `{{` after which the whole metric has no `}}`. */
  readonly unclosed: MetricTextPlace | undefined;
}

export type MetricResolution =
  | { readonly ok: true; readonly metric: Metric; readonly tags: readonly MetricTag[] }
  | {
      readonly ok: false;
      readonly code: SubstitutionCode;
      /** The controller's text. */
      readonly error: string;
      readonly tags: readonly MetricTag[];
      /** The argument without a value, or the one whose value breaks the JSON. */
      readonly argument?: string;
      /** All tags that name nothing; the controller's text speaks of the last one. */
      readonly unresolved?: readonly MetricTag[];
      readonly unclosed?: MetricTextPlace;
    };

/** Where the tags of a metric stand, exactly those that the controller substitutes. Paths start at the metric. */
export function findMetricTags(metric: Metric): MetricTagScan {
  const json = marshalMetric(metric);
  const { tags, unclosed } = findTags(json.text);
  return {
    tags: locate(json, tags),
    unclosed: unclosed === undefined ? undefined : placeAt(json, unclosed),
  };
}

/**
 * argo-rollouts utils/analysis/factory.go ResolveMetricArgs: the metric with `{{args.NAME}}` substituted in every
 * string, keys of maps included. The resolved metric has the fields that the controller knows and no zero values.
 */
export function resolveMetric(metric: Metric, args: readonly NamedValue[]): MetricResolution {
  const json = marshalMetric(metric);
  const scan = findTags(json.text);
  const tags = locate(json, scan.tags);
  if (scan.unclosed !== undefined) {
    const error = unclosedTagError(json.text, scan.unclosed);
    const unclosed = placeAt(json, scan.unclosed);
    return { ok: false, code: 'tag-unclosed', error, tags, ...(unclosed === undefined ? {} : { unclosed }) };
  }
  const values = new Map<string, string>();
  for (const { name, value } of args.map(quoted)) {
    if (value === undefined) return { ...notSupplied(name), tags };
    values.set(`args.${name}`, value);
  }
  const unresolved = tags.filter(({ inner }) => !values.has(tagName(inner)));
  const last = unresolved.at(-1);
  if (last !== undefined) {
    return { ok: false, code: 'tag-unresolved', error: unresolvedTagError(last.inner), tags, unresolved };
  }
  const broken = tags.find(({ inner }) => badEscape(values.get(tagName(inner)) ?? '') !== undefined);
  if (broken !== undefined) {
    const character = badEscape(values.get(tagName(broken.inner)) ?? '') ?? '';
    return {
      ok: false,
      code: 'value-not-json',
      error: `invalid character '${character}' in string escape code`,
      tags,
      ...(broken.argument === undefined ? {} : { argument: broken.argument }),
    };
  }
  return { ok: true, metric: substitute(metric, json, scan.tags, tags, values), tags };
}

function substitute(
  metric: Metric,
  json: MarshalledJson,
  found: readonly Tag[],
  tags: readonly MetricTag[],
  values: ReadonlyMap<string, string>,
): Metric {
  if (!tags.some(({ swallows }) => swallows)) {
    const sparse = marshal(metric, '@Metric', { sparse: true }).text;
    return parseMetric(replaceTags(sparse, findTags(sparse).tags, values));
  }
  // An argument whose very name holds the swallowed JSON: then zero values are part of the text.
  return parseMetric(replaceTags(json.text, found, values));
}

function parseMetric(text: string): Metric {
  try {
    const value: Value = JSON.parse(text);
    return objectOf(value);
  } catch {
    return {};
  }
}

const marshalMetric = (metric: Metric): MarshalledJson => marshal(metric, '@Metric');

/** The first character after a backslash that JSON has no escape for: strconv.Quote writes `\a`, `\v`, `\x..`, `\U........`. */
function badEscape(value: string): string | undefined {
  for (const [, character = ''] of value.matchAll(/\\(.)/gsu)) {
    if (!'"\\/bfnrtu'.includes(character)) return character;
  }
  return undefined;
}

function locate(json: MarshalledJson, tags: readonly Tag[]): MetricTag[] {
  return tags.flatMap(({ inner, span }) => {
    const start = stringAt(json, span.start);
    if (start === undefined) return [];
    const end = stringAt(json, span.end - 2);
    const to = end === undefined ? undefined : placeIn(end, span.end);
    const from = placeIn(start, span.start);
    return [{ inner, argument: tagArgument(inner), from, to, swallows: end !== start }];
  });
}

function placeAt(json: MarshalledJson, offset: number): MetricTextPlace | undefined {
  const place = stringAt(json, offset);
  return place === undefined ? undefined : placeIn(place, offset);
}

const placeIn = (place: StringPlace, offset: number): MetricTextPlace => ({
  path: place.path,
  isKey: place.isKey,
  offset: offsetInString(place, offset),
});

/** The string of the document in which an offset of the JSON text lies. */
function stringAt({ strings }: MarshalledJson, offset: number): StringPlace | undefined {
  let low = 0;
  let high = strings.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((strings[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const found = strings[low];
  return found !== undefined && found.start <= offset && offset < found.end ? found : undefined;
}
