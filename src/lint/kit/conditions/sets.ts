import {
  type CompiledExpression,
  checkCondition,
  type ParsedCondition,
  parseCondition,
  type ResultType,
} from '../../../expr/index.ts';
import { objectOf, optionalObject } from '../../../manifest/controller/read.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { type MetricView, metricsOf, type ProviderName, type TextField, textField } from '../../../manifest/metric.ts';
import { type ResultShape, resultShape } from '../../../manifest/result/shape.ts';
import type { EmbeddedText } from '../../../text/embedded.ts';
import type { Span } from '../../../text/span.ts';
import { type BoundText, boundTexts } from '../../../workspace/bound-metric.ts';
import type { Binding } from '../../../workspace/workspace.ts';
import type { JsonObject } from '../../../yaml/tree.ts';
import { type Query, type QuerySettings, queriesOf } from '../queries/queries.ts';
import { remember } from '../text/memo.ts';
import { parseOpen } from './open.ts';

export type ConditionName = 'successCondition' | 'failureCondition';

/** A condition as some of the users of its metric fill it in. */
export interface Condition {
  readonly name: ConditionName;
  readonly field: TextField;
  /** With known arguments filled in; what is not known is a neutral value. */
  readonly text: EmbeddedText;
  readonly parsed: ParsedCondition;
  /** True if an argument's value is not known: what is said must hold for every value. */
  readonly open: boolean;
  /** The first possible type of the result under which it compiles, and what the checker makes of it. */
  readonly accepted: { readonly type: ResultType; readonly checked: CompiledExpression } | undefined;
  /** For each possible type but nil under which it does not compile. */
  readonly refused: readonly { readonly type: ResultType; readonly checked: CompiledExpression }[];
  /** What the controller says where there is no data, for providers whose result is nil then. */
  readonly refusedNil: CompiledExpression | undefined;
  toFile(span: Span): Span;
}

/** The conditions of one metric as some of its users fill them in, with what is known of their `result`. */
export interface ConditionSet {
  readonly view: MetricView;
  readonly provider: ProviderName;
  readonly shape: ResultShape;
  readonly success: Condition | undefined;
  readonly failure: Condition | undefined;
  /** Those of the two that are set. */
  readonly all: readonly Condition[];
  /** The Prometheus query. */
  readonly query: Query | undefined;
  /** The path of a web metric, filled in. */
  readonly jsonPath: string | undefined;
  readonly bindings: readonly Binding[];
}

const known = new WeakMap<readonly Binding[], Map<string, readonly ConditionSet[]>>();

/**
 * The conditions of the metrics of an object, each pair once for every different text that its bindings make of it and
 * of its query. Parsed and checked once, whichever rules ask. Both languages must have been loaded
 * (`languages: ['expr', 'promql']`). Providers that read no condition are left out.
 */
export function conditionsOf(
  manifest: Manifest,
  bindings: readonly Binding[],
  settings: QuerySettings,
): readonly ConditionSet[] {
  const key = `${settings.target.prometheus} ${JSON.stringify(settings.promqlFeatures ?? {})}`;
  const ofSettings = known.get(bindings) ?? new Map<string, readonly ConditionSet[]>();
  known.set(bindings, ofSettings);
  let sets = ofSettings.get(key);
  if (sets === undefined) {
    const queries = queriesOf(manifest, bindings, settings);
    sets = metricsOf(manifest).flatMap((view) => setsIn(view, bindings, queries));
    ofSettings.set(key, sets);
  }
  return sets;
}

function setsIn(view: MetricView, bindings: readonly Binding[], queries: readonly Query[]): ConditionSet[] {
  const { provider, manifest, path } = view;
  if (provider === undefined || provider === 'job' || provider === 'kayenta') return [];
  const block = optionalObject(manifest.value([...path, 'provider', provider])) ?? {};
  const jsonPath = provider === 'web' ? textField(manifest, [...path, 'provider', 'web', 'jsonPath']) : undefined;
  const success = textsOf(view.successCondition, bindings);
  const failure = textsOf(view.failureCondition, bindings);
  if (success.length === 0 && failure.length === 0) return [];
  const paths = textsOf(jsonPath, bindings);
  const own = queries.filter((query) => query.view === view);
  const groups = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const at = [success, failure, paths, own].map((texts) =>
      texts.findIndex((text: { bindings: readonly Binding[] }) => text.bindings.includes(binding)),
    );
    const members = groups.get(at.join(' ')) ?? [];
    groups.set(at.join(' '), members);
    members.push(binding);
  }
  const parsed = new Map<string, Condition>();
  return [...groups].map(([key, members]) => {
    const [s = -1, f = -1, p = -1, q = -1] = key.split(' ').map(Number);
    const query = own[q];
    const filledPath = paths[p]?.text.value;
    const filled: JsonObject = filledPath === undefined ? block : { ...objectOf(block), jsonPath: filledPath };
    const shape = resultShape({ provider, block: filled, inference: query?.inference });
    const conditionOf = (name: ConditionName, text: BoundText | undefined): Condition | undefined => {
      if (text === undefined || text.text.value === '') return undefined;
      const id = `${name} ${shape.types.map(nameOfType).join(' ')} ${text.text.value}`;
      const condition = parsed.get(id) ?? readCondition(name, text, shape);
      parsed.set(id, condition);
      return condition;
    };
    const successCondition = conditionOf('successCondition', success[s]);
    const failureCondition = conditionOf('failureCondition', failure[f]);
    return {
      view,
      provider,
      shape,
      success: successCondition,
      failure: failureCondition,
      all: [successCondition, failureCondition].filter((condition) => condition !== undefined),
      query,
      jsonPath: filledPath,
      bindings: members,
    };
  });
}

const textsOf = (field: TextField | undefined, bindings: readonly Binding[]): readonly BoundText[] =>
  field === undefined || field.text.value === '' ? [] : boundTexts(field, bindings);

export const nameOfType = (type: ResultType): string => (typeof type === 'string' ? type : type.name);

const parsedCondition = remember(parseCondition);

const checks = new WeakMap<ParsedCondition, Map<string, CompiledExpression>>();

function checkedCondition(parsed: ParsedCondition, type: ResultType): CompiledExpression {
  const ofTypes = checks.get(parsed) ?? new Map<string, CompiledExpression>();
  checks.set(parsed, ofTypes);
  const checked = ofTypes.get(nameOfType(type)) ?? checkCondition(parsed, type);
  ofTypes.set(nameOfType(type), checked);
  return checked;
}

function readCondition(name: ConditionName, bound: BoundText, { types }: ResultShape): Condition {
  const { text, parsed } =
    bound.open.length === 0 ? { text: bound.text, parsed: parsedCondition(bound.text.value) } : parseOpen(bound);
  const checked =
    parsed.errors.length > 0
      ? []
      : types.filter((type) => type !== 'nil').map((type) => ({ type, checked: checkedCondition(parsed, type) }));
  const forNil = parsed.errors.length === 0 && types.includes('nil') ? checkedCondition(parsed, 'nil') : undefined;
  return {
    name,
    field: bound.field,
    text,
    parsed,
    open: bound.open.length > 0,
    accepted: checked.find((each) => each.checked.errors.length === 0),
    refused: checked.filter((each) => each.checked.errors.length > 0),
    refusedNil: forNil !== undefined && forNil.errors.length > 0 ? forNil : undefined,
    toFile: (span) => text.toFile(span),
  };
}
