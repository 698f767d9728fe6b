import { describeField, type FieldDescription } from '../../manifest/schema/describe.ts';
import { type Cursor, manifestAt, placeAt } from './cursor.ts';
import type { Hovered } from './hovered.ts';
import { code } from './values.ts';

/** What the controller does with the field under the cursor. */
export function fieldHover(cursor: Cursor): Hovered | undefined {
  const manifest = manifestAt(cursor);
  if (!manifest?.isArgo()) return undefined;
  const place = placeAt(manifest, cursor.offset);
  const field = place && describeField(manifest.kind, place.path);
  if (place === undefined || field === undefined) return undefined;
  const parts = [`${code(field.name)}: ${factsOf(field).join(', ')}`];
  if (field.description !== '') parts.push(field.description);
  if (field.values !== undefined) {
    parts.push(`${field.valuesAreAll ? 'One of' : 'Among others'} ${field.values.map(code).join(', ')}.`);
  }
  return { span: place.span, markdown: parts.join('\n\n') };
}

function factsOf(field: FieldDescription): string[] {
  const facts = [field.type];
  if (field.required) facts.push('required');
  if (field.default !== undefined) facts.push(`default ${code(JSON.stringify(field.default))}`);
  if (field.since !== undefined) facts.push(`since Argo Rollouts ${field.since}`);
  return facts;
}
