import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

describe('nearest', () => {
  test.each<[string, string[], string | undefined]>([
    ['sucessCondition', ['failureCondition', 'successCondition'], 'successCondition'],
    ['SuccessCondition', ['successCondition'], 'successCondition'],
    ['service_name', ['service-name', 'namespace'], 'service-name'],
    ['intreval', ['initialDelay', 'interval'], 'interval'],
    ['coutn', ['count'], 'count'],
    ['cat', ['bat', 'hat'], 'bat'],
    ['metric', ['provider', 'interval'], undefined],
    ['to', ['no', 'do'], undefined],
    ['TO', ['to'], 'to'],
    ['a', ['b', 'A'], undefined],
    ['', ['a'], undefined],
    ['count', ['count'], undefined],
    ['args', [], undefined],
  ])('%s among %j is %s', (name, candidates, found) => {
    expect(nearest(name, candidates)).toBe(found);
  });

  test('one slip in a name of three letters or more is found', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 4, maxLength: 20 });
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('drop', 'double', 'swap', 'replace'), (candidate, place, slip) => {
        const at = place % (candidate.length - 1);
        const [before, here, next, after] = [
          candidate.slice(0, at),
          candidate[at],
          candidate[at + 1],
          candidate.slice(at + 2),
        ];
        const slipped = {
          drop: before + next + after,
          double: before + here + here + next + after,
          swap: before + next + here + after,
          replace: `${before}x${next}${after}`,
        }[slip];
        fc.pre(slipped !== candidate);
        expect(nearest(slipped, ['zzzzzzzz', candidate])).toBe(candidate);
      }),
    );
  });

  test('the answer is a candidate, and long names take no time', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, candidates) => {
        const found = nearest(name, candidates);
        expect(found === undefined || candidates.includes(found)).toBe(true);
      }),
    );
    const start = performance.now();
    nearest('a'.repeat(3000), ['b'.repeat(3000), 'ab'.repeat(1500)]);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
