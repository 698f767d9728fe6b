import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const neverMatches = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/never-matches',
  severity: 'error',
  docs: {
    summary: 'The conditions of a selector exclude each other.',
    details: `All conditions between the braces must hold. No series has two values of one label, so \`{app="a",app="b"}\` selects nothing;
either is \`app=~"a|b"\`.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors'],
  },
  messages: {
    contradiction: ({ label, users }: { label: string; users: string }) => ({
      message: `no value of \`${label}\` meets all conditions of this selector${users}`,
      why: 'nothing is selected, whatever was measured',
      help: `for either of two values write \`${label}=~"a|b"\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(rate(errors_total{app="checkout",app="payments"}[5m])) or vector(0)'),
        finds: ['contradiction@errors_total{app="checkout",app="payments"}'],
      },
      {
        yaml: asking('sum(rate(errors_total{code="500",code!~"5.."}[5m])) or vector(0)'),
        finds: ['contradiction@errors_total{code="500",code!~"5.."}'],
      },
    ],
    good: [
      { yaml: asking('sum(rate(errors_total{app=~"checkout|payments"}[5m])) or vector(0)') },
      { yaml: asking('sum(rate(errors_total{code=~"5..",code!="503"}[5m])) or vector(0)') },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, contradictions)) ctx.report('contradiction', { at, data });
  },
});

function* contradictions({ expr, inference }: SoundQuery) {
  for (const { node } of branchesOfKind(expr, 'VectorSelector')) {
    const { dead } = inference.of(node);
    if (dead?.kind === 'contradiction' && dead.label !== undefined)
      yield { span: node.span, data: { label: dead.label } };
  }
}
