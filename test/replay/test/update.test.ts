import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { updateText } from '../../../src/replay/test/update.ts';
import { onlyCase, readTests, run, samples } from './support.ts';

/** The text with what happens written into it. */
async function updated(text: string): Promise<string> {
  const { cases, problems } = await readTests(text);
  expect(problems).toEqual([]);
  const updates = [];
  for (const test of cases) {
    const result = await run(test);
    if (result.kind === 'refused') throw new Error(result.problem.text);
    const isEmpty = test.expect === undefined || test.expect.entries.length === 0;
    if (isEmpty || result.mismatches.length > 0) updates.push({ test, ...result });
  }
  return updateText(text, updates);
}

const head = (subject: string, good = 96): string =>
  `# a gate\nmanifests: [.] # here\n${subject}\n${samples(good)}tests:\n`;
const RUN = head('template: success-rate');

describe('--update', () => {
  test('changes what is otherwise, and no other character', async () => {
    const before = `${RUN}  - name: a   # first
    expect:
      verdict:   "Successful"   # really?

      metrics: {success-rate: {failed: 1, measurements: [{at: +30s,  value: 0.9}, {phase: Failed}]}} # all
  - name: b
    expect: {at: 1970-01-01T00:00:59Z, message: 'old'}
# the end`;
    expect(await updated(before)).toBe(`${RUN}  - name: a   # first
    expect:
      verdict:   Failed   # really?

      metrics: {success-rate: {failed: 3, measurements: [{at: +30s,  value: 0.96}, {phase: Failed}]}} # all
  - name: b
    expect: {at: 1970-01-01T00:01:00Z, message: Metric "success-rate" assessed Failed due to failed (3) > failureLimit (2)}
# the end`);
  });

  test.each([
    ['no expect', '  - name: a # why\n'],
    ['no expect, and no line end', '  - name: a'],
    ['an empty one', '  - name: a\n    expect: {}\n'],
    ['one without a value', '  - name: a\n    expect:   # to come\n'],
    ['one without a value, before other keys', '  - name: a\n    expect:\n    until: +10m\n'],
    ['a test in brackets', '  - {name: a}\n'],
    ['a test in brackets with an empty one', '  - {name: a, expect: {}, until: +10m}\n'],
    ['two tests', '  - name: a\n\n  # the other\n  - name: b\n    until: +10m\n'],
    ['items that are not indented', '- name: a\n- name: b\n'],
    ['Windows line ends', '  - name: a\r\n    until: +10m\r\n  - name: b\r\n'],
  ])('%s: writes all that happened, once', async (_, tests) => {
    for (const subject of ['template: success-rate', 'rollout: shop']) {
      const text = tests.includes('\r') ? head(subject).replaceAll('\n', '\r\n') + tests : head(subject) + tests;
      const after = await updated(text);
      expect(after).not.toBe(text);
      const { cases, problems } = await readTests(after);
      expect(problems).toEqual([]);
      for (const test of cases) expect(await run(test)).toMatchObject({ kind: 'played', mismatches: [] });
      expect(cases.every(({ expect: written }) => (written?.entries.length ?? 0) > 2)).toBe(true);
      expect(await updated(after)).toBe(after);
      if (tests.includes('\r')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
      for (const comment of text.match(/#.*/g) ?? []) expect(after).toContain(comment);
    }
  });

  test.each([
    ['a measurement at another time', '{metrics: {success-rate: {measurements: [{at: +31s, phase: Failed}]}}}'],
    ['a metric of another name', '{metrics: {rate: {phase: Failed}}}'],
    [
      'too many measurements',
      '\n      metrics:\n        success-rate:\n          measurements:\n          - {phase: Failed}\n          - {}\n          - {}\n          - {}',
    ],
    ['a value where there is none', '{metrics: {success-rate: {measurements: [{value: [1, 2]}]}}}'],
  ])('%s: the list is written anew', async (_, expectation) => {
    const after = await updated(`${RUN}  - name: a\n    expect: ${expectation}\n`);
    expect(await run(await onlyCase(after))).toMatchObject({ kind: 'played', mismatches: [] });
    expect(await updated(after)).toBe(after);
  });

  test.each([
    '{rollout: {weight: 50, step: 9}}',
    '{steps: [{step: 7, at: +1m}]}',
    '{runs: [{of: background}]}',
    '{runs: [{at: +1s, phase: Error}]}',
  ])('of a Rollout: %s', async (expectation) => {
    const text = `${head('rollout: shop')}  - name: a\n    expect: ${expectation}\n`;
    const after = await updated(text);
    expect(await run(await onlyCase(after))).toMatchObject({ kind: 'played', mismatches: [] });
  });

  test('whatever is expected otherwise, once it is written it is expected, and nothing else has changed', async () => {
    const parts: Readonly<Record<string, readonly string[]>> = {
      verdict: ['healthy', 'aborted', 'Failed'],
      at: ['+2m', '+5s', '1970-01-01T00:00:10Z'],
      message: ['"x: y"', 'z'],
      'rollout.step': ['1', '4'],
      'rollout.weight': ['0', '12.5'],
      steps: ['[{step: 1, at: +0s}]', '[{step: 9, at: +0s}]', '\n      - step: 3\n        at: +1s # soon'],
      runs: ['[{of: step, phase: Error, metrics: {success-rate: {count: 7}}}]', '\n      - {template: x}'],
    };
    const choices = Object.entries(parts).map(([key, texts]) =>
      fc.option(fc.constantFrom(...texts).map((text) => [key, text] as const)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...choices),
        fc.constantFrom('rollout: shop', 'rollout: twice'),
        async (chosen, subject) => {
          const lines = chosen.flatMap((each) => {
            if (each === null) return [];
            const [key, text] = each;
            const [outer, inner] = key.split('.');
            return [inner === undefined ? `      ${outer}: ${text}` : `      ${outer}: {${inner}: ${text}} # ${inner}`];
          });
          const keys = new Set(lines.map((line) => line.slice(0, line.indexOf(':'))));
          fc.pre(lines.length > 0 && keys.size === lines.length);
          const before = `${head(subject)}  - name: a\n    expect:`;
          const after = await updated(`${before}\n${lines.join('\n')}\n# end\n`);
          expect(after.startsWith(before)).toBe(true);
          expect(after.endsWith('\n# end\n')).toBe(true);
          expect(await run(await onlyCase(after))).toMatchObject({ kind: 'played', mismatches: [] });
          expect(await updated(after)).toBe(after);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('an empty answer that no condition could judge has no value to write', async () => {
    const text = `manifests: [.]\ntemplate: success-rate\ninterval: 15s\nseries: [{series: other, values: 0x60}]\ntests:\n  - name: a\n    expect: {metrics: {success-rate: {measurements: [{at: +0s, value: 1}]}}}\n`;
    const after = await updated(text);
    expect(await run(await onlyCase(after))).toMatchObject({ kind: 'played', mismatches: [] });
    expect(after).toContain('phase: Error');
  });
});
