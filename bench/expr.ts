// How fast conditions are parsed, checked and evaluated. Run: node tools/run.mjs bench/expr.ts
import { checkCondition, evaluateCondition, evaluateResult, parseCondition, prepareExpr } from '../src/expr/index.ts';
import { FLOAT_SLICE } from '../src/expr/types/go-type.ts';
import { floatSlice } from '../src/expr/values/value.ts';

const CONDITIONS = [
  'result[0] >= 0.95',
  'len(result) == 0 || result[0] < 0.05',
  'all(result, # < 0.05) && !isNaN(result[0])',
  'isInf(result[0]) || isNaN(result[0]) || result[0] <= 0.01',
  'let total = sum(result); total > 0 && max(result) / total < 0.5',
];

const SECONDS = 1;

/** Calls `run` for about a second and returns the calls in one. */
function rate(run: (i: number) => void): number {
  for (let i = 0; i < 500; i++) run(i);
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  while (elapsed < SECONDS * 1000) {
    for (let i = 0; i < 100; i++) run(count++);
    elapsed = performance.now() - start;
  }
  return (count / elapsed) * 1000;
}

const pick = <T>(list: readonly T[], i: number): T => {
  const item = list[i % list.length];
  if (item === undefined) throw new Error('nothing to measure');
  return item;
};

function report(what: string, perSecond: number): void {
  console.log(`${what.padEnd(44)} ${Math.round(perSecond).toLocaleString('en').padStart(12)} /s`);
}

const started = performance.now();
await prepareExpr();
console.log(`loading the parser: ${(performance.now() - started).toFixed(0)} ms`);

report(
  'parse',
  rate((i) => void parseCondition(pick(CONDITIONS, i))),
);
report(
  'parse and check',
  rate((i) => void checkCondition(parseCondition(pick(CONDITIONS, i)), FLOAT_SLICE)),
);

const parsed = CONDITIONS.map(parseCondition);
const result = floatSlice([0.01, 0.02, 0.03]);
report(
  'evaluate, 3 values',
  rate((i) => void evaluateCondition(pick(parsed, i), result)),
);
const long = floatSlice(Array.from({ length: 1000 }, (_, i) => i / 1e6));
report(
  'evaluate, 1,000 values',
  rate((i) => void evaluateCondition(pick(parsed, i), long)),
);
report(
  'phase of a measurement, conditions parsed',
  rate((i) => void evaluateResult(result, pick(parsed, i), pick(parsed, i + 1))),
);
// What the same machine class gave before this parser existed: chevrotain 11 without recovery on short conditions.
console.log('for scale: a bare chevrotain grammar parses about 154,000 /s, a hand-written Pratt parser 550,000 /s');
