import type { Manifest } from '../../../manifest/manifest.ts';
import type { Expr, Inference } from '../../../promql/index.ts';
import type { Span } from '../../../text/span.ts';
import type { Binding } from '../../../workspace/workspace.ts';
import { asUsedBy } from '../metrics/metrics.ts';
import { type Query, type QuerySettings, queriesOf } from './queries.ts';

/** A query without errors. */
export interface SoundQuery extends Query {
  readonly expr: Expr;
  readonly inference: Inference;
}

/** What a rule's context knows of the queries of its object. */
export interface QueryContext {
  readonly manifest: Manifest;
  readonly bindings: readonly Binding[];
  readonly settings: QuerySettings;
}

/** The queries of an object that Prometheus would accept; the others have errors of their own. */
export function soundQueries({ manifest, bindings, settings }: QueryContext): readonly SoundQuery[] {
  const queries = queriesOf(manifest, bindings, settings);
  let found = sound.get(queries);
  if (found === undefined) {
    found = queries.flatMap((query) => {
      const { parsed, inference } = query;
      return parsed.expr === undefined || inference === undefined ? [] : [{ ...query, expr: parsed.expr, inference }];
    });
    sound.set(queries, found);
  }
  return found;
}

/** Many rules ask about the same queries. */
const sound = new WeakMap<readonly Query[], readonly SoundQuery[]>();

/** A mistake in a query; `span` in the query's text. */
export interface QueryPlace<Data> {
  readonly span: Span;
  readonly data: Data;
  /** Those of the query's users that it concerns; all where absent. */
  readonly bindings?: readonly Binding[];
}

/** A mistake in the file. */
export interface FilePlace<Data> {
  readonly at: Span;
  /** With whose arguments it happens, for the end of a message; empty where it happens with anybody's. */
  readonly data: Data & { readonly users: string };
  /** The first of the queries that have it. */
  readonly query: SoundQuery;
}

/**
 * What `find` finds in the queries of an object, each place of the file once: users that fill in other arguments mostly
 * share their mistakes.
 */
export function placesIn<Data extends object>(
  ctx: QueryContext,
  find: (query: SoundQuery) => Iterable<QueryPlace<Data>>,
): readonly FilePlace<Data>[] {
  // Most rules find nothing in most queries.
  let found: Map<string, { at: Span; data: Data; query: SoundQuery; bindings: Set<Binding> }> | undefined;
  for (const query of soundQueries(ctx)) {
    for (const { span, data, bindings = query.bindings } of find(query)) {
      const at = query.toFile(span);
      const key = `${at.start}:${at.end}`;
      found ??= new Map();
      const known = found.get(key);
      if (known === undefined) found.set(key, { at, data, query, bindings: new Set(bindings) });
      else for (const binding of bindings) known.bindings.add(binding);
    }
  }
  if (found === undefined) return [];
  return [...found.values()].map(({ at, data, query, bindings }) => ({
    at,
    query,
    data: { ...data, users: asUsedBy([...bindings], bindings.size >= ctx.bindings.length) },
  }));
}

/** The text of the query at `span`, on one line, shortened where it is long. */
export function shownText({ text }: Query, span: Span): string {
  const shown = text.text.value.slice(span.start, span.end).replaceAll(/\s+/g, ' ').trim();
  return shown.length > 60 ? `${shown.slice(0, 57).trimEnd()}…` : shown;
}

/** As `shownText`, but `…` where it is long: for code that people are to write. */
export function shortText(query: Query, span: Span): string {
  const shown = shownText(query, span);
  return shown.endsWith('…') ? '…' : shown;
}

/** What all rules about queries have in common. */
export const ABOUT_QUERIES = {
  since: '0.1.0',
  stage: 'stable',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['promql'],
} as const;
