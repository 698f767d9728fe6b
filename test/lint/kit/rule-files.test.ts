import { beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../../../rules/index.ts';
import { DEFAULT_CONFIG } from '../../../src/lint/config/config.ts';
import { ruleFile } from '../../../src/lint/kit/examples/example-rules.ts';
import { templateFault } from '../../../src/lint/kit/rule-files/rule-templates.ts';
import { lintWorkspace } from '../../../src/lint/linter.ts';
import { preparePromql } from '../../../src/promql/index.ts';
import { createWorkspace } from '../../../src/workspace/create.ts';

beforeAll(() => preparePromql());

describe('a template of an alert', () => {
  test.each([
    '{{ $labels.x }}',
    '{{- $externalURL -}}',
    '{{ if eq $labels.a "x" }}a{{ else if eq $value 3.0 }}b{{ end }}',
    '{{ range $i, $e := query "up" }}{{ $i }}{{ $e.Value }}{{ end }}',
    '{{ $x := 1 }}{{ $x }}{{ $x = 2 }}',
    '{{/* {{ $nothing */}}',
    '{{ "}}" }}{{ `{{` }}',
    '{{ with printf "%.2f" $value }}{{ . }}{{ else }}-{{ end }}',
    '{{ define "t" }}x{{ end }}{{ template "t" }}',
    '{{ first (query "up") | value | humanizePercentage }}',
    'a }} b { {',
  ])('%s is one', (text) => expect(templateFault(text)).toBeUndefined());

  test.each([
    ['{{ $labels.x', 'unclosed {{'],
    ['{{ $labels.x }', 'unclosed {{'],
    ['{{ a {{ $value }}', 'unclosed {{'],
    ['{{/* x', 'unclosed {{'],
    ['{{ $lables.x }}', 'variable $lables → $labels'],
    ['{{ $x }}{{ $x := 1 }}', 'variable $x'],
    ['{{ $value | humanise }}', 'function humanise → humanize'],
    ['{{ if $value }}x', 'end if'],
    ['{{ range query "up" }}{{ if . }}{{ end }}', 'end range'],
    ['x{{ end }}', 'noBlock end'],
  ])('%s is none', (text, told) => {
    const fault = templateFault(text);
    const near = fault?.near === undefined ? '' : ` → ${fault.near}`;
    expect(`${fault?.kind} ${fault?.name}${near}`).toBe(told);
    expect(text.slice(fault?.span.start, fault?.span.end)).toBe(fault?.name);
  });
});

async function told(text: string, path = 'rules.yaml'): Promise<string[]> {
  const workspace = createWorkspace([{ path, text, asked: true }]);
  const { findings } = await lintWorkspace(workspace, rules, DEFAULT_CONFIG, { today: '2026-01-01' });
  return findings.map(({ rule, at }) => `${rule} ${text.slice(at.span.start, at.span.end)}`);
}

const BROKEN = '- alert: Down\n  expr: sum(up\n';

describe('rules of Prometheus are judged', () => {
  test('in rule files, with the places in their expressions', async () => {
    expect(await told(ruleFile('- alert: Down\n  expr: |\n    up\n      == sum(up[5m])\n'))).toEqual([
      'rules-file/expression up[5m]',
    ]);
  });

  test('in PrometheusRule objects, in lists and among other objects too', async () => {
    const object = (indent: string) =>
      `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\nspec:\n  groups:\n    - name: a\n      rules:\n        - alert: Down\n          expr: sum(up\n`
        .trimEnd()
        .replaceAll('\n', `\n${indent}`);
    expect(await told(`apiVersion: v1\nkind: List\nitems:\n  - ${object('    ')}\n`)).toEqual([
      'rules-file/expression (',
    ]);
    const template = 'apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata:\n  name: x\n';
    expect(await told(`${object('')}\n---\n${template}`)).toContain('rules-file/expression (');
  });

  test('nowhere else: other programs group rules too', async () => {
    expect(await told(`apiVersion: 1\n${ruleFile(BROKEN)}`)).toEqual([]);
    expect(await told(`rules:\n  - x\n${ruleFile(BROKEN)}`)).toEqual([]);
    expect(await told(ruleFile(BROKEN).replaceAll(/^/gm, '  ').replace(/^/, 'serverFiles:\n'))).toEqual([]);
    expect(await told(ruleFile(`${BROKEN}  labels: {{ .Values.labels }}\n`), 'chart/templates/rules.yaml')).toEqual([]);
  });

  test('but not the expressions of Loki and VictoriaMetrics', async () => {
    expect(await told(ruleFile('- alert: A\n  expr: sum(rate({a="b"} |= "x" [5m])) > 1\n'))).toEqual([]);
    expect(await told(ruleFile('- record: a:b\n  expr: rate(up) keep_metric_names\n'))).toEqual([]);
    expect(await told(ruleFile('- record: a:b\n  expr: rate(up)\n', 'type: prometheus'))).toEqual([]);
  });

  test('one mistake once: a misspelt key is not missing as well', async () => {
    expect(await told(ruleFile('- alrt: Down\n  exprr: up == 0\n- record: a:b\n  expr: up\n'))).toEqual([
      'rules-file/unknown-key alrt',
      'rules-file/unknown-key exprr',
    ]);
  });
});
