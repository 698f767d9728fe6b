import { listOf, objectOf, textOf } from '../../manifest/controller/read.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { metricsOf } from '../../manifest/metric.ts';
import type { LabelSet } from '../../promql/engine/index.ts';
import {
  allMatchers,
  compileMatcherRegexp,
  type Matcher,
  matcherAccepts,
  parsePromql,
  postOrder,
} from '../../promql/index.ts';
import { bindingsOfUse } from '../../workspace/bindings.ts';
import { usesOf } from '../../workspace/uses.ts';
import type { AnalysisUse, Binding, Workspace } from '../../workspace/workspace.ts';

/** A place where a query compares a label with a pod template hash. */
export interface HashRead {
  readonly which: 'stable' | 'canary';
  readonly label: string;
  /** Whether the other conditions of the selector choose a series. */
  readonly selects: (labels: LabelSet) => boolean;
  /** The hash that a value of the label holds, if it holds one. */
  readonly hashIn: (value: string) => string | undefined;
}

/** Stand in a query for the hashes; nobody's label has such a value. */
const MARKS = { stable: 'rolloutlintstablehash', canary: 'rolloutlintcanaryhash' } as const;

/** Where the queries that a Rollout runs ask for its hashes. Needs `preparePromql`. */
export function hashReads(workspace: Workspace, rollout: Manifest): readonly HashRead[] {
  return usesOf(workspace, rollout).flatMap((use) => {
    const marks = markedArguments(use);
    if (marks.size === 0) return [];
    return bindingsOfUse(workspace, use).flatMap((binding) => readsOf(binding, marks));
  });
}

/** The arguments of a use that get a hash, with what stands for it. */
function markedArguments({ user, path }: AnalysisUse): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  for (const entry of listOf(user.value([...path, 'args'])).map(objectOf)) {
    const hash = objectOf(entry['valueFrom'])['podTemplateHashValue'];
    if (hash === 'Latest') marks.set(textOf(entry['name']), MARKS.canary);
    if (hash === 'Stable') marks.set(textOf(entry['name']), MARKS.stable);
  }
  return marks;
}

function readsOf({ template, args }: Binding, marks: ReadonlyMap<string, string>): HashRead[] {
  return metricsOf(template).flatMap(({ provider, query }) => {
    if (provider !== 'prometheus' || query === undefined) return [];
    const text = query.text.value.replaceAll(/\{\{\s*args\.([^{}\s]+)\s*\}\}/g, (tag, name: string) => {
      return marks.get(name) ?? args.get(name)?.value ?? tag;
    });
    const { expr } = parsePromql(text);
    if (expr === undefined) return [];
    return postOrder(expr).flatMap((node) => {
      if (node.kind !== 'VectorSelector') return [];
      const matchers = allMatchers(node);
      return matchers.flatMap((matcher) => hashRead(matcher, matchers));
    });
  });
}

function hashRead(matcher: Matcher, matchers: readonly Matcher[]): HashRead[] {
  const which = (['stable', 'canary'] as const).find((one) => matcher.value.text.includes(MARKS[one]));
  if (which === undefined || (matcher.op !== '=' && matcher.op !== '=~')) return [];
  const others = matchers.filter(({ value }) => !Object.values(MARKS).some((mark) => value.text.includes(mark)));
  return [
    {
      which,
      label: matcher.label.text,
      selects: (labels) => others.every((other) => accepts(other, labels.get(other.label.text))),
      hashIn: hashFinder(matcher.op, matcher.value.text, MARKS[which]),
    },
  ];
}

const accepts = (matcher: Matcher, label: string): boolean => matcherAccepts(matcher, label) !== false;

function hashFinder(op: '=' | '=~', pattern: string, mark: string): HashRead['hashIn'] {
  if (pattern === mark) return (value) => (value === '' ? undefined : value);
  return (value) =>
    value.split(/[^A-Za-z0-9]+/).find((part) => part !== '' && isMatch(op, pattern.replaceAll(mark, part), value));
}

const isMatch = (op: '=' | '=~', pattern: string, value: string): boolean =>
  op === '=' ? pattern === value : compileMatcherRegexp(pattern)?.matches(value) === true;
