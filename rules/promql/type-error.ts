import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy } from '../../src/lint/kit/metrics/metrics.ts';
import { queriesOf } from '../../src/lint/kit/queries/queries.ts';
import { defineRule } from '../../src/lint/rule.ts';

const query = (text: string) =>
  template(`provider:\n  prometheus:\n    address: http://prometheus.monitoring:9090\n    query: ${text}`);

export const typeError = defineRule({
  id: 'promql/type-error',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['promql'],
  docs: {
    summary: 'A query puts together what does not fit: a range where an instant vector is wanted, an unknown function.',
    details: `Prometheus checks types before it runs a query, and refuses it with the words that the message quotes. Functions are known with the
release that introduced them; \`target.prometheus\` in the configuration names the server's.`,
    references: ['prometheus promql/parser/parse.go checkAST'],
  },
  messages: {
    type: ({ message, help, users }: { message: string; help: string | undefined; users: string }) => ({
      message: `${message}${users}`,
      why: 'Prometheus refuses the query; every measurement is an Error, and the fifth in a row aborts the rollout',
      ...(help === undefined ? {} : { help }),
    }),
  },
  examples: {
    bad: [
      { yaml: query('sum(errors_total{app="checkout"}[2m])'), finds: ['type@errors_total{app="checkout"}[2m]'] },
      { yaml: query('rate(errors_total{app="checkout"})'), finds: ['type@errors_total{app="checkout"}'] },
      { yaml: query('average(errors_total{app="checkout"})'), finds: ['type@average'] },
    ],
    good: [{ yaml: query('sum(rate(errors_total{app="checkout"}[2m])) or vector(0)') }],
  },
  check(ctx) {
    const told = new Set<string>();
    for (const { parsed, toFile, bindings, always } of queriesOf(ctx.manifest, ctx.bindings, ctx.settings)) {
      const [error] = parsed.errors;
      if (error === undefined || !CODES.includes(error.code)) continue;
      const at = toFile(error.span);
      const key = `${at.start}:${at.end}:${error.message}`;
      if (told.has(key)) continue;
      told.add(key);
      ctx.report('type', {
        at,
        data: { message: error.message, help: error.help, users: asUsedBy(bindings, always) },
      });
    }
  },
});

const CODES: readonly string[] = ['type', 'not-enabled', 'not-in-version', 'unknown-function'];
