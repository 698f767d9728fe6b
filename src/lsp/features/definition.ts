import type { Manifest } from '../../manifest/manifest.ts';
import type { Location } from '../../text/span.ts';
import { bindingsOf, bindingsOfUse } from '../../workspace/bindings.ts';
import { usersOf, usesOf } from '../../workspace/uses.ts';
import type { ArgumentPlace, Binding, TemplateReference, Workspace } from '../../workspace/workspace.ts';
import type { JsonPath } from '../../yaml/tree.ts';
import { type Cursor, manifestAt, type Place, placeAt, placeholderAt } from './cursor.ts';

const SERVICE_FIELDS = new Set(['canaryService', 'stableService', 'activeService', 'previewService']);

/**
 * Where the thing under the cursor is defined: a template for `templateName`, the declaration for `{{args.x}}` and for an
 * argument that a user passes, the object for a Service's name. Only what is certain.
 */
export function definitionsOf(cursor: Cursor): readonly Location[] {
  const { workspace, offset } = cursor;
  const manifest = manifestAt(cursor);
  if (manifest === undefined) return [];
  const placeholder = placeholderAt(manifest, offset);
  if (placeholder !== undefined) return declarations(bindingsOf(workspace, manifest), placeholder.name);
  const place = placeAt(manifest, offset);
  if (place === undefined) return [];
  const template = templateAt(workspace, manifest, place);
  if (template !== undefined) return [nameOf(template)];
  const last = place.path.at(-1);
  if (last === 'name' && !place.isKey) return declarationOfPassed(workspace, manifest, place.path.slice(0, -1));
  if (typeof last === 'string' && SERVICE_FIELDS.has(last)) return serviceNamed(workspace, manifest, place.path);
  return [];
}

/** The template that `templateName` at this place means. */
export function templateAt(workspace: Workspace, manifest: Manifest, { path }: Place): Manifest | undefined {
  if (path.at(-1) !== 'templateName') return undefined;
  const entry = path.slice(0, -1);
  const uses = [...usesOf(workspace, manifest), ...usersOf(workspace, manifest)];
  const references = uses.flatMap((use) => use.references).filter((one) => isAt(one, manifest, entry));
  const name = manifest.value(path);
  const lookup =
    references[0]?.lookup ??
    (typeof name === 'string' && path[0] === 'spec'
      ? workspace.findTemplate(name, manifest.value([...entry, 'clusterScope']) === true, manifest)
      : undefined);
  return lookup?.status === 'found' ? lookup.manifest : undefined;
}

const isAt = ({ owner, path }: TemplateReference, manifest: Manifest, at: JsonPath): boolean =>
  owner === manifest && samePath(path, at);

export const samePath = (a: JsonPath, b: JsonPath): boolean =>
  a.length === b.length && a.every((step, index) => step === b[index]);

export const nameOf = (manifest: Manifest): Location => ({
  file: manifest.file.path,
  span: manifest.valueSpan(['metadata', 'name']),
});

function declarations(bindings: readonly Binding[], name: string): readonly Location[] {
  return unique(bindings.flatMap(({ args }) => placeOf(args.get(name)?.declared)));
}

/** For an entry of `args` of a user: where the templates declare it. */
function declarationOfPassed(workspace: Workspace, user: Manifest, entry: JsonPath): readonly Location[] {
  if (typeof entry.at(-1) !== 'number' || entry.at(-2) !== 'args') return [];
  const block = entry.slice(0, -2);
  const name = user.value([...entry, 'name']);
  const use = usesOf(workspace, user).find(({ path }) => samePath(path, block));
  return use === undefined || typeof name !== 'string' ? [] : declarations(bindingsOfUse(workspace, use), name);
}

function serviceNamed(workspace: Workspace, rollout: Manifest, path: JsonPath): readonly Location[] {
  const name = rollout.value(path);
  if (rollout.kind !== 'Rollout' || typeof name !== 'string') return [];
  const lookup = workspace.find('Service', name, rollout);
  return lookup.status === 'found' ? [nameOf(lookup.manifest)] : [];
}

export const placeOf = (place: ArgumentPlace | undefined): Location[] =>
  place === undefined
    ? []
    : [{ file: place.manifest.file.path, span: place.manifest.valueSpan([...place.path, 'name']) }];

/** Each place once, in the order in which they were found. */
export function unique(locations: readonly Location[]): readonly Location[] {
  const seen = new Map(locations.map((one) => [`${one.file}\n${one.span.start}`, one]));
  return [...seen.values()];
}
