import { ruleFile } from '../../src/lint/kit/examples/example-rules.ts';
import {
  given,
  type RuleGroup,
  rulesOf,
  speaksOtherLanguage,
  titleOf,
} from '../../src/lint/kit/rule-files/rule-files.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { RuleView } from '../../src/manifest/rule-groups.ts';
import { type Expr, hasNoLabels, inferPromql, parsePromql, print } from '../../src/promql/index.ts';
import type { YamlMap, YamlScalar } from '../../src/yaml/tree.ts';

export const duplicateRule = defineRule({
  id: 'rules-file/duplicate-rule',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  languages: ['promql'],
  docs: {
    summary: 'Two rules of a file record the same series, or are the same alert.',
    details: `Told are rules of one name and the same labels whose expressions are the same, and recording rules whose expressions differ but leave
no labels: they write one series, in turns. Where expressions leave labels, they may well write different series, and nothing is said.`,
    references: ['prometheus cmd/promtool checkDuplicates'],
  },
  messages: {
    same: ({ title }: { title: string }) => ({
      message: `${title} is there twice, with the same labels and the same expression`,
      why: 'the second one does the same again',
      help: 'delete one of them',
    }),
    collides: ({ title }: { title: string }) => ({
      message: `two rules record ${title} with the same labels`,
      why: 'both write one series: it has the value of whichever ran last, or Prometheus drops one as a duplicate sample',
      help: 'give one of them another name, or a label',
    }),
  },
  examples: {
    bad: [
      {
        yaml: ruleFile(
          '- record: job:up:sum\n  expr: sum by (job) (up)\n- record: job:up:sum\n  expr: sum(up) by (job)\n- record: up:sum\n  expr: sum(up)\n- record: up:sum\n  expr: count(up)',
        ),
        finds: ['same@job:up:sum', 'collides@up:sum'],
      },
    ],
    good: [
      {
        yaml: ruleFile(
          '- record: job:up:sum\n  expr: sum by (job) (up{env="prod"})\n- record: job:up:sum\n  expr: sum by (job) (up{env="dev"})\n- alert: Down\n  expr: up == 0\n- alert: Down\n  expr: absent(up)',
        ),
      },
    ],
  },
  checkFile(ctx) {
    if (speaksOtherLanguage(ctx.file)) return;
    for (const { groups } of rulesOf(ctx.file)) {
      const seen = new Map<string, NamedRule[]>();
      for (const rule of groups.flatMap(rulesIn)) {
        const known = seen.get(rule.key) ?? [];
        seen.set(rule.key, known);
        const first = known.find((other) => relationOf(other, rule) !== undefined);
        known.push(rule);
        if (first === undefined) continue;
        ctx.report(relationOf(first, rule) ?? 'same', {
          at: rule.name.span,
          data: { title: titleOf(rule.rule) },
          related: [{ at: { file: ctx.file.path, span: first.name.span }, label: 'the first one' }],
        });
      }
    }
  },
});

interface NamedRule {
  readonly rule: RuleView;
  readonly name: YamlScalar;
  readonly key: string;
  readonly isAlert: boolean;
}

function rulesIn(group: RuleGroup): NamedRule[] {
  return group.rules.flatMap((rule) => {
    const alert = given(rule.alert);
    const name = alert ?? given(rule.record);
    if (name === undefined || given(rule.expr) === undefined) return [];
    const labels = new Map([...pairsOf(group.labels), ...pairsOf(rule.labels)]);
    const sorted = [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
    const rest = alert === undefined ? [] : [given(rule.for)?.text, given(rule.keepFiringFor)?.text];
    return [
      { rule, name, key: JSON.stringify([alert !== undefined, name.text, sorted, rest]), isAlert: alert !== undefined },
    ];
  });
}

const pairsOf = (labels: YamlMap | undefined): [string, string][] =>
  (labels?.entries ?? []).map(({ key, value }) => [key.text, value.kind === 'scalar' ? value.text : '']);

const trees = new WeakMap<RuleView, { readonly expr: Expr | undefined }>();

function treeOf(rule: RuleView): Expr | undefined {
  const known = trees.get(rule);
  if (known !== undefined) return known.expr;
  const { expr, errors } = parsePromql(given(rule.expr)?.text ?? '');
  const tree = errors.length > 0 ? undefined : expr;
  trees.set(rule, { expr: tree });
  return tree;
}

function relationOf(a: NamedRule, b: NamedRule): 'same' | 'collides' | undefined {
  const left = treeOf(a.rule);
  const right = treeOf(b.rule);
  if (left === undefined || right === undefined) return undefined;
  if (print(left) === print(right)) return 'same';
  const single = !b.isAlert && [left, right].every((expr) => hasNoLabels(inferPromql(expr).root.labels));
  return single ? 'collides' : undefined;
}
