import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { inProcess, play, printScenario, readScenario } from './scenario.ts';

const FOLDER = 'test/scenarios';
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.txt'));

describe('scenarios', () => {
  test.each(files)('%s', async (file) => {
    const text = readFileSync(path.join(FOLDER, file), 'utf8');
    const scenario = readScenario(text);
    expect(scenario.sections.some(({ name }) => name === 'exit')).toBe(true);
    const played = printScenario(await play(scenario, inProcess));
    if (process.env['UPDATE_SCENARIOS']) writeFileSync(path.join(FOLDER, file), played);
    else expect(played).toBe(text);
  });
});
