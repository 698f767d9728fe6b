import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy } from '../../src/lint/kit/metrics/metrics.ts';
import { namedQueries } from '../../src/lint/kit/queries/named-queries.ts';
import { queriesOf } from '../../src/lint/kit/queries/queries.ts';
import { defineRule } from '../../src/lint/rule.ts';

const query = (text: string, args = '') =>
  template(
    `provider:\n  prometheus:\n    address: http://prometheus.monitoring:9090\n    query: ${text}`,
    args === '' ? {} : { args },
  );

/** What has rules of its own. */
const ELSEWHERE = ['type', 'not-enabled', 'not-in-version', 'unknown-function'];

export const syntax = defineRule({
  id: 'promql/syntax',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['promql'],
  docs: {
    summary: 'A query is no PromQL.',
    details: `Nothing checks a query before it is sent. Prometheus refuses it, so every measurement is an error; the fifth in a row, about 40
seconds after the first, ends the run, and the rollout aborts. A query with arguments is read as it stands, with every
placeholder taken for whatever fits its place, and once with the values that each user passes.`,
    references: ['prometheus promql/parser', 'argo-rollouts metricproviders/prometheus/prometheus.go'],
  },
  messages: {
    syntax: ({ message, help, users, text }: SyntaxData) => ({
      message: `${message}${users}`,
      why: `Prometheus refuses the query${text === undefined ? '' : ` ("${text}")`}; every measurement is an Error, and the fifth in a row aborts the rollout`,
      ...(help === undefined ? {} : { help }),
    }),
  },
  examples: {
    bad: [
      { yaml: query('sum(rate(errors_total{app="checkout"}[2m])'), finds: ['syntax@('] },
      { yaml: query('sum(rate(errors_total{app=checkout}[2m])) or vector(0)'), finds: ['syntax@checkout'] },
      {
        title: 'With the default of its argument.',
        yaml: query('sum(rate(errors_total[{{args.window}}])) or vector(0)', "- name: window\n  value: '2 m'"),
        finds: ['syntax@{{args.window}}'],
      },
    ],
    good: [
      { yaml: query('sum(rate(errors_total{app="checkout"}[2m])) or vector(0)') },
      {
        title: 'An argument without a value fits wherever it stands.',
        yaml: query('sum(rate(errors_total[{{args.window}}])) or vector(0)', '- name: window'),
      },
    ],
  },
  check(ctx) {
    const told = new Set<string>();
    for (const { parsed, text, toFile, bindings, always } of queriesOf(ctx.manifest, ctx.bindings, ctx.settings)) {
      // The server shows the first, and what follows is mostly its consequence.
      const error = parsed.errors.find(({ code }) => !ELSEWHERE.includes(code));
      if (error === undefined || parsed.errors[0] !== error) continue;
      if (namedQueries(text.text.value) !== undefined) continue;
      const at = toFile(error.span);
      const key = `${at.start}:${at.end}:${error.message}`;
      if (told.has(key)) continue;
      told.add(key);
      ctx.report('syntax', {
        at,
        data: {
          message: oneLine(error.message),
          help: error.help,
          users: asUsedBy(bindings, always),
          text: error.upstream === undefined ? undefined : oneLine(error.upstream),
        },
      });
    }
  },
});

interface SyntaxData {
  readonly message: string;
  readonly help: string | undefined;
  readonly users: string;
  readonly text: string | undefined;
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');
