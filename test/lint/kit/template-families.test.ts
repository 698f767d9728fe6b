import { describe, expect, test } from 'vitest';
import { sharedTemplate } from '../../../src/lint/kit/templates/shared-template.ts';
import { familiesOf } from '../../../src/lint/kit/templates/template-families.ts';
import { createWorkspace } from '../../../src/workspace/create.ts';
import { parseYaml } from '../../../src/yaml/parse.ts';

const family = (...texts: readonly string[]) => {
  const files = texts.map((text, index) => ({ path: `k8s/${index}.yaml`, text, asked: true }));
  const workspace = createWorkspace(files);
  const [first] = workspace.manifests('AnalysisTemplate');
  return first === undefined ? undefined : familiesOf(workspace).get(first);
};

const three = (text: string, words: readonly (readonly string[])[]) =>
  words.map(([a = '', b = '']) => text.replaceAll('AAA', a).replaceAll('BBB', b));
const SERVICES = [
  ['checkout', 'shop'],
  ['search', 'find'],
  ['payments', 'bank'],
];

const TEXT = `# Kept.
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: AAA-errors
  namespace: prod
spec:
  args:
  # The canary's.
  - name: hash
  metrics:
  - name: AAA-errors # of it
    count: 3
    provider:
      web:
        url: AAA.BBB.svc/errors?hash={{args.hash}}
        jsonPath: "{$.AAA}"
`;

describe('templates that differ in a word', () => {
  test('become one with arguments, its comments kept', () => {
    const found = family(...three(TEXT, SERVICES));
    expect(found?.variables.map(({ name, values }) => [name, ...values])).toEqual([
      ['name', 'checkout', 'search', 'payments'],
      ['name-2', 'shop', 'find', 'bank'],
    ]);
    const shared = found === undefined ? undefined : sharedTemplate(found);
    expect(shared?.name).toBe('errors');
    expect(shared?.yaml).toBe(`apiVersion: argoproj.io/v1alpha1
kind: ClusterAnalysisTemplate
metadata:
  name: errors
spec:
  args:
  # The canary's.
  - name: name
  - name: name-2
  - name: hash
  metrics:
  - name: errors # of it
    count: 3
    provider:
      web:
        url: '{{args.name}}.{{args.name-2}}.svc/errors?hash={{args.hash}}'
        jsonPath: "{$.{{args.name}}}"
`);
    expect(parseYaml(shared?.yaml ?? '').flatMap(({ problems }) => problems)).toEqual([]);
  });

  test.each<[string, readonly string[]]>([
    ['two of them', three(TEXT, SERVICES.slice(1))],
    ['copies without a difference', [TEXT, TEXT, TEXT]],
    ['another limit', [...three(TEXT, SERVICES.slice(1)), TEXT.replaceAll('count: 3', 'count: 4')]],
    [
      'a word that is not put consistently',
      three(TEXT, SERVICES).map((text, index) => (index === 2 ? text.replace('{$.payments}', '{$.other}') : text)),
    ],
    ['another default of an argument', three(TEXT.replace('hash\n', 'hash\n    value: AAA\n'), SERVICES)],
    ['the same word in two of them', three(TEXT, [...SERVICES.slice(1), ['search', 'find']])],
  ])('are no family: %s', (_, texts) => expect(family(...texts)).toBeUndefined());
});
