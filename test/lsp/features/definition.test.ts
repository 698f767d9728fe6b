import { describe, expect, test } from 'vitest';
import { definitionsOf } from '../../../src/lsp/features/definition.ts';
import { referencesOf } from '../../../src/lsp/features/references.ts';
import { cursorIn, ROLLOUT, shown, TEMPLATE } from './marked.ts';

const NESTED = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: outer
spec:
  templates:
    - templateName: success-rate
`;

function definitions(tree: Readonly<Record<string, string>>): string[] {
  const cursor = cursorIn(tree);
  return shown(definitionsOf(cursor), cursor.workspace);
}

function references(tree: Readonly<Record<string, string>>, withDeclaration = false): string[] {
  const cursor = cursorIn(tree);
  return shown(referencesOf(cursor, withDeclaration), cursor.workspace);
}

/** `text` with the cursor after the first `part`. */
const behind = (text: string, part: string): string => {
  if (!text.includes(part)) throw new Error(`no ${part}`);
  return text.replace(part, `${part}<|>`);
};

describe('the definition', () => {
  test.each(['- templateName: succ', '- template'])('of a template is its name, from %s', (part) => {
    expect(definitions({ 't.yaml': TEMPLATE, 'r.yaml': behind(ROLLOUT, part) })).toEqual(['t.yaml:4 success-rate']);
  });

  test('of a template that a template names is found with and without users', () => {
    expect(definitions({ 't.yaml': TEMPLATE, 'n.yaml': behind(NESTED, 'templateName: s') })).toEqual([
      't.yaml:4 success-rate',
    ]);
  });

  test('of a template that does not exist is nowhere', () => {
    expect(definitions({ 't.yaml': TEMPLATE, 'r.yaml': ROLLOUT.replace('success-rate', 'succ<|>ess') })).toEqual([]);
  });

  test('of a placeholder is the declaration', () => {
    expect(definitions({ 't.yaml': behind(TEMPLATE, '>= {{args.li'), 'r.yaml': ROLLOUT })).toEqual(['t.yaml:8 limit']);
    expect(definitions({ 't.yaml': behind(TEMPLATE, '{{ args.ha'), 'r.yaml': ROLLOUT })).toEqual([]);
  });

  test('of an argument that is passed is the declaration, if there is one', () => {
    expect(definitions({ 't.yaml': TEMPLATE, 'r.yaml': behind(ROLLOUT, '- name: ser') })).toEqual(['t.yaml:7 service']);
    expect(definitions({ 't.yaml': TEMPLATE, 'r.yaml': behind(ROLLOUT, '- name: ha') })).toEqual([]);
  });

  test('of a Service is the object', () => {
    expect(definitions({ 'r.yaml': behind(ROLLOUT, 'canaryService: c') })).toEqual(['r.yaml:30 checkout-canary']);
  });

  test('of other things is nowhere', () => {
    expect(definitions({ 'r.yaml': behind(ROLLOUT, 'value: che') })).toEqual([]);
    expect(definitions({ 'x.yaml': 'a: <|>b\n' })).toEqual([]);
  });
});

describe('the references', () => {
  const PLACES = ['r.yaml:11 success-rate', 'r.yaml:20 success-rate'];

  test('of a template are found from its name and from a reference', () => {
    expect(references({ 't.yaml': behind(TEMPLATE, 'name: succ'), 'r.yaml': ROLLOUT })).toEqual(PLACES);
    expect(references({ 't.yaml': TEMPLATE, 'r.yaml': behind(ROLLOUT, 'templateName: s') }, true)).toEqual([
      't.yaml:4 success-rate',
      ...PLACES,
    ]);
  });

  test('of a template go through other templates', () => {
    const user = ROLLOUT.replaceAll('templateName: success-rate', 'templateName: outer');
    expect(references({ 't.yaml': behind(TEMPLATE, 'name: succ'), 'n.yaml': NESTED, 'r.yaml': user })).toEqual([
      'n.yaml:7 success-rate',
    ]);
  });

  test('of an argument are its placeholders and the places that pass it', () => {
    const expected = [
      't.yaml:19 {{args.service}}',
      't.yaml:20 {{args.service}}',
      'r.yaml:13 service',
      'r.yaml:22 service',
    ];
    expect(references({ 't.yaml': behind(TEMPLATE, '- name: ser'), 'r.yaml': ROLLOUT })).toEqual(expected);
    expect(references({ 't.yaml': behind(TEMPLATE, '"{{args.ser'), 'r.yaml': ROLLOUT }, true)).toEqual([
      't.yaml:7 service',
      ...expected,
    ]);
  });

  test('of other things are none', () => {
    expect(references({ 't.yaml': behind(TEMPLATE, 'failureL') })).toEqual([]);
    expect(references({ 'r.yaml': behind(ROLLOUT, 'name: check') })).toEqual([]);
  });
});
