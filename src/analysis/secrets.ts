import { isSet, listOf, objectOf, textOf } from '../manifest/controller/read.ts';
import { resolveMetric } from '../manifest/controller/substitute/metric.ts';
import type { Metric } from '../manifest/controller/types.ts';
import type { Run } from './run.ts';
import type { Task } from './schedule.ts';

/** Where arguments of secrets get their values: secret name, then key. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Resolution = { readonly ok: true; readonly metric: Metric } | { readonly ok: false; readonly error: string };

export interface KnownSecrets {
  readonly ok: true;
  /** A metric with every argument's value. */
  readonly filled: (task: Task) => Resolution;
  /** What messages must not show. */
  readonly hidden: readonly string[];
}

type ResolvedSecrets = KnownSecrets | { readonly ok: false; readonly error: string };

const resolvedSecrets = new WeakMap<Run['spec'], { readonly secrets: Secrets; readonly resolved: ResolvedSecrets }>();

/** The arguments of a spec with the values of secrets; remembered, since a run is looked at thousands of times. */
export function secretsOf(spec: Run['spec'], secrets: Secrets): ResolvedSecrets {
  const known = resolvedSecrets.get(spec);
  if (known !== undefined && known.secrets === secrets) return known.resolved;
  const resolved = resolveSecrets(spec, secrets);
  resolvedSecrets.set(spec, { secrets, resolved });
  return resolved;
}

/** analysis.go resolveArgs: a secret's value takes the place of whatever was passed, and is hidden in messages. */
function resolveSecrets(spec: Run['spec'], secrets: Secrets): ResolvedSecrets {
  const args: { name: string; value?: string }[] = [];
  const hidden: string[] = [];
  for (const entry of listOf(spec.args).map(objectOf)) {
    const name = textOf(entry['name']);
    const reference = objectOf(entry['valueFrom'])['secretKeyRef'];
    if (!isSet(reference)) {
      args.push(isSet(entry['value']) ? { name, value: textOf(entry['value']) } : { name });
      continue;
    }
    const secretName = textOf(objectOf(reference)['name']);
    const key = textOf(objectOf(reference)['key']);
    const secret = Object.hasOwn(secrets, secretName) ? secrets[secretName] : undefined;
    if (secret === undefined) return { ok: false, error: `secrets "${secretName}" not found` };
    const value = Object.hasOwn(secret, key) ? secret[key] : undefined;
    if (value === undefined) return { ok: false, error: `key '${key}' does not exist in secret '${secretName}'` };
    args.push({ name, value });
    hidden.push(value);
  }
  const written = listOf(spec.metrics);
  const filled = new Map<number, Resolution>();
  return {
    ok: true,
    hidden,
    filled: ({ index }) => {
      const resolution = filled.get(index) ?? resolveMetric(objectOf(written[index]), args);
      filled.set(index, resolution);
      return resolution;
    },
  };
}
