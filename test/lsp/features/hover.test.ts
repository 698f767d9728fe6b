import { describe, expect, test } from 'vitest';
import { argumentHover } from '../../../src/lsp/features/argument-hover.ts';
import { fieldHover } from '../../../src/lsp/features/field-hover.ts';
import { cursorIn, ROLLOUT, TEMPLATE } from './marked.ts';

describe('hovering an argument', () => {
  test('shows what each user passes', () => {
    const cursor = cursorIn({ 't.yaml': TEMPLATE.replace('="{{args.serv', '="{{args.se<|>rv'), 'r.yaml': ROLLOUT });
    const hovered = argumentHover(cursor);
    expect(hovered?.markdown).toBe(
      [
        'argument `service`',
        '',
        '- Rollout checkout, background analysis: `checkout`',
        '- Rollout checkout, step 1: ``check`out``',
      ].join('\n'),
    );
    expect(cursor.file.text.slice(hovered?.span.start, hovered?.span.end)).toBe('{{args.service}}');
  });

  test('shows defaults, and says of what is not known where it comes from', () => {
    const on = (part: string) =>
      argumentHover(cursorIn({ 't.yaml': TEMPLATE.replace(part, `${part}<|>`), 'r.yaml': ROLLOUT }))?.markdown;
    expect(on('>= {{args.li')).toContain('background analysis: `0.95` (default)');
    expect(on('>= {{args.li')).toContain('step 1: `0.99`');
    expect(on('# {{args.to')).toContain('from a Secret');
    expect(on('{{ args.ha')).toContain('background analysis: a pod template hash, known in the cluster only');
  });

  test('says that nobody uses the template, or that there is no such argument', () => {
    const on = (part: string) => argumentHover(cursorIn({ 't.yaml': TEMPLATE.replace(part, `${part}<|>`) }))?.markdown;
    expect(on('>= {{args.li')).toContain('- used by nobody: `0.95` (default)');
    expect(on('{{ args.ha')).toContain('No argument of this name is declared or passed.');
  });

  test('says nothing elsewhere', () => {
    expect(argumentHover(cursorIn({ 't.yaml': TEMPLATE.replace('sum(', 'su<|>m(') }))).toBeUndefined();
    expect(argumentHover(cursorIn({ 'x.yaml': 'a: "{{args.x<|>}}"' }))).toBeUndefined();
  });
});

describe('hovering a field', () => {
  test('says what it is, on its key and on its value', () => {
    for (const part of ['failureL', 'failureLimit: ']) {
      const cursor = cursorIn({ 't.yaml': TEMPLATE.replace(part, `${part}<|>`) });
      const hovered = fieldHover(cursor);
      expect(hovered?.markdown).toMatch(/^`failureLimit`: .+\n\n.{20,}/);
    }
  });

  test('says what is required', () => {
    const cursor = cursorIn({ 't.yaml': TEMPLATE.replace('- name: success', '- na<|>me: success') });
    expect(fieldHover(cursor)?.markdown).toContain('required');
  });

  test('says nothing of unknown fields, and nothing of other kinds', () => {
    const unknown = TEMPLATE.replace('failureLimit', 'fail<|>ure');
    expect(fieldHover(cursorIn({ 't.yaml': unknown }))).toBeUndefined();
    expect(fieldHover(cursorIn({ 'd.yaml': 'apiVersion: apps/v1\nkind: Deployment\nsp<|>ec: {}\n' }))).toBeUndefined();
    expect(fieldHover(cursorIn({ 'd.yaml': '<|>' }))).toBeUndefined();
  });
});
