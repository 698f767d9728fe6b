import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { listOf } from '../../src/manifest/controller/read.ts';
import { analysisReferences } from '../../src/manifest/controller/references/analysis.ts';

const KNOWN_FIELDS = ['templates', 'args', 'dryRun', 'measurementRetention', 'analysisRunMetadata', 'startingStep'];

export const emptyAnalysis = defineRule({
  id: 'rollout/empty-analysis',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'An analysis names no template, so nothing is analysed.',
    details: `Without templates no AnalysisRun is made. An inline step then never completes, and background analysis silently does not
happen.`,
    references: ['argo-rollouts rollout/analysis.go reconcileStepBasedAnalysisRun, reconcileBackgroundAnalysisRun'],
  },
  messages: {
    empty: ({ isStep }: { isStep: boolean }) => ({
      message: 'this analysis names no template',
      why: isStep
        ? 'no AnalysisRun is made, and the step never completes'
        : 'no AnalysisRun is made, and nothing says so',
      help: 'add `templates: [{templateName: NAME}]`, or remove the analysis',
    }),
  },
  examples: {
    bad: [{ yaml: canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates: []'), finds: ['empty@[]'] }],
    good: [{ yaml: canary('steps:\n  - setWeight: 20') }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { kind, path } of analysisReferences(ctx.manifest.json)) {
      const block = ctx.manifest.node(path);
      if (block?.kind !== 'map' || listOf(ctx.manifest.value([...path, 'templates'])).length > 0) continue;
      // Where a field stands that does not belong here, the schema has said what is wrong.
      if (block.entries.some(({ key }) => !KNOWN_FIELDS.includes(key.text))) continue;
      ctx.report('empty', {
        at: ctx.manifest.valueSpan([...path, 'templates']),
        data: { isStep: kind === 'inline' },
      });
    }
  },
});
