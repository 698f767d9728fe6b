import { defineRule } from '../../src/lint/rule.ts';

const chart = (placeholder: string) => `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: {{ .Release.Name }}-errors
spec:
  args:
    - name: service
  metrics:
    - name: errors
      interval: {{ .Values.interval }}
      count: 5
      provider:
        prometheus:
          address: {{ .Values.prometheus }}
          query: sum(rate(errors_total{service="${placeholder}"}[2m]))
`;
const FILES = { 'Chart.yaml': 'name: checkout\nversion: 1.0.0\n' };

export const helmEatsPlaceholder = defineRule({
  id: 'args/helm-eats-placeholder',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'A Helm template has a placeholder of Argo Rollouts that Helm will take for its own.',
    details: `Helm renders everything between double braces. It knows no \`args\`, and refuses the chart. The placeholder has to come out of
Helm as text: \`{{ "{{args.x}}" }}\`, or with backquotes in quoted YAML.`,
    references: ['argo-rollouts#1004'],
  },
  messages: {
    eaten: ({ written, meant }: { written: string; meant: string }) => ({
      message: `Helm takes \`${written}\` for its own`,
      why: 'rendering the chart fails: function "args" not defined',
      help: `write \`${meant}\`, so that Helm writes the placeholder as text`,
    }),
  },
  examples: {
    bad: [
      {
        name: 'templates/analysis.yaml',
        yaml: chart('{{args.service}}'),
        files: FILES,
        finds: ['eaten@{{args.service}}'],
        fixed: chart('{{ `{{args.service}}` }}'),
      },
    ],
    good: [
      { name: 'templates/analysis.yaml', yaml: chart('{{ `{{args.service}}` }}'), files: FILES },
      { name: 'templates/analysis.yaml', yaml: chart('{{ "{{args.service}}" }}'), files: FILES },
    ],
  },
  checkFile(ctx) {
    if (ctx.file.role !== 'helm-template') return;
    for (const { start, end } of actionsOf(ctx.file.text)) {
      const written = ctx.file.text.slice(start, end);
      const name = /^\{\{-?\s*args\.([\w.-]+)\s*-?\}\}$/.exec(written)?.[1];
      if (name === undefined) continue;
      const meant = `{{ \`{{args.${name}}}\` }}`;
      ctx.report('eaten', {
        at: { start, end },
        data: { written, meant },
        fix: { kind: 'safe', title: `Write ${meant}`, edits: [{ span: { start, end }, text: meant }] },
      });
    }
  },
});

/** The actions of a Go template: `{{ … }}`, quotes and backquotes within kept together. */
function* actionsOf(text: string): Generator<{ readonly start: number; readonly end: number }> {
  let start = text.indexOf('{{');
  while (start >= 0) {
    let at = start + 2;
    while (at < text.length && !text.startsWith('}}', at)) {
      const quote = text[at];
      if (quote === '"' || quote === '`' || quote === "'") {
        let close = at + 1;
        while (close < text.length && text[close] !== quote) close += quote !== '`' && text[close] === '\\' ? 2 : 1;
        // A quote that nothing closes on its line is an apostrophe of a comment.
        const isString = close < text.length && (quote === '`' || !text.slice(at, close).includes('\n'));
        at = isString ? close + 1 : at + 1;
      } else at++;
    }
    yield { start, end: Math.min(at + 2, text.length) };
    start = text.indexOf('{{', at + 2);
  }
}
