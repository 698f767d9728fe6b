import { describe, expect, test } from 'vitest';
import { progressBar } from '../../src/cli/progress.ts';

function terminal(isTTY: boolean) {
  const state = { text: '', now: 0 };
  const write = (text: string): void => {
    state.text += text;
  };
  const stderr = { isTTY, columns: 60, write };
  return { state, io: { stderr, now: () => state.now } };
}

describe('the progress bar', () => {
  test('shows after a second, ten times a second at most, and goes away', () => {
    const { state, io } = terminal(true);
    const bar = progressBar(io, 'reading');
    bar.show({ done: 1, total: 4, text: 'a' });
    expect(state.text).toBe('');
    state.now = 1_000;
    bar.show({ done: 2, total: 4, text: '20 samples' });
    expect(state.text).toContain('reading ████████████░░░░░░░░░░░░  50 %  20 samples');
    const shown = state.text;
    state.now = 1_050;
    bar.show({ done: 3, total: 4, text: '30 samples' });
    expect(state.text).toBe(shown);
    bar.clear();
    bar.clear();
    expect(state.text).toBe(`${shown}\r\u001b[K`);
  });

  test('says what it can where the end is unknown, within the line', () => {
    const { state, io } = terminal(true);
    const bar = progressBar(io, 'reading');
    state.now = 2_000;
    bar.show({ done: 7, total: undefined, text: 'x'.repeat(100) });
    expect(state.text).toMatch(/^\rreading {2}x{50}/);
    expect(state.text.length).toBeLessThan(66);
  });

  test('is nothing outside of a terminal', () => {
    const { state, io } = terminal(false);
    const bar = progressBar(io, 'reading');
    state.now = 9_000;
    bar.show({ done: 1, total: 2, text: '' });
    bar.clear();
    expect(state.text).toBe('');
  });
});
