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
 * which one is which: of two that have samples from the start on, the canary's begin later. Where several may be meant,
 * the user has to say.
 */
export function chooseHashes(
  given: GivenHashes,
  reads: readonly HashRead[],
  recording: Recording | undefined,
  startMs: number,
): ChosenHashes {
  const wanted = (['canary', 'stable'] as const).filter(
    (which) => given[which] === undefined && reads.some((read) => read.which === which),
  );
  const [which] = wanted;
  const label = reads.find((read) => read.which === which)?.label;
  if (which === undefined || label === undefined) return chosen(given, {}, reads);
  if (recording === undefined) {
    const flags = wanted.map((each) => `--${each}-hash HASH`).join(' and ');
    return problem(
      'hash-missing',
      `the queries ask for the pod template hash (label ${label}): say which with ${flags}`,
    );
  }
  const lives = livesOf(reads, recording).filter(
    ({ hash, lastMs }) => hash !== given.stable && hash !== given.canary && lastMs >= startMs,
  );
  const [first, second, third] = lives;
  if (given.stable !== undefined || given.canary !== undefined) {
    return second === undefined ? chosen(given, { [which]: first?.hash }, reads) : ambiguous([which], label, lives);
  }
  // A single one is asked for as the canary's.
  if (second === undefined) return chosen(given, { canary: first?.hash }, reads);
  if (third !== undefined || first?.firstMs === second.firstMs) return ambiguous(['canary', 'stable'], label, lives);
  return chosen(given, { stable: first?.hash, canary: second.hash }, reads);
}

function chosen(given: GivenHashes, deduced: GivenHashes, reads: readonly HashRead[]): ChosenHashes {
  const choose = (which: 'stable' | 'canary'): ChosenHash => {
    const asked = reads.find((read) => read.which === which)?.label;
    if (given[which] !== undefined) return { which, hash: given[which], origin: 'given', label: asked };
    // Who reads one of the two tells where the other one is found.
    const label = asked ?? reads[0]?.label;
    if (deduced[which] !== undefined) return { which, hash: deduced[which], origin: 'deduced', label };
    return { which, hash: INVENTED[which], origin: 'invented', label: asked };
  };
  return { ok: true, stable: choose('stable'), canary: choose('canary') };
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

function ambiguous(wanted: readonly string[], label: string, lives: readonly HashLife[]): Refusal {
  const shown = lives
    .slice(0, MAX_NAMED)
    .map(({ hash, firstMs, lastMs }) => `${hash} (${clock(firstMs)}-${clock(lastMs)})`);
  const more = lives.length > MAX_NAMED ? ` and ${lives.length - MAX_NAMED} more` : '';
  const flags = wanted.map((which) => `--${which}-hash`).join(' and ');
  return problem(
    'hash-ambiguous',
    `say which pod template hash is meant with ${flags}: ${label} in the recording is ${shown.join(', ')}${more}`,
  );
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);
