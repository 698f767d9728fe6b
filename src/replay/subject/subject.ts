import { listOf, objectOf } from '../../manifest/controller/read.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { PlayedObject, ReplaySubject } from '../model.ts';
import type { Subject } from './select.ts';

export function subjectOf(kind: Subject['kind'], manifest: Manifest): ReplaySubject {
  const strategy = objectOf(objectOf(manifest.json['spec'])['strategy']);
  const isBlueGreen = strategy['blueGreen'] !== undefined && strategy['blueGreen'] !== null;
  return {
    kind,
    manifestKind: manifest.kind,
    name: manifest.name ?? '',
    namespace: manifest.namespace,
    file: manifest.file.path,
    strategy: kind !== 'rollout' ? undefined : isBlueGreen ? 'blueGreen' : 'canary',
    steps: listOf(objectOf(strategy['canary'])['steps']).map(objectOf),
  };
}

export const playedObject = (manifest: Manifest): PlayedObject => ({
  kind: manifest.kind,
  name: manifest.name ?? '',
  file: manifest.file.path,
  span: manifest.root.span,
});
