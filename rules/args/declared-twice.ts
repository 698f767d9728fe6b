import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { argumentEntries } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

const args = (second: string) =>
  template('interval: 1m', { args: `- name: env\n  value: live\n- name: ${second}` }).replace(
    'app="checkout"',
    'app="{{args.env}}"',
  );

export const declaredTwice = defineRule({
  id: 'args/declared-twice',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  docs: {
    summary: 'A list of arguments names one of them twice.',
    details: `In a template, two different values of one argument are refused; an entry without a value is dropped beside one with a value.
Among the arguments that a Rollout or an Experiment passes, the last one counts and the others are lost.`,
    references: ['argo-rollouts utils/analysis/helpers.go flattenArgs, MergeArgs'],
  },
  messages: {
    conflict: ({ name, first, second }: { name: string; first: string; second: string }) => ({
      message: `argument \`${name}\` is declared twice, as \`${first}\` and as \`${second}\``,
      why: `a Rollout that uses this template is refused ("Argument \`${name}\` specified multiple times with different values")`,
      help: 'keep one of the entries',
    }),
    twice: ({ name, isPassed }: { name: string; isPassed: boolean }) => ({
      message: `argument \`${name}\` is ${isPassed ? 'passed' : 'declared'} twice`,
      why: isPassed ? 'the last entry counts, this one is lost' : 'only one of the entries counts',
      help: 'keep one of the entries',
    }),
  },
  examples: {
    bad: [
      { yaml: args('env\n  value: test'), finds: ['conflict@env'] },
      { yaml: args('env'), finds: ['twice@env'] },
    ],
    good: [{ yaml: args('region\n  value: eu').replace('checkout-', '') }],
  },
  check(ctx) {
    const isTemplate = ctx.manifest.kind === 'AnalysisTemplate' || ctx.manifest.kind === 'ClusterAnalysisTemplate';
    const lists: JsonPath[] =
      isTemplate || ctx.manifest.kind === 'AnalysisRun'
        ? [['spec', 'args']]
        : ctx.uses.map(({ path }) => [...path, 'args']);
    for (const list of lists) {
      const entries = argumentEntries(ctx.manifest, list);
      const first = new Map([...entries].reverse().map((each) => [each.name, each]));
      const next = nextOfName(entries);
      for (const entry of entries) {
        const { name, path } = entry;
        const later = next.get(entry);
        const earlier = first.get(name) === entry ? undefined : first.get(name);
        // Of what is passed the earlier one is lost; of what is declared the later one is the odd one.
        const other = isTemplate ? earlier : later;
        if (other === undefined) continue;
        const related = [
          {
            at: { file: ctx.file.path, span: ctx.manifest.valueSpan([...other.path, 'name']) },
            label: 'the other one',
          },
        ];
        const at = ctx.manifest.valueSpan([...path, 'name']);
        const before = ctx.manifest.value([...other.path, 'value']);
        const value = ctx.manifest.value([...path, 'value']);
        if (isTemplate && typeof before === 'string' && typeof value === 'string' && before !== value) {
          ctx.report('conflict', { at, data: { name, first: before, second: value }, related });
        } else {
          ctx.report('twice', { at, data: { name, isPassed: !isTemplate }, related, severity: 'warning' });
        }
      }
    }
  },
});

type Entry = ReturnType<typeof argumentEntries>[number];

/** For each entry the next one of its name. */
function nextOfName(entries: readonly Entry[]): ReadonlyMap<Entry, Entry> {
  const next = new Map<Entry, Entry>();
  const seen = new Map<string | undefined, Entry>();
  for (const entry of [...entries].reverse()) {
    const later = seen.get(entry.name);
    if (later !== undefined) next.set(entry, later);
    seen.set(entry.name, entry);
  }
  return next;
}
