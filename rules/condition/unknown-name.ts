import { BUILTIN_NAMES } from '../../src/expr/index.ts';
import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import type { Condition, ConditionName, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { alwaysError, prometheusExample, webExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule, type ProposedEdit, type Report } from '../../src/lint/rule.ts';
import { nearest } from '../../src/text/nearest.ts';

export const unknownName = defineRule({
  id: 'condition/unknown-name',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition uses a name that does not exist.',
    details: `A condition knows \`result\`, the functions \`asInt\`, \`asFloat\`, \`isNaN\`, \`isInf\`, \`isNil\` and \`default\`, and the builtins of
expr-lang; case counts. An argument is not a name: \`{{args.x}}\` is replaced before the condition is read. A word
without quotes is a name too, not a text. With a plugin provider the plugin decides what a condition is, so it is a warning there.`,
    references: ['argo-rollouts utils/evaluate/evaluate.go EvalCondition', 'pitfall P101'],
  },
  messages: {
    unknown: ({ word, message, name, help, users }: UnknownData) => ({
      message: `\`${word}\` is no name that \`${name}\` knows${users}`,
      why: alwaysError(name, message),
      help,
    }),
  },
  examples: {
    bad: [
      { yaml: prometheusExample('successCondition: Result[0] < 5'), finds: ['unknown@Result'] },
      {
        title: 'An argument without its braces.',
        yaml: prometheusExample(
          'successCondition: result[0] < asFloat(args.max)',
          undefined,
          "- name: max\n  value: '5'",
        ),
        finds: ['unknown@args.max'],
        fixed: prometheusExample(
          'successCondition: result[0] < asFloat({{args.max}})',
          undefined,
          "- name: max\n  value: '5'",
        ),
      },
      {
        title: 'A text without quotes.',
        yaml: webExample('successCondition: result == pass', '{$.verdict}'),
        finds: ['unknown@pass'],
      },
    ],
    good: [
      { yaml: prometheusExample('successCondition: result[0] < 5') },
      { yaml: webExample("successCondition: result == 'pass'", '{$.verdict}') },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => unknownIn(set, condition))))
      ctx.report('unknown', report);
  },
});

interface UnknownData {
  readonly word: string;
  readonly message: string;
  readonly name: ConditionName;
  readonly help: string;
  readonly users: string;
}

function unknownIn(set: ConditionSet, condition: Condition) {
  const fault = faultOf(set, condition);
  if (fault?.code !== 'unknown-name') return undefined;
  const word = fault.message.slice('unknown name '.length);
  const { value } = condition.text;
  const argument = word === 'args' ? /^args\.([\w.-]*\w)/.exec(value.slice(fault.span.start))?.[1] : undefined;
  const span =
    argument === undefined
      ? fault.span
      : { start: fault.span.start, end: fault.span.start + 'args.'.length + argument.length };
  const shown = value.slice(span.start, span.end);
  const at = condition.toFile(span);
  const edits: readonly ProposedEdit[] = [{ span: at, text: `{{${shown}}}` }];
  const fix: Report<unknown>['fix'] | undefined =
    argument === undefined || shown === value.trim()
      ? undefined
      : { kind: 'unsafe', title: `write {{${shown}}}`, edits };
  return {
    at,
    data: {
      word: shown,
      message: fault.message,
      name: condition.name,
      help: helpFor(word, argument, value.slice(span.end)),
    },
    ...(set.provider === 'plugin' ? { severity: 'warning' as const } : {}),
    ...(fix === undefined ? {} : { fix }),
  };
}

const NAMES = ['result', 'asInt', 'asFloat', 'isNaN', 'isInf', 'isNil', 'default', 'true', 'false', 'nil'];

const WORDS: ReadonlyMap<string, string> = new Map([
  ['nan', 'NaN has no name, and equals nothing: ask `isNaN(result[0])`'],
  ['null', 'the name is `nil`'],
  ['none', 'the name is `nil`'],
  ['undefined', 'the name is `nil`'],
  ['length', 'the number of elements is `len(result)`'],
  ['size', 'the number of elements is `len(result)`'],
  ['count', 'the number of elements is `len(result)`'],
  ['value', 'what was measured is `result`'],
  ['values', 'what was measured is `result`'],
  ['response', 'what was measured is `result`: the body, or what `jsonPath` selects of it'],
  ['body', 'what was measured is `result`: the body, or what `jsonPath` selects of it'],
  ['$', 'a condition is no JSONPath: what `jsonPath` selects is `result`, a field of it `result.name`'],
]);

function helpFor(word: string, argument: string | undefined, rest: string): string {
  if (argument !== undefined) return `an argument is written \`{{args.${argument}}}\``;
  const known = WORDS.get(word.toLowerCase());
  if (known !== undefined) return known;
  const near = nearest(word, [...NAMES, ...BUILTIN_NAMES]);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return rest.startsWith('(')
    ? 'functions are those of expr-lang, and asInt, asFloat, isNaN, isInf, isNil and default'
    : `a text needs quotes: \`'${word}'\`; what was measured is \`result\``;
}
