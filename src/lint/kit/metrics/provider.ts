import { objectOf, optionalObject } from '../../../manifest/controller/read.ts';
import { findTags, tagArgument } from '../../../manifest/controller/substitute/tags.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { type MetricView, metricsOf, type ProviderName, textField } from '../../../manifest/metric.ts';
import type { Related } from '../../../text/finding.ts';
import { type BoundText, boundTexts } from '../../../workspace/bound-metric.ts';
import type { Binding } from '../../../workspace/workspace.ts';
import type { JsonObject, JsonPath } from '../../../yaml/tree.ts';

/** A metric with the provider that the controller asks. */
export interface ProviderPart {
  readonly view: MetricView;
  readonly name: ProviderName;
  /** Of the provider's own block. */
  readonly path: JsonPath;
  readonly json: JsonObject;
}

/** The metrics that ask one of these providers, and nobody else. */
export function providersOf(manifest: Manifest, ...names: readonly ProviderName[]): readonly ProviderPart[] {
  return metricsOf(manifest).flatMap((view) => {
    const { provider: name } = view;
    if (name === undefined || !names.includes(name)) return [];
    const json = optionalObject(manifest.value([...view.path, 'provider', name]));
    return json === undefined ? [] : [{ view, name, path: [...view.path, 'provider', name], json }];
  });
}

/** The texts that the bindings make of the string at `path`; empty where there is no string. */
export function textsAt(manifest: Manifest, path: JsonPath, bindings: readonly Binding[]): readonly BoundText[] {
  const field = textField(manifest, path);
  return field === undefined ? [] : boundTexts(field, bindings);
}

/** The same, but for those that hang on an argument whose value is not known. */
export const closedTextsAt = (manifest: Manifest, path: JsonPath, bindings: readonly Binding[]): readonly BoundText[] =>
  textsAt(manifest, path, bindings).filter(({ open }) => open.length === 0);

/** The value at `path` of a block if it is written and not empty: a placeholder is a value, whatever it stands for. */
export const isGiven = (block: JsonObject | undefined, ...path: readonly string[]): boolean => {
  let value: unknown = block;
  for (const key of path) value = objectOf(value)[key];
  return value !== undefined && value !== null && value !== '';
};

/** Where the arguments of a text get their values; none for a text without. */
export function givenAt({ field, bindings }: BoundText): readonly Related[] {
  const places = new Map<string, Related>();
  for (const { inner } of findTags(field.text.value).tags) {
    const name = tagArgument(inner);
    for (const { args } of name === undefined ? [] : bindings) {
      const { passed, declared } = args.get(name ?? '') ?? {};
      const place = passed ?? declared;
      if (place === undefined) continue;
      const span = place.manifest.valueSpan([...place.path, 'value']);
      const file = place.manifest.file.path;
      places.set(`${file} ${span.start}`, { at: { file, span }, label: `\`${name}\` gets its value here` });
    }
  }
  return [...places.values()];
}

/** What follows from an error in every measurement. */
export const errorsAlways = (text: string): string =>
  `every measurement is an Error ("${text}"), and the rollout aborts`;
