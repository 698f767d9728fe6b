import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { namedQueries } from '../../src/lint/kit/queries/named-queries.ts';
import { queriesOf } from '../../src/lint/kit/queries/queries.ts';
import { ABOUT_QUERIES } from '../../src/lint/kit/queries/query-places.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const jsonOfQueries = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/json-of-queries',
  severity: 'error',
  docs: {
    summary: 'A query is an object of several named queries.',
    details: `A query is one PromQL expression, and its answer a list of numbers. There is no way to ask for several and to name them:
Prometheus reads the brace as the beginning of a selector and refuses what follows. Several metrics, or one expression that compares the two,
say the same.`,
    references: ['argo-rollouts metricproviders/prometheus/prometheus.go processResponse'],
  },
  messages: {
    object: ({ names }: { names: readonly string[] }) => ({
      message: `the query is an object of ${names.length === 1 ? 'a named query' : `${names.length} named queries`} (${names.map((name) => `\`${name}\``).join(', ')}), not one expression`,
      why: 'Prometheus refuses it; every measurement is an Error, and the fifth in a row aborts the rollout',
      help:
        names.length === 1
          ? 'write the expression alone; the condition reads it as `result[0]`'
          : 'write one metric for each; to compare two, divide one by the other in one query, and test `result[0]`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking(
          '{\n  "errors": sum(rate(errors_total{app="checkout"}[2m])),\n  "all": sum(rate(requests_total{app="checkout"}[2m]))\n}',
        ),
        finds: ['object@"errors"'],
      },
    ],
    good: [
      { yaml: asking('sum(rate(errors_total{app="checkout"}[2m])) / sum(rate(requests_total{app="checkout"}[2m]))') },
      { yaml: asking('{"http.errors", app="checkout"}') },
    ],
  },
  check(ctx) {
    const told = new Set<number>();
    for (const { text, toFile } of queriesOf(ctx.manifest, ctx.bindings, ctx.settings)) {
      const named = namedQueries(text.text.value);
      if (named === undefined) continue;
      const at = toFile(named.first);
      if (told.has(at.start)) continue;
      told.add(at.start);
      ctx.report('object', { at, data: { names: named.names } });
    }
  },
});
