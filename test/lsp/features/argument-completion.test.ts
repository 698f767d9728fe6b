import { describe, expect, test } from 'vitest';
import { argumentProposals } from '../../../src/lsp/features/argument-completion.ts';
import { cursorIn, ROLLOUT, TEMPLATE } from './marked.ts';

const LINE = '# {{args.token}} {{args.service}}';

/** The proposals for text at the cursor, and the line after the first one is taken. */
function complete(typed: string, template = TEMPLATE) {
  const cursor = cursorIn({ 't.yaml': template.replace(LINE, typed), 'r.yaml': ROLLOUT });
  const proposals = argumentProposals(cursor);
  const [first] = proposals;
  const { text } = cursor.file;
  const taken = first && `${text.slice(0, first.span.start)}${first.text}${text.slice(first.span.end)}`;
  return { proposals, taken: taken?.split('\n').at(-2)?.trim() };
}

describe('completing an argument', () => {
  test('offers those that the template declares, with what its users pass', () => {
    expect(complete('x {{args.<|>').proposals.map(({ name, detail }) => [name, detail])).toEqual([
      ['service', 'checkout, check`out'],
      ['limit', '0.95, 0.99'],
      ['token', 'from a Secret'],
    ]);
  });

  test.each([
    ['x {{args.<|>', 'x {{args.service}}'],
    ['x {{<|>', 'x {{args.service}}'],
    ['x {{ ar<|>', 'x {{ args.service}}'],
    ['x {{args.se<|>}} y', 'x {{args.service}} y'],
    ['x {{ args.<|>serv }} y', 'x {{ args.service }} y'],
    ['{{args.a}} {{args.<|> y', '{{args.a}} {{args.service}} y'],
  ])('turns %s into %s', (typed, expected) => {
    expect(complete(typed).taken).toBe(expected);
  });

  test.each(['x <|>', '{{x<|>', '{{args.a}}<|>', '{{templates.<|>', '{ {args.<|>'])('offers nothing at %s', (typed) => {
    expect(complete(typed).proposals).toEqual([]);
  });

  test('works while the tag keeps the text from being YAML', () => {
    const broken = TEMPLATE.replace('result[0] >= {{args.limit}}', '{{args.<|>');
    expect(argumentProposals(cursorIn({ 't.yaml': broken })).map(({ name }) => name)).toContain('limit');
  });

  test('offers nothing outside of metrics, and nothing in other kinds', () => {
    expect(argumentProposals(cursorIn({ 't.yaml': TEMPLATE.replace('"0.95"', '"{{args.<|>"') }))).toEqual([]);
    expect(argumentProposals(cursorIn({ 'r.yaml': ROLLOUT.replace('checkout\n', '"{{args.<|>"\n') }))).toEqual([]);
  });
});
