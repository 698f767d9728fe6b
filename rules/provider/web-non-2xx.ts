import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { addressesOf } from '../../src/lint/kit/metrics/addresses.ts';
import { linesOf } from '../../src/lint/kit/text/lines.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf } from '../../src/manifest/controller/read.ts';
import { intValue } from '../../src/manifest/controller/scalars/int-or-string.ts';

const web = (url: string, limits = 'failureLimit: 2') =>
  template(
    `interval: 1m\ncount: 5\n${limits}\nsuccessCondition: result == 'ok'\nprovider:\n  web:\n    url: ${url}\n    jsonPath: '{$.status}'`,
  );

/** Paths whose answer, by custom, is in the status: 200 or 503. */
const HEALTH =
  /\/(?:healthz?|livez?|readyz?|liveness|readiness|health-?check|_health|-\/(?:healthy|ready)|ping)(?:\/[\w-]+)?\/?(?:[?#].*)?$/i;
const SAYS_STATUS = /\b(?:4\d\d|5\d\d|[45]xx|non-?2xx)\b/i;

export const webNon2xx = defineRule({
  id: 'provider/web-non-2xx',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A bad health check answers with a status outside 2xx, which is an Error, not a failure.',
    details: `Any status below 200 or from 300 on makes the measurement an Error before a condition is looked at. Errors do not count for
\`failureLimit\`: five in a row (\`consecutiveErrorLimit\` is 4) are needed, ten seconds apart, and one good answer in between starts the count
anew. The rule warns where a comment says that the address answers with such a status, and hints where its path is one that customarily does
and \`failureLimit\` says that some failures are tolerated.`,
    references: ['argo-rollouts metricproviders/webmetric/webmetric.go Run'],
  },
  messages: {
    error: ({ limit, isSaid }: { limit: number; isSaid: boolean }) => ({
      message: `a status outside 2xx is an Error${isSaid ? ', not a failure' : `: \`failureLimit: ${limit}\` does not count it`}`,
      why: 'the condition is not looked at; the metric ends after five Errors in a row, and one good answer starts the count anew',
      help: 'write `consecutiveErrorLimit`; or ask an address that answers 200 with a verdict in its body',
    }),
  },
  examples: {
    bad: [
      {
        yaml: web('https://checkout.example.com/verdict # 503 when bad'),
        finds: ['error@https://checkout.example.com/verdict'],
      },
      { yaml: web('https://checkout.example.com/healthz'), finds: ['error@https://checkout.example.com/healthz'] },
    ],
    good: [
      { yaml: web('https://checkout.example.com/verdict') },
      { yaml: web('https://checkout.example.com/healthz', 'failureLimit: 2\nconsecutiveErrorLimit: 2') },
    ],
  },
  check(ctx) {
    const lines = linesOf(ctx.file);
    for (const { part, path, field, texts } of addressesOf(ctx.manifest, ctx.bindings)) {
      if (part.name !== 'web' || field !== 'url') continue;
      const metric = objectOf(ctx.manifest.value(part.view.path));
      if (metric['consecutiveErrorLimit'] !== undefined) continue;
      const at = ctx.manifest.valueSpan(path);
      const { line } = lines.positionAt(at.start);
      const isSaid = ctx.file.comments.some(
        ({ span, text }) => lines.positionAt(span.start).line === line && SAYS_STATUS.test(text),
      );
      const limit = intValue(metric['failureLimit']);
      if (!isSaid && (limit < 1 || !texts.some(({ value }) => HEALTH.test(value)))) continue;
      ctx.report('error', { at, data: { limit, isSaid }, severity: isSaid ? 'warning' : 'info' });
    }
  },
});
