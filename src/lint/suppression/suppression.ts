import { nearest } from '../../text/nearest.ts';
import type { Span } from '../../text/span.ts';
import type { WorkspaceFile } from '../../workspace/workspace.ts';
import type { YamlComment, YamlNode } from '../../yaml/tree.ts';

const SCOPES = ['disable-next-line', 'disable-line', 'disable-file'] as const;
export type SuppressionScope = (typeof SCOPES)[number];

/** One rule that a suppression comment names. */
export interface SuppressedRule {
  readonly id: string;
  readonly span: Span;
}

/** A comment `# rolloutlint-disable-next-line RULE[, RULE] [until=2026-03-31] -- reason`. */
export interface Suppression {
  readonly scope: SuppressionScope;
  readonly comment: Span;
  readonly rules: readonly SuppressedRule[];
  /** Why, in the author's words; undefined where nobody said. */
  readonly reason: string | undefined;
  /** The last day on which it counts, `2026-03-31`. */
  readonly until: { readonly date: string; readonly span: Span } | undefined;
  /** A finding that starts in here is meant. */
  readonly covers: Span;
  /** Why the comment suppresses nothing although it looks as if it should. */
  readonly malformed: { readonly text: string; readonly span: Span } | undefined;
}

/** A suppression and what became of it. */
export interface SuppressionState extends Suppression {
  readonly expired: boolean;
  /** Rules that ran and found nothing that this comment could suppress. */
  readonly unused: readonly SuppressedRule[];
  /** Names that no rule has, with the nearest one that a rule has. */
  readonly unknown: readonly (SuppressedRule & { readonly nearest: string | undefined })[];
  /** True if the configuration asks for a reason and there is none. */
  readonly lacksReason: boolean;
}

/** The suppression comments of a file, in order of the text. */
export function suppressionsOf(file: WorkspaceFile): Suppression[] {
  if (!file.text.includes('rolloutlint-')) return [];
  const coverage = new Coverage(file);
  return file.comments.flatMap((comment) => readComment(comment, file, coverage) ?? []);
}

function readComment(comment: YamlComment, file: WorkspaceFile, coverage: Coverage): Suppression | undefined {
  const head = /^\s*rolloutlint-([\w-]+)/.exec(comment.text);
  if (head === null) return undefined;
  const word = head[1] ?? '';
  const bodyStart = comment.span.start + 1 + head[0].length;
  const body = file.text.slice(bodyStart, comment.span.end);
  const wordSpan = { start: bodyStart - word.length - 'rolloutlint-'.length, end: bodyStart };
  const scope = SCOPES.find((one) => one === word);
  if (scope === undefined) {
    const meant = nearest(word, SCOPES);
    return broken(
      comment,
      wordSpan,
      `there is no \`rolloutlint-${word}\`${meant ? `; \`rolloutlint-${meant}\` is` : ''}`,
    );
  }
  const dashes = /(?:^|\s)--(?:\s|$)/.exec(body);
  const list = dashes === null ? body : body.slice(0, dashes.index);
  const reason = dashes === null ? undefined : body.slice(dashes.index + dashes[0].length).trim() || undefined;
  const rules: SuppressedRule[] = [];
  let until: Suppression['until'];
  let malformed: Suppression['malformed'];
  for (const match of list.matchAll(/[^\s,]+/g)) {
    const token = match[0];
    const span = { start: bodyStart + match.index, end: bodyStart + match.index + token.length };
    if (token.startsWith('until=')) {
      const date = token.slice('until='.length);
      if (isDate(date)) until = { date, span };
      else malformed ??= { text: `\`${token}\` is no date; write \`until=2026-03-31\``, span };
    } else rules.push({ id: token, span });
  }
  if (rules.length === 0) malformed ??= { text: `\`rolloutlint-${word}\` names no rule`, span: wordSpan };
  return { scope, comment: comment.span, rules, reason, until, covers: coverage.of(scope, comment), malformed };
}

const broken = (comment: YamlComment, span: Span, text: string): Suppression => ({
  scope: 'disable-line',
  comment: comment.span,
  rules: [],
  reason: undefined,
  until: undefined,
  covers: { start: 0, end: 0 },
  malformed: { text, span },
});

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** What the comments of one file speak for; comments are asked about in order of the text, so nothing is read twice. */
class Coverage {
  readonly #file: WorkspaceFile;
  #scalars: readonly Span[] | undefined;
  #next: { readonly after: number; readonly line: Span | undefined } | undefined;

  constructor(file: WorkspaceFile) {
    this.#file = file;
  }

  of(scope: SuppressionScope, comment: YamlComment): Span {
    const { text } = this.#file;
    if (scope === 'disable-file') return { start: 0, end: text.length + 1 };
    const own = lineAround(text, comment.span.start);
    const line = scope === 'disable-line' ? own : this.#lineOfCode(own.end);
    if (line === undefined) return { start: text.length, end: text.length + 1 };
    // A query in a block scalar has no room for comments of its own: the comment at its key speaks for all of it.
    return { start: line.start, end: Math.max(line.end, this.#scalarEnd(line)) };
  }

  /** The first line from `from` on that is neither empty nor a comment. */
  #lineOfCode(from: number): Span | undefined {
    const known = this.#next;
    if (known !== undefined && known.after <= from && from <= (known.line?.start ?? Number.POSITIVE_INFINITY)) {
      return known.line;
    }
    const { text } = this.#file;
    let line: Span | undefined;
    for (let at = from; at < text.length; ) {
      const each = lineAround(text, at);
      at = each.end;
      if (/^\s*(#|$)/.test(text.slice(each.start, each.end))) continue;
      line = each;
      break;
    }
    this.#next = { after: from, line };
    return line;
  }

  /** Where the scalars that begin in `line` end. */
  #scalarEnd(line: Span): number {
    this.#scalars ??= scalarsOf(this.#file);
    let low = 0;
    let high = this.#scalars.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#scalars[middle]?.start ?? 0) < line.start) low = middle + 1;
      else high = middle;
    }
    let end = 0;
    for (let at = low; at < this.#scalars.length; at++) {
      const scalar = this.#scalars[at];
      if (scalar === undefined || scalar.start >= line.end) break;
      end = Math.max(end, scalar.end);
    }
    return end;
  }
}

/** The values of all documents, in order of the text. */
function scalarsOf(file: WorkspaceFile): readonly Span[] {
  const spans: Span[] = [];
  const seen = new Set<YamlNode>();
  const waiting: YamlNode[] = file.documents.flatMap(({ root }) => root ?? []);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'map') for (const { value } of node.entries) waiting.push(value);
    else if (node.kind === 'sequence') for (const item of node.items) waiting.push(item);
    else spans.push(node.span);
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** The line that holds `offset`, its line end included. */
function lineAround(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && !endsLine(text, start - 1)) start--;
  let end = offset;
  while (end < text.length && !endsLine(text, end)) end++;
  return { start, end: Math.min(end + 1, text.length) };
}

function endsLine(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10);
}
