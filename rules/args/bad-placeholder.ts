import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { argumentEntries } from '../../src/lint/kit/templates/arguments.ts';
import { placeholdersOf } from '../../src/lint/kit/templates/placeholders.ts';
import { textsBelow } from '../../src/lint/kit/text/texts.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { metricsOf } from '../../src/manifest/metric.ts';
import type { Span } from '../../src/text/span.ts';

const query = (form: string) =>
  template(
    `provider:\n  prometheus:\n    address: http://prometheus.monitoring:9090\n    query: sum(rate(errors_total{app="${form}"}[2m])) or vector(0)`,
    { args: '- name: app' },
  );

/** What people write for an argument, between double braces; the first group is its name. */
const FORMS = [
  /^\s*\.?\s*args?\.([\w.-]+)\s*(?:\|.*)?$/i,
  /^\s*\.?\s*(?:inputs?|arguments?|params?|parameters?|vars?|env|values)\.(?:parameters\.)?([\w.-]+)\s*(?:\|.*)?$/i,
  /^\s*\.?args?\[['"]([\w.-]+)['"]\]\s*$/i,
];

/** The same with another bracket; sent to the provider as it stands. */
const OTHER_BRACKETS =
  /\$\{\s*args\.([\w.-]+)\s*\}|\$\(args\.([\w.-]+)\)|(?<![{$])\{\s*args\.([\w.-]+)\s*\}(?!\})|<args\.([\w.-]+)>/g;

export const badPlaceholder = defineRule({
  id: 'args/bad-placeholder',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'An argument is asked for in a form that the controller does not know.',
    details: `There is one form: \`{{args.NAME}}\`, spaces allowed. No leading dot, no filters, no upper case, no other prefix. Whatever else
stands between double braces cannot be resolved, and ends the run; other brackets (\`\${args.x}\`) are no placeholder at all, and reach the
provider as they are.`,
    references: ['argo-rollouts utils/template/template.go'],
  },
  messages: {
    form: ({ written, meant }: { written: string; meant: string }) => ({
      message: `\`${written}\` is no placeholder that the controller knows`,
      why: `the run ends in Error before the first measurement ("failed to resolve ${written}")`,
      help: `write \`${meant}\``,
    }),
    literal: ({ written, meant }: { written: string; meant: string }) => ({
      message: `\`${written}\` is not filled in`,
      why: 'only double braces are placeholders: the text reaches the provider as it stands',
      help: `write \`${meant}\``,
    }),
    unclosed: ({ written }: { written: string }) => ({
      message: `\`${written}\` has no closing \`}}\``,
      why: 'the controller fills in the metric as one JSON text, so the placeholder swallows what follows up to the next `}}`, and cannot be resolved',
      help: 'close it: `{{args.name}}`',
    }),
  },
  examples: {
    bad: [
      { yaml: query('{{ .args.app }}'), finds: ['form@{{ .args.app }}'], fixed: query('{{args.app}}') },
      { yaml: query('{{args.app | lower}}'), finds: ['form@{{args.app | lower}}'], fixed: query('{{args.app}}') },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what people write
      { yaml: query('${args.app}'), finds: ['literal@${args.app}'], fixed: query('{{args.app}}') },
    ],
    good: [{ yaml: query('{{args.app}}') }, { yaml: query('{{ args.app }}') }],
  },
  check(ctx) {
    const names = new Set(argumentEntries(ctx.manifest, ['spec', 'args']).map(({ name }) => name));
    const edit = (span: Span, text: string) => ({
      kind: 'unsafe' as const,
      title: `Write ${text}`,
      edits: [{ span, text }],
    });
    for (const { tag, span } of placeholdersOf(ctx.manifest)) {
      const written = ctx.file.text.slice(span.start, span.end);
      if (tag.swallows) {
        ctx.report('unclosed', { at: span, data: { written: written.split('\n')[0] ?? '' } });
        continue;
      }
      if (tag.argument !== undefined && /^[\w.-]+$/.test(tag.argument)) continue;
      const name = formOf(tag.inner);
      if (name === undefined) continue;
      const meant = `{{args.${name}}}`;
      ctx.report('form', { at: span, data: { written, meant }, fix: edit(span, meant) });
    }
    for (const { node } of metricsOf(ctx.manifest)) {
      for (const { text } of textsBelow(node)) {
        for (const match of text.value.matchAll(OTHER_BRACKETS)) {
          const name = match.slice(1).find((group) => group !== undefined) ?? '';
          // Shells and other templates have such forms too: only a declared argument is surely meant.
          if (!names.has(name)) continue;
          const span = text.toFile({ start: match.index, end: match.index + match[0].length });
          const meant = `{{args.${name}}}`;
          ctx.report('literal', { at: span, data: { written: match[0], meant }, fix: edit(span, meant) });
        }
      }
    }
  },
});

function formOf(inner: string): string | undefined {
  for (const form of FORMS) {
    const match = form.exec(inner);
    if (match !== null) return match[1];
  }
  return undefined;
}
