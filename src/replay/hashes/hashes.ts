import type { Recording } from '../../recording/recording.ts';
import { problem, type Refusal } from '../subject/refusal.ts';
import type { HashRead } from './reads.ts';

/** The pod template hashes of a play. */
export interface Hashes {
  readonly stable: string;
  readonly canary: string;
}

export type HashOrigin = 'given' | 'deduced' | 'invented';

export interface ChosenHash {
  readonly which: 'stable' | 'canary';
  readonly hash: string;
  readonly origin: HashOrigin;
  /** The label that queries compare with it. */
  readonly label: string | undefined;
}

export type ChosenHashes = { readonly ok: true; readonly stable: ChosenHash; readonly canary: ChosenHash } | Refusal;

export interface GivenHashes {
  readonly stable?: string | undefined;
  readonly canary?: string | undefined;
}

/** Stand-ins; no ReplicaSet has such a hash. */
const INVENTED: Hashes = { stable: 'stablehash', canary: 'canaryhash' };

const MAX_NAMED = 6;

/**
 * The hashes to play with: the given ones; else those of the recording, where the queries ask for a hash and it is plain
 * which one is which: the canary's series begin later. Where several may be meant, the user has to say.
 */
export function chooseHashes(
  given: GivenHashes,
  reads: readonly HashRead[],
  recording: Recording | undefined,
): ChosenHashes {
  const [read] = reads;
  const label = read?.label;
  const stable = chosen('stable', given.stable, label);
  const canary = chosen('canary', given.canary, label);
  if (stable !== undefined && canary !== undefined) return { ok: true, stable, canary };
  const wanted = reads.some(({ which }) => (which === 'stable' ? stable : canary) === undefined);
  if (!wanted || label === undefined) return withInvented(stable, canary, label);
  if (recording === undefined) {
    const flags = [canary === undefined ? '--canary-hash HASH' : '', stable === undefined ? '--stable-hash HASH' : ''];
    const text = `the queries ask for the pod template hash (label ${label}): say which with ${flags.filter(Boolean).join(' and ')}`;
    return problem('hash-missing', text);
  }
  const lives = livesOf(reads, recording).filter(({ hash }) => hash !== given.stable && hash !== given.canary);
  if (lives.length === 0) return withInvented(stable, canary, label);
  const pick = (which: 'stable' | 'canary', life: HashLife | undefined): ChosenHash | undefined =>
    life === undefined ? undefined : { which, hash: life.hash, origin: 'deduced', label };
  const [first, second, third] = lives;
  if (stable !== undefined || canary !== undefined) {
    if (second !== undefined) return ambiguous(stable === undefined ? 'stable' : 'canary', label, lives);
    return withInvented(stable ?? pick('stable', first), canary ?? pick('canary', first), label);
  }
  if (second === undefined) return withInvented(undefined, pick('canary', first), label);
  if (third !== undefined || first?.firstMs === second.firstMs) return ambiguous('canary', label, lives);
  return withInvented(pick('stable', first), pick('canary', second), label);
}

const chosen = (
  which: 'stable' | 'canary',
  hash: string | undefined,
  label: string | undefined,
): ChosenHash | undefined => (hash === undefined ? undefined : { which, hash, origin: 'given', label });

function withInvented(
  stable: ChosenHash | undefined,
  canary: ChosenHash | undefined,
  label: string | undefined,
): ChosenHashes {
  return {
    ok: true,
    stable: stable ?? { which: 'stable', hash: INVENTED.stable, origin: 'invented', label },
    canary: canary ?? { which: 'canary', hash: INVENTED.canary, origin: 'invented', label },
  };
}

interface HashLife {
  readonly hash: string;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The hashes that the recording knows where the queries look for them, those that begin first in front. */
function livesOf(reads: readonly HashRead[], { series }: Recording): readonly HashLife[] {
  const lives = new Map<string, HashLife>();
  for (const read of reads) {
    for (const { labels, timestampsMs } of series) {
      if (timestampsMs.length === 0 || !read.selects(labels)) continue;
      const hash = read.hashIn(labels.get(read.label));
      if (hash === undefined) continue;
      const firstMs = timestampsMs[0] ?? 0;
      const lastMs = timestampsMs.at(-1) ?? 0;
      const known = lives.get(hash);
      lives.set(hash, {
        hash,
        firstMs: Math.min(known?.firstMs ?? firstMs, firstMs),
        lastMs: Math.max(known?.lastMs ?? lastMs, lastMs),
      });
    }
  }
  return [...lives.values()].sort((a, b) => a.firstMs - b.firstMs || (a.hash < b.hash ? -1 : 1));
}

function ambiguous(which: 'stable' | 'canary', label: string, lives: readonly HashLife[]): Refusal {
  const shown = lives
    .slice(0, MAX_NAMED)
    .map(({ hash, firstMs, lastMs }) => `${hash} (${clock(firstMs)}-${clock(lastMs)})`);
  const more = lives.length > MAX_NAMED ? ` and ${lives.length - MAX_NAMED} more` : '';
  const flags = which === 'canary' ? '--canary-hash and --stable-hash' : '--stable-hash';
  return problem(
    'hash-ambiguous',
    `say which pod template hash is meant with ${flags}: ${label} in the recording is ${shown.join(', ')}${more}`,
  );
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);
