import { objectOf } from '../../manifest/controller/read.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { Json } from '../../yaml/tree.ts';
import { type Refusal, unknownArgument } from './refusal.ts';
import type { TemplateRun } from './template-run.ts';

/** The spec of an AnalysisRun, with other values for some of its arguments. */
export function ownRun(run: Manifest, args: ReadonlyMap<string, string>): TemplateRun | Refusal {
  const spec = objectOf(run.json['spec']);
  if (args.size === 0) return { ok: true, spec, templates: [] };
  const list = Array.isArray(spec['args']) ? spec['args'].map(objectOf) : [];
  const names = list.map((entry) => String(entry['name'] ?? ''));
  const unknown = [...args.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) return unknownArgument(run.title, unknown, names);
  const changed = list.map((entry, index): Json => {
    const value = args.get(names[index] ?? '');
    return value === undefined ? entry : { name: names[index] ?? '', value };
  });
  return { ok: true, spec: { ...spec, args: changed }, templates: [] };
}
