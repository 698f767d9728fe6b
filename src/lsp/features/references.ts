import { placeholdersOf } from '../../lint/kit/templates/placeholders.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { Location } from '../../text/span.ts';
import { bindingsOf } from '../../workspace/bindings.ts';
import { usersOf } from '../../workspace/uses.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { type Cursor, manifestAt, type Place, placeAt, placeholderAt } from './cursor.ts';
import { nameOf, placeOf, templateAt, unique } from './definition.ts';

/**
 * Every place that names the thing under the cursor: the references to a template (from its name, or from a
 * `templateName`), or the uses of one of its arguments (from a `{{args.x}}` or the declaration).
 */
export function referencesOf(cursor: Cursor, withDeclaration: boolean): readonly Location[] {
  const { workspace, offset } = cursor;
  const manifest = manifestAt(cursor);
  if (manifest === undefined) return [];
  const place = placeAt(manifest, offset);
  const argument = placeholderAt(manifest, offset)?.name ?? declaredAt(manifest, place);
  if (argument !== undefined) return argumentReferences(workspace, manifest, argument, withDeclaration);
  const template = place && (isOwnName(manifest, place) ? manifest : templateAt(workspace, manifest, place));
  if (template === undefined) return [];
  return unique([...(withDeclaration ? [nameOf(template)] : []), ...templateReferences(workspace, template)]);
}

const isTemplate = ({ kind }: Manifest): boolean => kind === 'AnalysisTemplate' || kind === 'ClusterAnalysisTemplate';

const isOwnName = (manifest: Manifest, { path }: Place): boolean =>
  manifest.isArgo() && isTemplate(manifest) && path.length === 2 && path[0] === 'metadata' && path[1] === 'name';

/** The argument whose declaration is under the cursor. */
function declaredAt(manifest: Manifest, place: Place | undefined): string | undefined {
  if (place === undefined || !isTemplate(manifest)) return undefined;
  const { path } = place;
  if (path.length !== 4 || path[0] !== 'spec' || path[1] !== 'args' || path[3] !== 'name') return undefined;
  const name = manifest.value(path);
  return typeof name === 'string' ? name : undefined;
}

function templateReferences(workspace: Workspace, template: Manifest): Location[] {
  return usersOf(workspace, template)
    .flatMap((use) => use.references)
    .filter(({ lookup }) => lookup.status === 'found' && lookup.manifest === template)
    .map(({ owner, path }) => ({ file: owner.file.path, span: owner.valueSpan([...path, 'templateName']) }));
}

function argumentReferences(
  workspace: Workspace,
  manifest: Manifest,
  name: string,
  withDeclaration: boolean,
): readonly Location[] {
  const bound = bindingsOf(workspace, manifest).flatMap(({ args }) => args.get(name) ?? []);
  const declared = withDeclaration ? bound.flatMap((argument) => placeOf(argument.declared)) : [];
  const used = placeholdersOf(manifest)
    .filter(({ tag }) => tag.argument === name)
    .map(({ span }) => ({ file: manifest.file.path, span }));
  const passed = bound.flatMap((argument) => placeOf(argument.passed));
  return unique([...declared, ...used, ...passed]);
}
