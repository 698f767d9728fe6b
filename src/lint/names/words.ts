import type { LabelDoubt, Names } from './ask.ts';

/** `the exposition a.txt and the catalogue b.yaml`. */
export function titlesOf(sources: readonly { readonly title: string }[]): string {
  const titles = [...new Set(sources.map(({ title }) => title))];
  const shown = titles.length > 3 ? [...titles.slice(0, 2), `${titles.length - 2} more sources`] : titles;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export const askedIn = ({ said }: LabelDoubt): string => titlesOf(said.map(({ source }) => source));

/** Names in backticks, the first few of many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => `\`${name}\``);
  return names.length === 0 ? 'none' : shown.join(', ') + (names.length > 6 ? `, … (${names.length} in all)` : '');
}

/** The first of the places in files of the workspace, to be shown beside a finding. */
export function placeOf(
  said: LabelDoubt['said'] | ReturnType<Names['of']>,
  label: (kind: string) => string,
  isShown: (file: string) => boolean,
) {
  const place = said.find(({ shape }) => shape.at !== undefined && isShown(shape.at.file));
  return place?.shape.at === undefined ? [] : [{ at: place.shape.at, label: label(place.source.kind) }];
}
