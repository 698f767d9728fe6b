import { tagArgument } from '../../../manifest/controller/substitute/tags.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { type MetricView, metricsOf } from '../../../manifest/metric.ts';
import {
  type Expr,
  type HoleSpan,
  type Inference,
  inferPromql,
  type ParsedQuery,
  type PromqlFeatures,
  parsePromql,
} from '../../../promql/index.ts';
import type { Span } from '../../../text/span.ts';
import { type BoundText, boundTexts } from '../../../workspace/bound-metric.ts';
import type { Binding } from '../../../workspace/workspace.ts';
import { remember } from '../text/memo.ts';

/** A PromQL query as some of its users fill it in. */
export interface Query {
  readonly view: MetricView;
  /** The text with the known arguments filled in; `toFile` leads back to the manifest. */
  readonly text: BoundText;
  readonly parsed: ParsedQuery;
  /** What can be known of its answer; undefined where the text has errors. */
  readonly inference: Inference | undefined;
  readonly bindings: readonly Binding[];
  /** True if the query is the same whoever uses the metric. */
  readonly always: boolean;
  toFile(span: Span): Span;
}

export interface QuerySettings {
  readonly target: { readonly prometheus: string };
  readonly promqlFeatures?: Partial<PromqlFeatures>;
}

const known = new WeakMap<readonly Binding[], Map<string, readonly Query[]>>();

/**
 * The queries of the Prometheus metrics of an object, each once for every different text that its bindings make of it.
 * Parsed and inferred once, whichever rules ask. The PromQL parser must have been loaded (`languages: ['promql']`).
 */
export function queriesOf(manifest: Manifest, bindings: readonly Binding[], settings: QuerySettings): readonly Query[] {
  const key = `${settings.target.prometheus} ${JSON.stringify(settings.promqlFeatures ?? {})}`;
  const ofSettings = known.get(bindings) ?? new Map<string, readonly Query[]>();
  known.set(bindings, ofSettings);
  let queries = ofSettings.get(key);
  if (queries === undefined) {
    queries = metricsOf(manifest).flatMap((view) => queriesIn(view, bindings, settings));
    ofSettings.set(key, queries);
  }
  return queries;
}

function queriesIn(view: MetricView, bindings: readonly Binding[], settings: QuerySettings): Query[] {
  if (view.provider !== 'prometheus' || view.query === undefined) return [];
  const texts = boundTexts(view.query, bindings);
  return texts.map((text) => {
    const parsed = parsedQuery(text, settings);
    return {
      view,
      text,
      parsed,
      get inference() {
        return inferred(parsed);
      },
      bindings: text.bindings,
      always: texts.length === 1,
      toFile: (span) => text.text.toFile(span),
    };
  });
}

interface Asked {
  readonly text: string;
  readonly holes: readonly HoleSpan[];
  readonly prometheus: string;
  readonly features?: Partial<PromqlFeatures>;
}

const parsedAs = remember((key): ParsedQuery => {
  const { text, ...options }: Asked = JSON.parse(key);
  return parsePromql(text, options);
});

function parsedQuery({ text, open }: BoundText, { target, promqlFeatures }: QuerySettings): ParsedQuery {
  const asked: Asked = {
    text: text.value,
    holes: open.map(holeOf),
    prometheus: target.prometheus,
    ...(promqlFeatures === undefined ? {} : { features: promqlFeatures }),
  };
  return parsedAs(JSON.stringify(asked));
}

const inferences = new WeakMap<ParsedQuery, Inference>();

function inferred(parsed: ParsedQuery): Inference | undefined {
  if (!isSound(parsed)) return undefined;
  const inference = inferences.get(parsed) ?? inferPromql(parsed.expr);
  inferences.set(parsed, inference);
  return inference;
}

const isSound = (parsed: ParsedQuery): parsed is ParsedQuery & { readonly expr: Expr } =>
  parsed.expr !== undefined && parsed.errors.length === 0;

const holeOf = ({ inner, span }: BoundText['open'][number]): HoleSpan => ({
  tag: inner.trim(),
  name: tagArgument(inner) ?? inner.trim(),
  span,
});
