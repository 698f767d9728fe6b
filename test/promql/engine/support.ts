import { PromqlEngine } from '../../../src/promql/engine/engine.ts';
import type { QueryResult, QueryValue } from '../../../src/promql/engine/result.ts';
import type { EngineSettings } from '../../../src/promql/engine/settings.ts';
import type { Storage } from '../../../src/promql/engine/storage.ts';
import { parseScript } from '../../conformance/promqltest/script.ts';
import { ScriptStore } from '../../conformance/promqltest/store.ts';

/** A storage from the lines of a load command: `load 1m`, then a series a line. */
export function load(script: string): Storage {
  const store = new ScriptStore();
  for (const command of parseScript(script)) if (command.kind === 'load') store.load(command);
  return store.storage;
}

export const MINUTE = 60_000;

/** The value, or the error as a text. */
export function ask(storage: Storage, query: string, timeMs: number, settings: Partial<EngineSettings> = {}): unknown {
  return plain(new PromqlEngine(settings).instant(storage, query, timeMs));
}

export function askRange(
  storage: Storage,
  query: string,
  [startMs, endMs, stepMs]: readonly [number, number, number],
  settings: Partial<EngineSettings> = {},
): unknown {
  return plain(new PromqlEngine(settings).range(storage, query, { startMs, endMs, stepMs }));
}

function plain({ value, error }: QueryResult): unknown {
  return value === undefined ? `${error.type}: ${error.message}` : plainValue(value);
}

/** Vectors as `{labels: value}`, matrices as `{labels: {time: value}}`. */
function plainValue(value: QueryValue): unknown {
  switch (value.type) {
    case 'scalar':
    case 'string':
      return value.value;
    case 'vector':
      return Object.fromEntries(value.samples.map((sample) => [sample.labels.toString(), sample.value]));
    case 'matrix':
      return Object.fromEntries(
        value.series.map(({ labels, timestampsMs, values }) => [
          labels.toString(),
          Object.fromEntries(Array.from(timestampsMs, (time, i) => [time, values[i]])),
        ]),
      );
  }
}
