import { listOf, objectOf, textOf } from '../../manifest/controller/read.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { bindingsOfUse } from '../../workspace/bindings.ts';
import type { AnalysisUse, Workspace } from '../../workspace/workspace.ts';
import type { Json, JsonObject, JsonPath } from '../../yaml/tree.ts';
import { type Refusal, unknownArgument } from './refusal.ts';

/** A Rollout with other values for arguments that it passes, wherever a template takes one of that name. */
export function withArguments(
  workspace: Workspace,
  rollout: Manifest,
  uses: readonly AnalysisUse[],
  args: ReadonlyMap<string, string>,
): { readonly ok: true; readonly rollout: JsonObject } | Refusal {
  if (args.size === 0) return { ok: true, rollout: rollout.json };
  const declared = uses.map((use) => ({ use, names: declaredBy(workspace, use) }));
  const all = [...new Set(declared.flatMap(({ names }) => names))];
  const unknown = [...args.keys()].find((name) => !all.includes(name));
  if (unknown !== undefined) return unknownArgument(rollout.title, unknown, all);
  let json: Json = rollout.json;
  for (const { use, names } of declared) {
    const mine = [...args].filter(([name]) => names.includes(name));
    const path = [...use.path, 'args'];
    const kept = listOf(rollout.value(path)).filter(
      (entry) => !mine.some(([name]) => name === textOf(objectOf(entry)['name'])),
    );
    json = replaced(json, path, [...kept, ...mine.map(([name, value]) => ({ name, value }))]);
  }
  return { ok: true, rollout: objectOf(json) };
}

function declaredBy(workspace: Workspace, use: AnalysisUse): readonly string[] {
  const [binding] = bindingsOfUse(workspace, use);
  return [...(binding?.args.values() ?? [])].flatMap(({ name, declared }) => (declared === undefined ? [] : [name]));
}

/** A copy with another value at `path`; what is on the way there is an object or a list. */
function replaced(json: Json, [head, ...rest]: JsonPath, value: Json): Json {
  if (head === undefined) return value;
  if (Array.isArray(json)) {
    return json.map((each: Json, index) => (index === head ? replaced(each, rest, value) : each));
  }
  const object = objectOf(json);
  return { ...object, [head]: replaced(object[head] ?? null, rest, value) };
}
