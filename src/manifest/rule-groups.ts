import type { YamlMap, YamlNode, YamlScalar } from '../yaml/tree.ts';

/** A rule as it stands in its file. */
export interface RuleView {
  readonly node: YamlMap;
  /** The name of what a recording rule records. */
  readonly record: YamlScalar | undefined;
  readonly alert: YamlScalar | undefined;
  readonly expr: YamlScalar | undefined;
  readonly for: YamlScalar | undefined;
  readonly keepFiringFor: YamlScalar | undefined;
  readonly labels: YamlMap | undefined;
  readonly annotations: YamlMap | undefined;
}

/** A group of rules as it stands in its file. */
export interface RuleGroupView {
  readonly node: YamlMap;
  readonly name: YamlScalar | undefined;
  readonly interval: YamlScalar | undefined;
  readonly queryOffset: YamlScalar | undefined;
  readonly limit: YamlScalar | undefined;
  readonly labels: YamlMap | undefined;
  readonly rules: readonly RuleView[];
}

/** The groups of a rule file, or of a PrometheusRule; what has another shape is left out. */
export function ruleGroupsIn(root: YamlNode | undefined): readonly RuleGroupView[] {
  const top = mapOf(root);
  return ruleGroupsOf(top?.get('groups') ?? mapOf(top?.get('spec'))?.get('groups'));
}

/** The same of the value of `groups` (prometheus model/rulefmt RuleGroups). */
export function ruleGroupsOf(groups: YamlNode | undefined): readonly RuleGroupView[] {
  return itemsOf(groups)
    .filter((node) => node.kind === 'map')
    .map((node) => ({
      node,
      name: scalarOf(node.get('name')),
      interval: scalarOf(node.get('interval')),
      queryOffset: scalarOf(node.get('query_offset')),
      limit: scalarOf(node.get('limit')),
      labels: mapOf(node.get('labels')),
      rules: itemsOf(node.get('rules'))
        .filter((rule) => rule.kind === 'map')
        .map((rule) => ({
          node: rule,
          record: scalarOf(rule.get('record')),
          alert: scalarOf(rule.get('alert')),
          expr: scalarOf(rule.get('expr')),
          for: scalarOf(rule.get('for')),
          keepFiringFor: scalarOf(rule.get('keep_firing_for')),
          labels: mapOf(rule.get('labels')),
          annotations: mapOf(rule.get('annotations')),
        })),
    }));
}

const mapOf = (node: YamlNode | undefined): YamlMap | undefined => (node?.kind === 'map' ? node : undefined);
const scalarOf = (node: YamlNode | undefined): YamlScalar | undefined => (node?.kind === 'scalar' ? node : undefined);
const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] => (node?.kind === 'sequence' ? node.items : []);
