import { queryRange } from '../../analysis/providers/prometheus.ts';
import { type Read, readsOf, selectorText, timesOf } from '../../evaluation/reads.ts';
import type { RuleGroup } from '../../evaluation/rules/read.ts';
import { findTags, tagArgument } from '../../manifest/controller/substitute/tags.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import { type MetricView, metricsOf } from '../../manifest/metric.ts';
import { parsePromql } from '../../promql/index.ts';
import { LineIndex } from '../../text/line-index.ts';
import { nearest } from '../../text/nearest.ts';
import { bindingsOf } from '../../workspace/bindings.ts';
import { type BoundText, boundTexts } from '../../workspace/bound-metric.ts';
import type { Binding, Workspace } from '../../workspace/workspace.ts';

/** Samples to fetch: of the series of a selector, at some times (both ends inclusive). */
export interface Wanted {
  readonly selector: string;
  readonly spans: readonly Span[];
  /** True for what only a rule records: a server without that rule has none of it. */
  readonly isOptional: boolean;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Plan {
  readonly queries: number;
  readonly wanted: readonly Wanted[];
  /** What could not be read as it is written, one sentence each. */
  readonly notes: readonly string[];
}

export interface PlanRequest extends Span {
  readonly args: ReadonlyMap<string, string>;
  readonly groups: readonly RuleGroup[];
  readonly lookbackMs: number;
}

/**
 * What the queries of the asked manifests need, where they are evaluated between two times. `preparePromql` and
 * `prepareExpr` must have been awaited.
 */
export function planRecording(workspace: Workspace, request: PlanRequest): Plan {
  const notes = new Set(strayArguments(workspace, request.args));
  const spans = new Map<string, { readonly spans: Span[]; isOptional: boolean }>();
  const seen = new Set<string>();
  for (const { view, text } of queriesOf(workspace, request.args)) {
    const place = placeOf(view);
    const { value } = text.text;
    const holes = text.open.map(({ inner, span }) => ({
      tag: inner.trim(),
      name: tagArgument(inner) ?? inner.trim(),
      span,
    }));
    const { expr, errors } = parsePromql(value, { holes });
    const [error] = errors;
    if (expr === undefined || error !== undefined) {
      notes.add(`${place}: the query is left out, it is no PromQL: ${error?.message ?? 'it is empty'}`);
      continue;
    }
    const times = evaluationTimes(view, request);
    const key = `${value} ${times.startMs} ${times.endMs}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const reads = readsOf(expr, { groups: request.groups, lookbackMs: request.lookbackMs, times: { ...times } });
    for (const read of reads) {
      for (const open of read.open) notes.add(`${place}: ${openNote(open, read)}`);
      if (read.matchers.length === 0) continue;
      const selector = selectorText(read.matchers);
      const known = spans.get(selector) ?? { spans: [], isOptional: true };
      spans.set(selector, known);
      known.spans.push(timesOf(read, times));
      known.isOptional &&= read.recordedBy.length > 0;
    }
  }
  const wanted = [...spans].map(([selector, one]) => ({
    selector,
    spans: united(one.spans),
    isOptional: one.isOptional,
  }));
  return { queries: seen.size, wanted, notes: [...notes] };
}

const openNote = (open: string, read: Read): string =>
  read.matchers.length === 0
    ? `nothing is known of what ${open} selects; it is left out (--arg gives it a value)`
    : `${open} has no value here, ${selectorText(read.matchers)} is recorded without it (--arg gives it one)`;

interface BoundQuery {
  readonly view: MetricView;
  readonly text: BoundText;
}

function* queriesOf(workspace: Workspace, args: ReadonlyMap<string, string>): Generator<BoundQuery> {
  for (const manifest of workspace.manifests()) {
    if (!manifest.isArgo() || !workspace.files.some(({ path, asked }) => asked && path === manifest.file.path))
      continue;
    const bindings = bindingsOf(workspace, manifest);
    for (const template of new Set(bindings.map((binding) => binding.template))) {
      const filled = bindings.filter((one) => one.template === template).map((one) => withArguments(one, args));
      for (const view of metricsOf(template)) {
        if (view.provider !== 'prometheus' || view.query === undefined) continue;
        for (const text of boundTexts(view.query, filled)) yield { view, text };
      }
    }
  }
}

/** Values given for arguments that nothing in the asked manifests mentions: misspelt names, likely. */
function strayArguments(workspace: Workspace, given: ReadonlyMap<string, string>): string[] {
  if (given.size === 0) return [];
  const texts = workspace.files.filter(({ asked }) => asked).map(({ text }) => text);
  const tags = texts.flatMap((text) => findTags(text).tags.map(({ inner }) => tagArgument(inner)));
  const known = new Set(tags.filter((name) => name !== undefined));
  return [...given.keys()]
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearest(name, known);
      return `--arg ${name}: no query has {{args.${name}}}${near === undefined ? '' : `; did you mean ${near}?`}`;
    });
}

function withArguments(binding: Binding, given: ReadonlyMap<string, string>): Binding {
  if (given.size === 0) return binding;
  const args = new Map(binding.args);
  for (const [name, value] of given) {
    const known = args.get(name) ?? { name, origin: 'passed', declared: undefined, passed: undefined };
    args.set(name, { ...known, value });
  }
  return { ...binding, args };
}

/** When a metric's query is evaluated, where it is measured from `fromMs` to `toMs`. */
function evaluationTimes(view: MetricView, { fromMs, toMs }: Span) {
  const metric = view.manifest.value(view.path) as Metric;
  const first = queryRange(metric, fromMs);
  const last = queryRange(metric, toMs);
  if (!first.ok || !last.ok || first.range === undefined || last.range === undefined) {
    return { startMs: fromMs, endMs: toMs, stepMs: 0 };
  }
  return { startMs: first.range.startMs, endMs: last.range.endMs, stepMs: first.range.stepMs };
}

function placeOf({ manifest, query }: MetricView): string {
  const { path, text } = manifest.file;
  return `${path}:${new LineIndex(text).positionAt(query?.node.span.start ?? 0).line}`;
}

function united(spans: readonly Span[]): readonly Span[] {
  const result: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1);
    if (last !== undefined && fromMs <= last.toMs + 1) last.toMs = Math.max(last.toMs, toMs);
    else result.push({ fromMs, toMs });
  }
  return result;
}
