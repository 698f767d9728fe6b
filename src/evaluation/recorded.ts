import { PromqlEngine } from '../promql/engine/engine.ts';
import type { EngineSettings } from '../promql/engine/settings.ts';
import type { Storage } from '../promql/engine/storage.ts';
import type { Evaluator } from '../promql/evaluator.ts';
import { preparePromql } from '../promql/prepare.ts';

/** Answers from recorded series with the embedded engine. */
export function recordedEvaluator(storage: Storage, settings: Partial<EngineSettings> = {}): Evaluator {
  const engine = new PromqlEngine(settings);
  return {
    async instant(query, timeMs, options) {
      await preparePromql();
      return engine.instant(storage, query, timeMs, options);
    },
    async range(query, times, options) {
      await preparePromql();
      return engine.range(storage, query, times, options);
    },
  };
}
