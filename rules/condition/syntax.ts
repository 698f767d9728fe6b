import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { alwaysError, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule, type Report } from '../../src/lint/rule.ts';

export const syntax = defineRule({
  id: 'condition/syntax',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition is no expression.',
    details: `Conditions are written in the language of expr-lang/expr. Nothing checks them before the first measurement; one that does not
parse makes every measurement an error, and the fifth in a row aborts the rollout. Words of other languages are told apart: \`AND\` is
\`&&\` or \`and\`, \`=\` is \`==\`, a binding is \`let x = …; …\` without \`in\`. In a plain YAML scalar \` #\` starts a
comment that cuts the condition; in a block scalar it is part of the condition, where only \`//\` and \`/* */\` are comments.`,
    references: [
      'expr-lang/expr parser',
      'argo-rollouts utils/evaluate/evaluate.go EvalCondition',
      'pitfalls P15, P101, P104',
    ],
  },
  messages: {
    syntax: ({ message, name, help, users }: SyntaxData) => ({
      message: `\`${name}\` is no expression: ${message}${users}`,
      why: alwaysError(name, message),
      ...(help === undefined ? {} : { help }),
    }),
    cut: ({
      message,
      name,
      rest,
      users,
    }: {
      message: string;
      name: Condition['name'];
      rest: string;
      users: string;
    }) => ({
      message: `\`${name}\` ends before \`${rest}\`: to YAML that is a comment${users}`,
      why: alwaysError(name, message),
      help: 'put the whole condition in single quotes',
    }),
  },
  examples: {
    bad: [
      { yaml: prometheusExample('successCondition: result[0] = 1'), finds: ['syntax@='] },
      { yaml: prometheusExample('successCondition: let x = result[0] in x < 1'), finds: ['syntax@1'] },
      {
        title: 'A comment to YAML, not to the controller.',
        yaml: prometheusExample('successCondition: all(result, # < 1)'),
        finds: ['cut@all(result,'],
        fixed: prometheusExample("successCondition: 'all(result, # < 1)'"),
      },
      {
        title: 'With the default of its argument.',
        yaml: prometheusExample('successCondition: result[0] < {{args.max}}', undefined, '- name: max\n  value: 5%'),
        finds: ['syntax@{{args.max}}'],
      },
    ],
    good: [
      { yaml: prometheusExample('successCondition: let x = result[0]; x < 1') },
      { yaml: prometheusExample("successCondition: 'all(result, # < 1)'") },
      {
        title: 'An argument without a value fits wherever it stands.',
        yaml: prometheusExample('successCondition: result[0] {{args.compared}} 1', undefined, '- name: compared'),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) =>
      set.all.map((condition) => {
        const fault = faultOf(set, condition);
        if (fault?.code !== 'syntax' || commentBehind(set, condition) !== undefined) return undefined;
        const { text } = condition;
        // What is missing at the end is reported at the last character.
        const span = fault.span.end > fault.span.start ? fault.span : lastCharacter(text.value);
        const help = helpFor(fault.message, condition);
        return { at: condition.toFile(span), data: { message: fault.message, name: condition.name, help } };
      }),
    ))
      ctx.report('syntax', report);
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => cutCondition(set, condition))))
      ctx.report('cut', report);
  },
});

interface SyntaxData {
  readonly message: string;
  readonly name: Condition['name'];
  readonly help: string | undefined;
  readonly users: string;
}

function cutCondition(set: ConditionSet, condition: Condition) {
  const fault = faultOf(set, condition);
  const rest = commentBehind(set, condition);
  if (fault?.code !== 'syntax' || rest === undefined) return undefined;
  const { name, field } = condition;
  const { span } = field.node;
  const whole = `${set.view.manifest.file.text.slice(span.start, span.end)}${rest}`.trimEnd();
  const edits = [
    { span: { start: span.start, end: span.start + whole.length }, text: `'${whole.replaceAll("'", "''")}'` },
  ];
  const fix: Report<unknown>['fix'] = { kind: 'unsafe', title: 'quote the whole condition', edits };
  return { at: span, data: { message: fault.message, name, rest: rest.trim() }, fix };
}

/** What YAML takes for a comment behind a plain scalar, if more of the condition may stand there. */
function commentBehind({ view }: ConditionSet, { field: { node }, text, parsed }: Condition): string | undefined {
  const source = text.value;
  if (node.style !== 'plain' || parsed.errors[0] === undefined) return undefined;
  const opened = (source.match(/[([{]/g) ?? []).length > (source.match(/[)\]}]/g) ?? []).length;
  if (!opened && !/(?:[,&|<>=]|\band|\bor)$/.test(source)) return undefined;
  return /^[ \t]+#[^\r\n]*/.exec(view.manifest.file.text.slice(node.span.end, node.span.end + 1_000))?.[0];
}

const lastCharacter = (text: string) => {
  const end = text.trimEnd().length;
  return { start: Math.max(0, end - 1), end };
};

function helpFor(message: string, { text, field }: Condition): string | undefined {
  const { value } = text;
  if (message === 'unexpected token Operator("=")') return 'compare with `==`';
  const word = /^unexpected token Identifier\("(\w+)"\)$/.exec(message)?.[1];
  if (word === 'AND' || word === 'OR' || word === 'NOT' || word === 'IN')
    return `operators are written in small letters: \`${word.toLowerCase()}\``;
  if (/\blet\b[^;]*\bin\b/.test(value)) return 'a binding ends with a semicolon: `let x = result[0]; x < 1`';
  if (message === 'unexpected token Operator("#")' && field.node.style !== 'plain')
    return '`#` starts no comment here: remove it, or write `//`';
  if (/\d\s*%\s*(?:$|[)&|])/.test(value)) return '`%` is the remainder of a division: write 5 % as `0.05`';
  if (value.includes('<>')) return 'not equal is `!=`';
  if (value.includes('===')) return 'compare with `==`';
  return undefined;
}
