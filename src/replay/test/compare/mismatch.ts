import type { Span } from '../../../text/span.ts';
import type { YamlNode } from '../../../yaml/tree.ts';
import { decodeJson } from '../../../yaml/walk.ts';
import type { Replay } from '../../model.ts';
import type { OutcomeValue } from '../outcome.ts';
import { timeOf, timeText, wholeSecond } from '../time.ts';
import { flowText } from '../yaml-text.ts';

/** The metric, and the measurement of it, that a mismatch is about. */
export interface Concern {
  readonly run: string;
  readonly metric: string;
  /** In the list of its measurements. */
  readonly index: number | undefined;
}

/** What happened, in place of a part of a test. */
export interface Rewrite {
  readonly node: YamlNode;
  readonly value: OutcomeValue;
}

/** Something that is not as expected. */
export interface Mismatch {
  /** `metrics.success-rate.measurements[1].value`. */
  readonly path: string;
  /** As it is written. */
  readonly expected: string;
  /** What there is instead, with nothing where there is none. */
  readonly got: string | undefined;
  /** More than the two tell. */
  readonly hint: string | undefined;
  readonly span: Span;
  readonly concern: Concern | undefined;
  /** What `--update` writes instead of `node`. */
  readonly edit: Rewrite;
}

/** Where an `expect` asks for what cannot be. */
export interface Impossible {
  readonly span: Span;
  readonly text: string;
}

export interface Comparison {
  readonly mismatches: readonly Mismatch[];
  readonly impossible: readonly Impossible[];
}

export interface More {
  readonly concern?: Concern | undefined;
  readonly hint?: string | undefined;
  /** What to write where there is nothing to write in its place alone. */
  readonly whole?: Rewrite;
}

/** Gathers what is not as expected; `node` is what was expected, undefined where nothing was. */
export class Differences implements Comparison {
  readonly mismatches: Mismatch[] = [];
  readonly impossible: Impossible[] = [];
  readonly replay: Replay;

  constructor(replay: Replay) {
    this.replay = replay;
  }

  text(node: YamlNode | undefined, got: string, path: string, more: More = {}): void {
    if (node?.kind === 'scalar' && node.text !== got) this.differs(node, got, path, more);
  }

  time(node: YamlNode | undefined, gotMs: number | undefined, path: string, more: More = {}): void {
    if (node?.kind !== 'scalar') return;
    const { startMs } = this.replay;
    const wantedMs = timeOf(node.text, startMs);
    if (wantedMs === undefined) this.refuse(node.span, `\`${node.text}\` is no time`);
    else if (gotMs === undefined || wholeSecond(wantedMs) !== wholeSecond(gotMs)) {
      this.differs(node, gotMs === undefined ? null : timeText(gotMs, startMs, node.text), path, more);
    }
  }

  differs(node: YamlNode, got: OutcomeValue, path: string, { concern, hint, whole }: More = {}): void {
    const expected = node.kind === 'scalar' ? node.text : flowText(decodeJson(node));
    const shown = got === null ? undefined : typeof got === 'object' ? flowText(got) : String(got);
    const edit = got === null && whole !== undefined ? whole : { node, value: got };
    this.add({ path, expected, got: shown, hint, span: node.span, concern }, edit.node, edit.value);
  }

  add(mismatch: Omit<Mismatch, 'edit'>, node: YamlNode, value: OutcomeValue): void {
    this.mismatches.push({ ...mismatch, edit: { node, value } });
  }

  refuse(span: Span, text: string): void {
    this.impossible.push({ span, text });
  }
}

const MAX_LISTED = 5;

/** A few texts, and how many more there are. */
export function listed(texts: readonly string[]): string {
  const more = texts.length - MAX_LISTED;
  return more > 0 ? `${texts.slice(0, MAX_LISTED).join(', ')} and ${more} more` : texts.join(', ');
}

export const withArticle = (noun: string): string => `${/^[AEIOU]/.test(noun) ? 'an' : 'a'} ${noun}`;
