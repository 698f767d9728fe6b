import { defineRule } from '../../src/lint/rule.ts';

const template = (name: string) => `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: ${name}
spec:
  metrics:
    - name: errors
      successCondition: len(result) > 0 && result[0] < 0.05
      provider:
        prometheus:
          address: http://prometheus.monitoring:9090
          query: sum(rate(errors_total[2m])) or vector(0)
`;

export const helmOutsideChart = defineRule({
  id: 'yaml/helm-outside-chart',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  docs: {
    summary: 'A manifest has Helm syntax, and stands in no chart.',
    details: `Nothing renders such a file: \`kubectl\` and Kustomize read \`{{ .Values.x }}\` as broken YAML, or as text. The rule looks for a
\`Chart.yaml\` in the folders above; something else (a pipeline, another template engine) may render the file all the same, which is why it warns. Nothing
else in the file is checked.`,
  },
  messages: {
    helm: ({ written }: { written: string }) => ({
      message: `\`${written}\` is Helm syntax, and no folder above has a \`Chart.yaml\``,
      why: 'kubectl and Kustomize do not render it: the file is refused, or the braces reach the cluster as text',
      help: 'write the value, or move the file to the `templates` folder of a chart',
    }),
  },
  examples: {
    bad: [{ yaml: template('{{ .Values.name }}'), finds: ['helm@{{ .Values.name }}'] }],
    good: [
      { yaml: template('errors') },
      {
        name: 'chart/templates/analysis.yaml',
        yaml: template('{{ .Values.name }}'),
        files: { 'chart/Chart.yaml': 'name: checkout\nversion: 1.0.0\n' },
      },
    ],
  },
  checkFile(ctx) {
    if (ctx.file.role !== 'helm-template' || ctx.file.chart !== undefined) return;
    // A chart may have lost its Chart.yaml on the way here; a folder of that name still says what it was.
    if (!ctx.workspace.complete || /(^|\/)(?:templates|charts)\/|(^|\/)_[^/]*$/.test(ctx.file.path)) return;
    const match =
      /\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|include\s|template\s|define\s|if\s|range\s|with\s|toYaml\s|tpl\s)[^{}]*\}\}/.exec(
        ctx.file.text,
      );
    if (match === null) return;
    const at = { start: match.index, end: match.index + match[0].length };
    ctx.report('helm', { at, data: { written: match[0].replaceAll(/\s+/g, ' ') } });
  },
});
