import { describe, expect, it } from 'vitest';
import { formatWithoutArguments } from '../../src/go/sprintf.ts';

describe('formatWithoutArguments', () => {
  it.each([
    ['plain', 'plain'],
    ['%d items', '%!d(MISSING) items'],
    ['100%', '100%!(NOVERB)'],
    ['a%%b', 'a%b'],
    ['%-5.2f', '%!f(MISSING)'],
    ['[:al%]pha:]', '[:al%!](MISSING)pha:]'],
    ['%[a-z]x', '%!x(BADINDEX)'],
    ['%*d', '%!(BADWIDTH)%!d(MISSING)'],
  ])('%j becomes %j', (text, printed) => {
    expect(formatWithoutArguments(text)).toBe(printed);
  });
});
