import {
  allMatchers,
  literalAlternatives,
  type Matcher,
  METRIC_NAME,
  matcherAccepts,
  matchesEmpty,
  metricNameOf,
  type VectorSelector,
} from '../../promql/index.ts';
import { nearest } from '../../text/nearest.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { isIdentityLabel } from '../kit/queries/identity-labels.ts';
import type { KnownNames, MetricShape, NameSource } from './names.ts';
import { recordedNames } from './recorded.ts';
import { slipOf } from './slip.ts';

/** What one source says of a metric. */
interface Said {
  readonly source: NameSource;
  readonly shape: MetricShape;
}

/** A condition that no series meets, as far as the sources tell. */
export interface LabelDoubt {
  readonly metric: string;
  readonly matcher: Matcher;
  /** The sources that know the metric. */
  readonly said: readonly Said[];
  /** What was meant, likely. */
  readonly near: string | undefined;
  /** The labels or the values that are known. */
  readonly known: readonly string[];
}

/** All sources together: those of the configuration, and the recording rules of the workspace. */
export class Names {
  readonly sources: readonly NameSource[];
  readonly complete: boolean;
  #names: readonly string[] | undefined;

  constructor(workspace: Workspace, { sources, complete }: KnownNames) {
    const recorded = recordedNames(workspace);
    this.sources = [...(recorded.metrics.size > 0 ? [recorded] : []), ...sources];
    this.complete = complete;
  }

  get isEmpty(): boolean {
    return this.sources.length === 0;
  }

  has(metric: string): boolean {
    return this.sources.some(({ metrics }) => metrics.has(metric));
  }

  /** Every name, each once. */
  get all(): readonly string[] {
    this.#names ??= [...new Set(this.sources.flatMap(({ metrics }) => [...metrics.keys()]))];
    return this.#names;
  }

  of(metric: string): readonly Said[] {
    return this.sources.flatMap((source) => (source.metrics.get(metric) ?? []).map((shape) => ({ source, shape })));
  }

  /** True if the series that the sources know of `metric` are none that the selector may mean: another service's. */
  areOthers(metric: string, selector: VectorSelector): boolean {
    return this.of(metric).every(({ shape }) => excludes(shape, selector.matchers));
  }

  /** Conditions on labels that no series of the metric has. */
  unknownLabels(selector: VectorSelector): readonly LabelDoubt[] {
    return this.#doubts(selector, (matcher, said) => {
      const { text: label } = matcher.label;
      const known = labelsOf(said);
      if (known.includes(label)) return undefined;
      const isCertain = said.every(({ shape }) => !shape.open || shape.never.has(label));
      const near = isCertain ? nearest(label, known) : slipOf(label, known);
      return isCertain || near !== undefined ? { known, near } : undefined;
    });
  }

  /** What the sources say against a label that a query groups the series of a selector by. */
  lacksLabel(selector: VectorSelector, label: Matcher['label']): LabelDoubt | undefined {
    const asking: Matcher = {
      label,
      op: '=~',
      value: { text: '.+', span: label.span, holes: [] },
      span: label.span,
      opSpan: label.span,
    };
    const matchers = [...selector.matchers.filter((matcher) => matcher.label.text !== label.text), asking];
    return this.unknownLabels({ ...selector, matchers }).find(({ matcher }) => matcher === asking);
  }

  /** Conditions on values that a label of the metric never has. */
  unknownValues(selector: VectorSelector): readonly LabelDoubt[] {
    return this.#doubts(selector, (matcher, said) => {
      const { text: label } = matcher.label;
      const having = said.filter(({ shape }) => !shape.never.has(label) && (shape.open || shape.labels.has(label)));
      const sets = having.map(({ shape }) => shape.labels.get(label));
      const isKnown = sets.length > 0 && sets.every((set) => set !== undefined && set.size > 0);
      if (!isKnown) return undefined;
      const values = [...new Set(sets.flatMap((set) => [...(set ?? [])]))];
      if (values.some((value) => matcherAccepts(matcher, value) !== false)) return undefined;
      const wanted = matcher.op === '=' ? [matcher.value.text] : (literalAlternatives(matcher.value.text) ?? []);
      const nears = wanted.map((value) => slipOf(value, values));
      // What was there when somebody looked is not all that can be; a list that people keep is.
      const isListed = having.every(({ source }) => source.kind === 'catalogue' || source.kind === 'rules');
      if (!isListed && !nears.some((near) => near !== undefined)) return undefined;
      const near = matcher.op === '=' ? (nears[0] ?? nearest(wanted[0] ?? '', values)) : undefined;
      return { known: values, near };
    });
  }

  #doubts(
    selector: VectorSelector,
    judge: (matcher: Matcher, said: readonly Said[]) => Pick<LabelDoubt, 'known' | 'near'> | undefined,
  ): readonly LabelDoubt[] {
    const metric = metricNameOf(selector);
    if (metric === undefined) return [];
    const all = this.of(metric);
    if (all.length === 0) return [];
    return selector.matchers.filter(asksForLabel).flatMap((matcher) => {
      const others = selector.matchers.filter(({ label }) => label.text !== matcher.label.text);
      const said = all.filter(({ shape }) => !excludes(shape, others));
      const doubt = said.length === 0 ? undefined : judge(matcher, said);
      return doubt === undefined ? [] : [{ metric, matcher, said, ...doubt }];
    });
  }
}

/** True for conditions that only series with the label meet. An argument is a value, unless it is empty. */
function asksForLabel(matcher: Matcher): boolean {
  const { label, op, value } = matcher;
  if (label.holes.length > 0 || label.text === METRIC_NAME || op === '!=' || op === '!~') return false;
  return value.holes.length > 0 || matchesEmpty(matcher) === false;
}

/** True if the series of this shape are another service's than the conditions select. */
const excludes = ({ labels }: MetricShape, matchers: readonly Matcher[]): boolean =>
  matchers.some((matcher) => {
    if (!isIdentityLabel(matcher.label.text)) return false;
    const values = labels.get(matcher.label.text);
    return values !== undefined && [...values].every((value) => matcherAccepts(matcher, value) === false);
  });

const labelsOf = (said: readonly Said[]): readonly string[] => [
  ...new Set(said.flatMap(({ shape }) => [...shape.labels.keys()])),
];

const remembered = new WeakMap<Workspace, WeakMap<KnownNames, Names>>();

export function namesOf(workspace: Workspace, known: KnownNames): Names {
  const ofWorkspace = remembered.get(workspace) ?? new WeakMap<KnownNames, Names>();
  remembered.set(workspace, ofWorkspace);
  const names = ofWorkspace.get(known) ?? new Names(workspace, known);
  ofWorkspace.set(known, names);
  return names;
}

/** A metric that no source has. */
export interface MetricDoubt {
  /** The condition on the name. */
  readonly matcher: Matcher;
  /**
   * - `absent`: the sources name all metrics; - `slip`: another one's name is nearly the same; - `parts`: the sources have
   *   other parts of that histogram or summary.
   */
  readonly kind: 'absent' | 'slip' | 'parts';
  readonly near: string | undefined;
}

/** What Prometheus itself writes (scrape/scrape.go, rules/alerting.go). */
const SYNTHETIC = /^(?:up|scrape_\w+|ALERTS|ALERTS_FOR_STATE)$/;

/** Why the name that a selector asks for is likely none; undefined where nothing can be said. */
export function unknownMetric(selector: VectorSelector, names: Names): MetricDoubt | undefined {
  const matcher = allMatchers(selector).find(({ label }) => label.text === METRIC_NAME);
  if (matcher === undefined || matcher.value.holes.length > 0) return undefined;
  const name = metricNameOf(selector);
  if (name === undefined) {
    if (!names.complete || matcher.op !== '=~' || names.all.some((one) => matcherAccepts(matcher, one) !== false))
      return undefined;
    return { matcher, kind: 'absent', near: undefined };
  }
  if (names.has(name) || SYNTHETIC.test(name)) return undefined;
  const near = name.includes(':') ? recordedNear(name, names) : slipOf(name, names.all);
  if (names.complete) return { matcher, kind: 'absent', near: near ?? nearest(name, names.all) };
  if (near !== undefined) return names.areOthers(near, selector) ? undefined : { matcher, kind: 'slip', near };
  const part = otherPart(name, names);
  return part === undefined || names.areOthers(part, selector) ? undefined : { matcher, kind: 'parts', near: part };
}

const digits = (name: string): string => name.replaceAll(/\D+/g, ' ');

/** The recorded series that `name` is nearly. Two windows of one ratio are two series. */
function recordedNear(name: string, names: Names): string | undefined {
  const near = nearest(
    name,
    names.all.filter((one) => one.includes(':')),
  );
  if (near === undefined || digits(near) !== digits(name) || Math.abs(near.length - name.length) > 3) return undefined;
  return near;
}

/** A summary has no buckets, and a histogram that is known has them all: `x_count` where `x_bucket` is asked for. */
function otherPart(name: string, names: Names): string | undefined {
  const base = /^(.+)_bucket$/.exec(name)?.[1];
  return base !== undefined && names.has(`${base}_sum`) && names.has(`${base}_count`) ? `${base}_count` : undefined;
}
