import { type RuleGroupView, type RuleView, ruleGroupsOf } from '../../../manifest/rule-groups.ts';
import type { WorkspaceFile } from '../../../workspace/workspace.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../../yaml/tree.ts';

/** `file`: as Prometheus reads it; `object`: a PrometheusRule. */
export type RuleHome = 'file' | 'object';

/** What one document has of groups. */
export interface RuleGroups {
  readonly home: RuleHome;
  /** The value of `groups`. */
  readonly node: YamlNode;
  readonly groups: readonly RuleGroup[];
}

export interface RuleGroup extends RuleGroupView {
  readonly home: RuleHome;
}

/** Keys besides `groups` in files for Prometheus' relatives (cortextool, mimirtool). */
const FILE_KEYS = new Set(['groups', 'namespace']);

const known = new WeakMap<WorkspaceFile, readonly RuleGroups[]>();

/**
 * The groups of rules of a rule file, or of PrometheusRule objects. Files that other programs read under the same key are
 * none, and nothing is said of documents that do not parse.
 */
export function rulesOf(file: WorkspaceFile): readonly RuleGroups[] {
  let found = known.get(file);
  if (found === undefined) {
    const hasRules =
      file.role === 'prometheus-rules' || (file.role === 'manifests' && file.text.includes('PrometheusRule'));
    found = hasRules ? collect(file) : [];
    known.set(file, found);
  }
  return found;
}

/** The same without the documents around them. */
export const groupsOf = (file: WorkspaceFile): readonly RuleGroup[] => rulesOf(file).flatMap(({ groups }) => groups);

function collect(file: WorkspaceFile): readonly RuleGroups[] {
  const found: RuleGroups[] = [];
  if (file.role === 'prometheus-rules') {
    for (const { root, problems } of file.documents) {
      if (root?.kind !== 'map' || root.get('apiVersion') !== undefined) continue;
      const node = root.get('groups');
      const isOther = root.entries.some(({ key }) => !FILE_KEYS.has(key.text));
      if (node === undefined || isOther || problems.some(({ code }) => code === 'syntax')) continue;
      found.push(groupsIn(node, 'file'));
    }
  }
  for (const { kind, apiVersion, root, document } of file.manifests) {
    if (kind !== 'PrometheusRule' || !apiVersion.startsWith('monitoring.coreos.com/')) continue;
    const spec = root.get('spec');
    const node = spec?.kind === 'map' ? spec.get('groups') : undefined;
    if (node === undefined || document.problems.some(({ code }) => code === 'syntax')) continue;
    found.push(groupsIn(node, 'object'));
  }
  return found;
}

const groupsIn = (node: YamlNode, home: RuleHome): RuleGroups => ({
  home,
  node,
  groups: ruleGroupsOf(node).map((group) => ({ ...group, home })),
});

/** The maps of a group and of its rules. */
export const mapsOf = ({ node, rules }: RuleGroupView): readonly YamlMap[] => [node, ...rules.map((rule) => rule.node)];

/** A text that is there; empty ones and `null` are not (rulefmt compares with ""). */
export const given = (text: YamlScalar | undefined): YamlScalar | undefined =>
  text === undefined || text.value === null || text.text === '' ? undefined : text;

/** `alert \`Down\``, for messages. */
export function titleOf(rule: RuleView): string {
  const alert = given(rule.alert)?.text;
  const record = given(rule.record)?.text;
  return alert !== undefined ? `alert \`${alert}\`` : record !== undefined ? `\`${record}\`` : 'a rule';
}

/** What happens to rules with a mistake, for the end of a sentence. */
export const refusal = (home: RuleHome): string =>
  home === 'file'
    ? 'Prometheus refuses the whole file: it does not start with it, and a reload keeps the old rules'
    : 'the operator leaves the whole object out: Prometheus gets none of its rules';

/** Programs that read the same files but another language, by the keys and queries that only they have. */
const RELATIVES: ReadonlySet<string> = new Set([
  'concurrency',
  'debug',
  'eval_alignment',
  'eval_delay',
  'eval_offset',
  'extra_filter_labels',
  'headers',
  'notifier_headers',
  'params',
  'tenant',
  'type',
  'update_entries_limit',
]);

/** Keys of groups and rules that Thanos, Mimir and VictoriaMetrics know besides Prometheus'. */
export const RELATIVES_KEYS: ReadonlySet<string> = new Set([
  ...RELATIVES,
  'align_evaluation_time_on_interval',
  'evaluation_delay',
  'partial_response_strategy',
  'source_tenants',
]);

/** Filters of LogQL, and functions of MetricsQL. */
const OTHER_LANGUAGE =
  /\}\s*(?:\|[=~]|!=\s*["`]|!~\s*["`]|\|\s*(?:json|logfmt|pattern|regexp|unpack|line_format|unwrap|label_format)\b)|\b(?:keep_last_value|keep_next_value|rollup\w*|range_(?:avg|first|last|max|median|min|quantile|sum|linear_regression)|running_(?:avg|max|min|sum)|label_(?:set|del|keep|copy|move|map|transform|match|mismatch|value)|median_over_time|increase_pure|rate_over_sum|histogram_share|prometheus_buckets|buckets_limit|topk_(?:avg|last|max|median|min)|bottomk_(?:avg|last|max|median|min)|outliersk|outliers_iqr|zscore\w*|share_(?:gt|le|eq)_over_time|count_(?:gt|le|eq|ne)_over_time|tlast_over_time|tfirst_over_time|lag|lifetime|ifnot)\s*\(|\b(?:WITH\s*\(|ifnot\b|keep_metric_names\b)/;

const foreign = new WeakMap<WorkspaceFile, boolean>();

/** True if the expressions of the file are for a relative of Prometheus: PromQL has no say in them. */
export function speaksOtherLanguage(file: WorkspaceFile): boolean {
  let answer = foreign.get(file);
  if (answer === undefined) {
    answer = groupsOf(file).some(
      (group) =>
        mapsOf(group).some(({ entries }) => entries.some(({ key }) => RELATIVES.has(key.text))) ||
        group.rules.some(({ expr }) => OTHER_LANGUAGE.test(given(expr)?.text ?? '')),
    );
    foreign.set(file, answer);
  }
  return answer;
}
