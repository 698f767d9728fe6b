import type { Report, RuleInfo } from '../../src/report/report.ts';
import type { Finding } from '../../src/text/finding.ts';
import type { Location } from '../../src/text/span.ts';

const TEMPLATE = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: erfolg # 成功率
spec:
  metrics:
    - name: "größe"
      successCondition: result >= 0.95
      provider:
        prometheus:
          query: |
            sum(rate(http_requests_total{job="{{args.service}}"}[2m]))
              /
            sum(rate(http_requests_total[2m]))
`;

const ROLLOUT = `kind: Rollout
metadata:
  name: checkout
spec:
  strategy:
    canary:
      steps:
        - analysis:
            templates:
              - templateName: erfolg
`;

const STDIN = '成功: {name: "\u001b[31m🚀 canary\u001b[0m"}\tx\n';

const FILES: Readonly<Record<string, string>> = {
  'k8s/template.yaml': TEMPLATE,
  'k8s/rollout.yaml': ROLLOUT,
  '<stdin>': STDIN,
};

/** Where `text` stands in `file`. */
function at(file: string, text: string): Location {
  const start = (FILES[file] ?? '').indexOf(text);
  if (start === -1) throw new Error(`${text} is not in ${file}`);
  return { file, span: { start, end: start + text.length } };
}

const QUERY = TEMPLATE.slice(TEMPLATE.indexOf('sum(rate'), TEMPLATE.lastIndexOf('[2m]))') + 6);

const FINDINGS: readonly Finding[] = [
  {
    rule: 'yaml/first',
    messageId: 'first',
    severity: 'info',
    at: { file: '<stdin>', span: { start: 0, end: 2 } },
    message: 'key `成功` is written in Chinese, and it\'s "fine"',
  },
  {
    rule: 'yaml/wide',
    messageId: 'wide',
    severity: 'warning',
    at: at('<stdin>', '🚀'),
    message: 'a rocket \u001b[31m behind a control character, 100 %',
    help: 'write a word',
  },
  {
    rule: 'reference/unknown',
    messageId: 'unknown',
    severity: 'error',
    at: at('k8s/rollout.yaml', 'erfolg'),
    message: 'template `erfolg` has no argument `svc`; it declares `service-name`',
    why: 'the AnalysisRun is never created and the rollout stays in Progressing',
    related: [{ at: at('k8s/template.yaml', 'erfolg'), label: 'declared here' }],
  },
  {
    rule: 'condition/vector-as-number',
    messageId: 'compared',
    severity: 'error',
    at: at('k8s/template.yaml', 'result >= 0.95'),
    message: '`result` is a list of numbers, and a list cannot be compared with `0.95`',
    why: 'every measurement is an Error, retried after 10 s; the fifth in a row, 40 s in, aborts the rollout',
    help: '`successCondition: result[0] >= 0.95`',
    related: [{ at: at('k8s/template.yaml', QUERY), label: 'returns a vector' }],
    usedBy: [
      { at: at('k8s/rollout.yaml', 'analysis'), label: 'Rollout checkout, step 1' },
      { at: at('k8s/rollout.yaml', 'templateName'), label: 'Rollout second, step 1' },
    ],
    fix: {
      kind: 'safe',
      title: 'Compare the first sample',
      edits: [
        {
          file: 'k8s/template.yaml',
          span: { start: at('k8s/template.yaml', ' >= ').span.start, end: at('k8s/template.yaml', ' >= ').span.start },
          text: '[0]',
        },
      ],
    },
  },
  {
    rule: 'promql/whole',
    messageId: 'whole',
    severity: 'warning',
    at: at('k8s/template.yaml', QUERY),
    message: 'the whole query, "over" three lines',
    fix: {
      kind: 'unsafe',
      title: 'Replace both ends',
      edits: [
        {
          file: 'k8s/template.yaml',
          span: { start: at('k8s/template.yaml', QUERY).span.end - 1, end: at('k8s/template.yaml', QUERY).span.end },
          text: ')',
        },
        {
          file: 'k8s/template.yaml',
          span: {
            start: at('k8s/template.yaml', QUERY).span.start,
            end: at('k8s/template.yaml', QUERY).span.start + 3,
          },
          text: 'max',
        },
      ],
    },
  },
];

const rule = (id: string, severity: RuleInfo['severity'], stage: RuleInfo['stage'] = 'stable'): RuleInfo => ({
  id,
  summary: `Summary of ${id}`,
  details: `What the controller does about **${id}**.`,
  severity,
  stage,
  url: `https://example.org/docs/rules/${id}.md`,
});

const RULES = [
  rule('condition/vector-as-number', 'error'),
  rule('promql/whole', 'warning', 'preview'),
  rule('reference/unknown', 'error'),
  rule('yaml/first', 'info'),
  rule('yaml/wide', 'warning'),
];

/** A bit of everything: several files, stdin, related places, several lines, wide characters, fixes. */
export const MIXED: Report = {
  findings: FINDINGS,
  suppressed: [
    {
      finding: {
        rule: 'yaml/wide',
        messageId: 'wide',
        severity: 'warning',
        at: at('k8s/rollout.yaml', 'checkout'),
        message: 'a name',
      },
      reason: 'the platform team wants it',
    },
  ],
  baselined: 2,
  mended: 0,
  files: [
    { path: '<stdin>', text: STDIN },
    { path: 'clean.yaml', text: '' },
    { path: 'k8s/rollout.yaml', text: ROLLOUT },
    { path: 'k8s/template.yaml', text: TEMPLATE },
  ],
  skipped: [{ path: 'chart/templates/a b.yaml', reason: 'a Helm template that is not rendered' }],
  objects: new Map([
    ['AnalysisTemplate', 1],
    ['Rollout', 1],
  ]),
  rules: new Map(RULES.map((one) => [one.id, one])),
  text: (path) => FILES[path],
  version: '1.2.3',
};

/** Nothing found in nothing. */
export const EMPTY: Report = {
  findings: [],
  suppressed: [],
  baselined: 0,
  mended: 0,
  files: [],
  skipped: [],
  objects: new Map(),
  rules: new Map(),
  text: () => undefined,
  version: '1.2.3',
};
