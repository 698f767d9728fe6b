import { evaluateCondition, FLOAT_SLICE, floatSlice } from '../../src/expr/index.ts';
import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, isResult } from '../../src/lint/kit/conditions/nodes.ts';
import {
  type Condition,
  type ConditionName,
  type ConditionSet,
  nameOfType,
} from '../../src/lint/kit/conditions/sets.ts';
import {
  alwaysError,
  datadogExample,
  ERROR_PATH,
  prometheusExample,
  webExample,
} from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const typeMismatch = defineRule({
  id: 'condition/type-mismatch',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition puts together what does not fit, whatever the answer is.',
    details: `The controller compiles a condition against the Go type of each result. What does not compile is an error in that measurement; a
guard in front does not help, since the whole condition is compiled. Where a provider's result can have several types (JSON), it is
reported only if none of them fits. With Datadog the result is nil where there is no data, and then every comparison is
refused: \`!isNil(result) && result < 5\` fails before \`isNil\` is asked.`,
    references: [
      'argo-rollouts utils/evaluate/evaluate.go EvalCondition',
      'expr-lang/expr checker',
      'argo-rollouts#1548',
      'pitfalls P04, P07, P16',
    ],
  },
  messages: {
    type: ({ message, name, type, help, users }: TypeData) => ({
      message: `\`${name}\` does not compile${type === undefined ? '' : ` where \`result\` is ${type}`}: ${message.trim()}${users}`,
      why: alwaysError(name, message),
      ...(help === undefined ? {} : { help }),
    }),
    nilGuard: ({ message, name, users }: { message: string; name: ConditionName; users: string }) => ({
      message: `\`isNil(result)\` does not guard \`${name}\`: without data it does not compile${users}`,
      why: `the whole condition is compiled before any of it is asked ("${message.trim()}"); ${ERROR_PATH}`,
      help: 'give the missing value a number: `default(result, 0) < …`',
    }),
  },
  examples: {
    bad: [
      { yaml: prometheusExample('successCondition: result && result[0] < 1'), finds: ['type@result && result[0] < 1'] },
      {
        title: 'No type of the JSON value fits both sides.',
        yaml: webExample("successCondition: result == 'n/a' || result > 0.95", '{$.rate}'),
        finds: ['type@result > 0.95'],
      },
      {
        yaml: datadogExample("successCondition: '!isNil(result) && result < 0.05'"),
        finds: ['nilGuard@!isNil(result) && result < 0.05'],
      },
    ],
    good: [
      { yaml: prometheusExample('successCondition: len(result) > 0 && result[0] < 1') },
      { yaml: webExample("successCondition: result == 'n/a' || asFloat(result) > 0.95", '{$.rate}') },
      { yaml: datadogExample('successCondition: default(result, 0) < 0.05') },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => mismatch(set, condition))))
      ctx.report('type', report);
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => nilGuard(set, condition))))
      ctx.report('nilGuard', report);
  },
});

interface TypeData {
  readonly message: string;
  readonly name: ConditionName;
  readonly type: string | undefined;
  readonly help: string | undefined;
  readonly users: string;
}

function mismatch(set: ConditionSet, condition: Condition) {
  const fault = faultOf(set, condition);
  const { name, parsed } = condition;
  if (fault?.code === 'type-mismatch') {
    const type = fault.type === undefined || fault.type === 'unknown' ? undefined : nameOfType(fault.type);
    const help = helpFor(fault.message, type);
    return { at: condition.toFile(fault.node?.span ?? fault.span), data: { message: fault.message, name, type, help } };
  }
  // default(result, 0) is the whole list: its type is known only when it runs.
  if (fault !== undefined || condition.open || condition.accepted?.type !== FLOAT_SLICE) return undefined;
  const [call] = callsOf(parsed.ast, 'default').filter(({ args }) => args[0] !== undefined && isResult(args[0]));
  if (call === undefined) return undefined;
  const verdict = evaluateCondition(parsed, floatSlice([1]));
  if (verdict.ok) return undefined;
  const help = '`default` gives the list itself: an empty list is not nil; write `len(result) > 0 && result[0] < …`';
  return {
    at: condition.toFile(call.node.span),
    data: { message: verdict.error.message, name, type: '[]float64', help },
  };
}

function nilGuard(set: ConditionSet, condition: Condition) {
  const error = condition.refusedNil?.errors[0];
  if (error === undefined || faultOf(set, condition) !== undefined) return undefined;
  if (callsOf(condition.parsed.ast, 'isNil').length === 0) return undefined;
  return {
    at: condition.toFile(condition.parsed.ast.span),
    data: { message: error.message, name: condition.name },
    severity: 'warning' as const,
  };
}

function helpFor(message: string, type: string | undefined): string | undefined {
  if (/\b(?:string and (?:int|float64)|(?:int|float64) and string)\b/.test(message))
    return 'a text that holds a number has to be read: `asFloat(result) > …`';
  if (type === 'float64' && /type float64\[int\] is undefined/.test(message))
    return 'the result is one number: compare `result` itself';
  if (type === '[]float64' && /(?:&&|\|\||and|or|!|not) \(mismatched type/.test(message))
    return 'there is no truthiness: ask `len(result) > 0 && result[0] < …`';
  return undefined;
}
