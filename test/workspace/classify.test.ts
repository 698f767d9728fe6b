import { describe, expect, it } from 'vitest';
import { argoKindOf } from '../../src/workspace/recognise/classify.ts';
import { documents, rollout, template, theOnly, workspaceOf } from './tree.ts';

const roleOf = (path: string, text: string, others: Record<string, string> = {}) =>
  workspaceOf({ ...others, [path]: text }).files.find((file) => file.path === path)?.role;

const query = (text: string): string =>
  template('x', { spec: `metrics:\n  - name: m\n    provider:\n      prometheus:\n        query: ${text}` });

describe('what a file is', () => {
  it.each([
    ['a template', template('x')],
    ['a Rollout after other documents', documents('kind: ConfigMap\napiVersion: v1\n', rollout('x'))],
    ['CRLF and foreign comments', template('x').replaceAll('\n', '\r\n').replace('spec:', '# проверка 분석\r\nspec:')],
    ['flow style', '{ apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: { name: a }, spec: {} }'],
    ['JSON', JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Experiment', metadata: { name: 'a' } })],
    ['a list', `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: argoproj.io/v1alpha1\n    kind: AnalysisRun\n`],
    ['a broken document', template('x').replace('metrics', '  broken: [\nmetrics')],
    [
      'a document with an AppProject beside',
      documents('apiVersion: argoproj.io/v1alpha1\nkind: AppProject\n', template('x')),
    ],
  ])('%s is ours', (_, text) => {
    expect(roleOf('a.yaml', text)).toBe('manifests');
  });

  it.each([
    ['a Rollout of Kruise', 'apiVersion: rollouts.kruise.io/v1beta1\nkind: Rollout\nmetadata:\n  name: x\n'],
    ['values with a kind in them', 'rollout:\n  kind: Rollout\n  apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n'],
    [
      'an allow-list',
      `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nspec:\n  namespaceResourceWhitelist:\n    - group: argoproj.io\n      kind: AnalysisTemplate\n`,
    ],
    [
      'an autoscaler of a Rollout',
      `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  scaleTargetRef:\n    apiVersion: argoproj.io/v1alpha1\n    kind: Rollout\n`,
    ],
    [
      'CUE in a string',
      `apiVersion: core.oam.dev/v1beta1\nkind: ComponentDefinition\nspec:\n  template: |\n    outputs: a: {\n      apiVersion: "argoproj.io/v1alpha1"\n      kind: "AnalysisTemplate"\n    }\n`,
    ],
    [
      'a resource graph',
      `apiVersion: kro.run/v1alpha1\nkind: ResourceGraphDefinition\nspec:\n  resources:\n    - template:\n        apiVersion: argoproj.io/v1alpha1\n        kind: Rollout\n`,
    ],
    ['a commented-out template', template('x').replaceAll(/^/gm, '# ')],
    [
      'the resource definition',
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: rollouts.argoproj.io\nspec:\n  names: { kind: Rollout }\n',
    ],
    ['a Service', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: rollout-argo\n'],
    ['package.json', '{"name": "argo", "kind": "Rollout"}'],
    ['prose', 'Rollout with argoproj.io: see below'],
    ['nothing', ''],
  ])('%s is foreign', (_, text) => {
    expect(roleOf('a.yaml', text)).toBe('foreign');
  });

  it('an assertion of chainsaw or kuttl is foreign', () => {
    const asserted = 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nstatus:\n  (phase): Healthy\n';
    expect(roleOf('a.yaml', asserted)).toBe('foreign');
    expect(roleOf('chainsaw-assert.yaml', rollout('x'))).toBe('foreign');
    expect(roleOf('01-assert.yaml', rollout('x'))).toBe('foreign');
    expect(roleOf('assertive.yaml', rollout('x'))).toBe('manifests');
  });

  it('a rule file of Prometheus, or of its operator, is one', () => {
    expect(roleOf('rules.yaml', 'groups:\n  - name: a\n    rules:\n      - alert: X\n        expr: up == 0\n')).toBe(
      'prometheus-rules',
    );
    expect(roleOf('a.yaml', 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n  groups: []\n')).toBe(
      'prometheus-rules',
    );
    expect(roleOf('a.yaml', 'groups:\n  - name: users\n')).toBe('foreign');
  });

  it('a kustomization is known by name or group, and its inline patches are no objects', () => {
    const text = `patches:\n  - target: { kind: Rollout }\n    patch: |-\n      apiVersion: argoproj.io/v1alpha1\n      kind: Rollout\n`;
    expect(roleOf('base/kustomization.yaml', text)).toBe('kustomization');
    expect(roleOf('base/Kustomization', text)).toBe('kustomization');
    expect(roleOf('component.yaml', `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${text}`)).toBe(
      'kustomization',
    );
    expect(workspaceOf({ 'kustomization.yaml': text }).manifests()).toEqual([]);
  });
});

describe('Helm', () => {
  const CHART = { 'chart/Chart.yaml': 'apiVersion: v2\nname: c\n' };

  it.each([
    ['a value', template('x').replace('name: x', 'name: {{ .Values.name }}')],
    ['a quoted value', template('x').replace('name: x', 'name: "{{ .Release.Name }}-x"')],
    ['if and end', `{{- if .Values.on }}\n${template('x')}{{- end }}\n`],
    ['an include', template('x').replace('name: x', 'name: {{ include "app.fullname" . }}')],
    ['an escape with backquotes', query('"{{`{{args.namespace}}`}}"')],
    ['an escape of the braces', query('"{{ "{{" }}args.url{{ "}}" }}"')],
    ['an escape of the whole', query(`'{{ "{{args.canary-service}}" }}'`)],
    ['toYaml in place', template('x').replace('metrics:', 'metrics:\n  {{ toYaml .values }}\n  other:')],
    ['a default in place, outside a chart', query('{{ default "a" "b" }}')],
    ['a variable of the root', template('x').replace('name: x', 'name: {{ $.Values.name }}')],
    ['Jinja', `{% if on %}\n${template('x')}{% endif %}\n`],
  ])('%s needs rendering', (_, text) => {
    expect(roleOf('a.yaml', text)).toBe('helm-template');
  });

  it.each([
    ['an argument', query(`up{app="{{args.app}}"}`)],
    ['an argument with spaces', query(`up{app="{{ args.service-name }}"}`)],
    ['an unquoted argument', query('{{args.query}}')],
    ['an argument in an unquoted condition', query('up > {{args.threshold}}')],
    ['a name of an experiment', query('"{{templates.canary.podTemplateHash}}"')],
    ['another namespace', query('"{{ inputs.app }}"')],
    ['a dot in front', query('"{{ .args.app }}"')],
    ['a filter', query('"{{args.app | lower}}"')],
    ['upper case', query('"{{ARGS.app}}"')],
    ['a label of Prometheus', query('"{{ $labels.pod }}"')],
    ['the Rollout, which nothing expands', query('"{{.Rollout.Namespace}}"')],
    [
      'Prometheus templates in a block scalar',
      query('|\n          {{ range query "up" }}{{ .Value }}{{ end }}\n          {{- if true }}x{{ end }}'),
    ],
    ['an action in a comment', `# {{ if .x }}\n${template('x')}`],
    [
      'Argo Workflows beside',
      documents('apiVersion: v1\nkind: ConfigMap\ndata:\n  a: "{{workflow.name}} {{=sprig.trim(x)}}"\n', template('x')),
    ],
    [
      'notifications beside',
      documents(
        'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    {{if eq .rollout.status "x"}}{{.rollout.metadata.name}}{{end}}\n',
        rollout('x'),
      ),
    ],
  ])('%s does not make a manifest a Helm template', (_, text) => {
    expect(roleOf('a.yaml', text)).toBe('manifests');
  });

  it('in the templates of a chart every pair of braces is an action, and a text without any is a manifest', () => {
    expect(roleOf('chart/templates/a.yaml', query('"{{args.app}}"'), CHART)).toBe('helm-template');
    expect(roleOf('chart/templates/sub/a.yaml', query('"{{args.app}}"'), CHART)).toBe('helm-template');
    expect(roleOf('chart/templates/a.yaml', template('x'), CHART)).toBe('manifests');
    expect(roleOf('chart/crds/a.yaml', query('"{{args.app}}"'), CHART)).toBe('manifests');
    expect(roleOf('other/templates/a.yaml', query('"{{args.app}}"'), CHART)).toBe('manifests');
    expect(roleOf('lib/_analysis.tpl', query('"{{args.app}}"'))).toBe('helm-template');
  });

  it('values of a chart are foreign, whatever they hold', () => {
    expect(roleOf('chart/values.yaml', template('x'), CHART)).toBe('foreign');
    expect(roleOf('chart/ci/test-values.yaml', template('x'), CHART)).toBe('foreign');
  });

  it('a template has no documents, but it has comments and a chart', () => {
    const text = `# one\n${query('"{{args.app}}"')}  # two\n`;
    const [, file] = workspaceOf({ ...CHART, 'chart/templates/a.yaml': text }).files;
    expect(file).toMatchObject({ chart: 'chart', documents: [], manifests: [], headers: [] });
    expect(file?.comments.map((comment) => [comment.text, text.slice(comment.span.start, comment.span.end)])).toEqual([
      [' one', '# one'],
      [' two', '# two'],
    ]);
  });
});

describe('slips in kind and apiVersion', () => {
  it.each([
    ['argoproj.io/v1alpha1', 'AnalysisTemplates', 'AnalysisTemplate'],
    ['argoproj.io/v1alpha1', 'rollout', 'Rollout'],
    ['argoproj.io/v1beta1', 'Rollout', 'Rollout'],
    ['argoproj/v1alpha1', 'Rollout', 'Rollout'],
    ['argoprj.io/v1alpha1', 'AnalysisTemplate', 'AnalysisTemplate'],
    ['rollouts.argoproj.io/v1alpha1', 'Experiment', 'Experiment'],
    ['argoproj.io', 'AnalysisRun', 'AnalysisRun'],
    ['rollouts.kruise.io/v1alpha1', 'Rollout', undefined],
    ['argoproj.io/v1alpha1', 'RolloutManager', undefined],
    ['argoproj.io/v1alpha1', 'ClusterWorkflowTemplate', undefined],
    ['argoproj.io/v1alpha1', 'Application', undefined],
    ['v1', 'Rollout', undefined],
    ['apps/v1', 'Rollouts', undefined],
    ['chaos-mesh.org/v1alpha1', 'Experiment', undefined],
    ['metrics.keptn.sh/v1alpha3', 'AnalysisRun', undefined],
    [undefined, 'Rollout', undefined],
  ])('%s %s is meant to be %s', (apiVersion, kind, expected) => {
    expect(argoKindOf(apiVersion, kind)).toBe(expected);
  });

  it('makes the file ours, so that somebody can say so', () => {
    const text = template('x').replace('kind: AnalysisTemplate', 'kind: AnalysisTemplates');
    expect(roleOf('a.yaml', text)).toBe('manifests');
    expect(theOnly(workspaceOf({ 'a.yaml': text }), 'AnalysisTemplates').isArgo()).toBe(false);
  });
});
