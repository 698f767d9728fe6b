import type { Secrets, World } from '../analysis/reconcile.ts';
import { SECRET_PLACEHOLDER } from '../manifest/controller/metrics/admit.ts';
import { isObject, listOf, objectOf, textOf, type Value } from '../manifest/controller/read.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Replay, ReplayNote } from './model.ts';

/** A key of a secret that an argument takes its value from. */
interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/**
 * The world with a placeholder for every secret that the workspace's templates and runs name and nobody gave: a cluster
 * has them, and recorded answers do not depend on them.
 */
export function withPlaceholders(workspace: Workspace, world: World): World {
  const secrets: Record<string, Readonly<Record<string, string>>> = {};
  for (const kind of ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun']) {
    for (const manifest of workspace.manifests(kind)) {
      for (const { secret, key } of secretKeys(objectOf(manifest.json['spec'])['args'])) {
        secrets[secret] = { ...secrets[secret], [key]: SECRET_PLACEHOLDER };
      }
    }
  }
  for (const [name, known] of Object.entries(world.secrets)) secrets[name] = { ...secrets[name], ...known };
  return { secrets, provider: (metric) => world.provider(metric) };
}

/** Notes about the placeholders that a play has used. */
export function secretNotes({ runs }: Replay, given: Secrets): readonly ReplayNote[] {
  const missing = runs
    .flatMap(({ run }) => secretKeys(run.spec.args))
    .filter(({ secret, key }) => !has(given, secret, key));
  const byName = new Map(missing.map((each) => [`${each.secret}/${each.key}`, each]));
  return [...byName.values()].map(({ secret, key }) => ({ kind: 'secret-unknown', secret, key }));
}

const has = (secrets: Secrets, secret: string, key: string): boolean =>
  Object.hasOwn(secrets, secret) && Object.hasOwn(secrets[secret] ?? {}, key);

function secretKeys(args: Value): SecretKey[] {
  return listOf(args).flatMap((entry) => {
    const reference = objectOf(objectOf(entry)['valueFrom'])['secretKeyRef'];
    return isObject(reference) ? [{ secret: textOf(reference['name']), key: textOf(reference['key']) }] : [];
  });
}
