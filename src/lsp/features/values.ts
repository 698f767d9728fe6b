import type { Manifest } from '../../manifest/manifest.ts';
import { bindingsOf } from '../../workspace/bindings.ts';
import type { ArgumentOrigin, BoundArgument, Workspace } from '../../workspace/workspace.ts';

/** What one user of a template makes of one of its arguments. */
export interface ArgumentValue {
  /** Undefined where nobody uses the template. */
  readonly user: string | undefined;
  /** Undefined where it is not known before the analysis runs. */
  readonly value: string | undefined;
  /** What else is to be said of it, in words: `default`, `from a Secret`. */
  readonly note: string | undefined;
}

const NOTES: Readonly<Record<ArgumentOrigin, string>> = {
  passed: 'known in the cluster only',
  default: 'no value',
  podTemplateHash: 'a pod template hash, known in the cluster only',
  fieldRef: 'a field of the object, known in the cluster only',
  secret: 'from a Secret',
  missing: 'no value',
};

/** The values of an argument for each use of `manifest`, in the order of the uses. */
export function valuesOf(workspace: Workspace, manifest: Manifest, name: string): readonly ArgumentValue[] {
  return bindingsOf(workspace, manifest).flatMap(({ use, args }) => {
    const argument = args.get(name);
    return argument === undefined ? [] : [{ user: use?.title, value: argument.value, note: noteOn(argument) }];
  });
}

function noteOn({ value, origin }: BoundArgument): string | undefined {
  if (value === undefined) return NOTES[origin];
  return origin === 'default' ? 'default' : undefined;
}

/** Text as code in Markdown, whatever it holds. */
export function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const fence = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const space = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}
