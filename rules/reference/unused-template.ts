import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isComputedName } from '../../src/workspace/recognise/names.ts';
import { usersOf } from '../../src/workspace/uses.ts';

const ONE = template('interval: 1m\ncount: 3');
const STEP = canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate');
const PAUSE = canary('steps:\n  - setWeight: 20\n  - pause: {duration: 10m}');

export const unusedTemplate = defineRule({
  id: 'reference/unused-template',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'workspace',
  kinds: ['AnalysisTemplate'],
  docs: {
    summary: 'Nothing in the repository names this template, though it stands in one file with a Rollout.',
    details: `The Rollout beside it runs without the analysis that was written for it. Templates may be used from other repositories and by other
tools; so the rule hints only where a Rollout stands in the same file, and the name appears nowhere else in any file.`,
  },
  messages: {
    unused: ({ name, rollout }: { name: string; rollout: string }) => ({
      message: `nothing names template \`${name}\`, and ${rollout} beside it runs without it`,
      why: 'no AnalysisRun is ever made of it',
      help: 'name it in a step (`steps[].analysis`) or as background analysis, or remove it',
    }),
  },
  examples: {
    bad: [{ yaml: documents(PAUSE, ONE), finds: ['unused@error-rate'] }],
    good: [{ yaml: documents(STEP, ONE) }, { title: 'Perhaps used from elsewhere.', yaml: ONE }],
  },
  check(ctx) {
    const { name } = ctx.manifest;
    if (!ctx.workspace.complete || ctx.manifest.partial || name === undefined || isComputedName(name)) return;
    if (usersOf(ctx.workspace, ctx.manifest).length > 0) return;
    const rollout = ctx.file.manifests.find(
      (each) => each.isArgo() && each.kind === 'Rollout' && !each.partial && each.namespace === ctx.manifest.namespace,
    );
    if (rollout === undefined) return;
    const span = ctx.manifest.valueSpan(['metadata', 'name']);
    const own = ctx.manifest.root.span;
    const appears = ctx.workspace.files.some(({ path, text }) => {
      const isHere = path === ctx.file.path;
      const searched = isHere ? text.slice(0, own.start) + text.slice(own.end) : text;
      return mentions(searched, name);
    });
    if (!appears) ctx.report('unused', { at: span, data: { name, rollout: rollout.title } });
  },
});

/** True if the name stands somewhere as a word of its own. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = `${text.charAt(at - 1)}${text.charAt(at + name.length)}`;
    if (!/[\w-]/.test(around)) return true;
  }
  return false;
}
