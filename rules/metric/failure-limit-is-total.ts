import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { boundMetricsOf } from '../../src/lint/kit/metrics/metrics.ts';
import { linesOf } from '../../src/lint/kit/text/lines.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount, intValue } from '../../src/manifest/controller/scalars/int-or-string.ts';

const IN_A_ROW = /consecutive|in a row|back[- ]to[- ]back|consecutiv[oa]s|подряд|연속|kolejn/i;

/** The comment knows better. */
const DENIED = /\b(?:not|never|without|whether|regardless|total)\b|n't\b/i;

export const failureLimitIsTotal = defineRule({
  id: 'metric/failure-limit-is-total',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`failureLimit` is taken for failures in a row; it counts all failures of the run.',
    details: `A success in between does not reset it. In a background analysis of several hours a rare blip therefore adds up to an abort.
Only errors of the provider (\`consecutiveErrorLimit\`) and successes (\`consecutiveSuccessLimit\`) are counted in a row. A comment that
speaks of consecutive failures gives a warning; a background metric without end, a hint.`,
    references: ['argo-rollouts analysis/analysis.go runMeasurements', 'argo-rollouts#4792'],
  },
  messages: {
    comment: ({ limit }: { limit: number }) => ({
      message: `the comment says that \`failureLimit: ${limit}\` counts failures in a row, but it counts all failures of the run`,
      why: `the ${ordinal(limit + 1)} failure since the run began fails the metric, however many successes lie between`,
      help: 'correct the comment; to tolerate single blips, use a longer range in the query or a higher limit',
    }),
    background: ({ limit, use }: { limit: number; use: string }) => ({
      message: `\`failureLimit: ${limit}\` counts all failures of the run, and this one lasts as long as ${use}`,
      why: `the ${ordinal(limit + 1)} failure since the run began aborts the rollout, however many successes lie between`,
      help: 'choose the limit for the length of the whole rollout',
    }),
  },
  examples: {
    bad: [
      {
        yaml: template('interval: 30s\ncount: 10\nfailureLimit: 3 # abort after 3 consecutive failures'),
        finds: ['comment@3'],
      },
      {
        title: 'Measured for as long as the rollout takes.',
        yaml: documents(
          template('interval: 30s\nfailureLimit: 3'),
          canary(
            'analysis:\n  templates:\n    - templateName: error-rate\nsteps:\n  - setWeight: 20\n  - pause: {duration: 4h}',
          ),
        ),
        finds: ['background@3'],
      },
    ],
    good: [
      { yaml: template('interval: 30s\ncount: 10\nfailureLimit: 3 # abort on the 4th failure') },
      { yaml: template('interval: 30s\ncount: 10\nfailureLimit: 2 # aborts on the third, in a row or not') },
    ],
  },
  check(ctx) {
    const lines = linesOf(ctx.file);
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      const counted = bound.filter(({ json, open }) => {
        const limit = intValue(json.failureLimit);
        // One that is never exceeded has another mistake: metric/cannot-fail, metric/count-too-small.
        const count = open.has('count') ? undefined : effectiveCount(json);
        return !open.has('failureLimit') && limit >= 1 && (count === undefined || limit < count);
      });
      const [first] = counted;
      if (first === undefined) continue;
      const at = ctx.manifest.valueSpan([...first.view.path, 'failureLimit']);
      const limit = intValue(first.json.failureLimit);
      const { line } = lines.positionAt(at.start);
      const comment = ctx.file.comments.find(({ span, text }) => {
        const own = lines.positionAt(span.start).line;
        const isAlone = ctx.file.text.slice(lines.lineStart(own), span.start).trim() === '';
        return IN_A_ROW.test(text) && !DENIED.test(text) && (own === line || (own === line - 1 && isAlone));
      });
      if (comment !== undefined) {
        const related = [{ at: { file: ctx.file.path, span: comment.span }, label: 'not so' }];
        ctx.report('comment', { at, data: { limit }, related });
        continue;
      }
      const endless = counted.find(
        ({ json, open, binding }) =>
          binding.use?.kind === 'background' &&
          !open.has('count') &&
          effectiveCount(json) === undefined &&
          intValue(json.consecutiveSuccessLimit) === 0,
      );
      if (endless?.binding.use === undefined) continue;
      const { title } = endless.binding.use.user;
      ctx.report('background', { at, data: { limit, use: `the rollout of ${title}` }, severity: 'info' });
    }
  },
});

function ordinal(count: number): string {
  const suffix = count % 100 >= 11 && count % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${suffix}`;
}
