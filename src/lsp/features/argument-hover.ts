import { type Cursor, manifestAt, placeholderAt } from './cursor.ts';
import type { Hovered } from './hovered.ts';
import { type ArgumentValue, code, valuesOf } from './values.ts';

/** More users than this are counted. */
const MAX_USERS = 20;

/** What each user of the template passes for the `{{args.x}}` under the cursor. */
export function argumentHover(cursor: Cursor): Hovered | undefined {
  const manifest = manifestAt(cursor);
  const placeholder = manifest && placeholderAt(manifest, cursor.offset);
  if (manifest === undefined || placeholder === undefined) return undefined;
  const values = valuesOf(cursor.workspace, manifest, placeholder.name);
  const lines = values.slice(0, MAX_USERS).map((each) => `- ${each.user ?? 'used by nobody'}: ${describe(each)}`);
  if (values.length > MAX_USERS) lines.push(`- and ${values.length - MAX_USERS} more`);
  if (values.length === 0) lines.push('No argument of this name is declared or passed.');
  return { span: placeholder.span, markdown: [`argument ${code(placeholder.name)}`, lines.join('\n')].join('\n\n') };
}

function describe({ value, note }: ArgumentValue): string {
  if (value === undefined) return note ?? '';
  return note === undefined ? code(value) : `${code(value)} (${note})`;
}
