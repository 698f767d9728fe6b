import { listed } from '../../src/lint/kit/arguments.ts';
import { canary, documents, template } from '../../src/lint/kit/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { nearest } from '../../src/text/nearest.ts';
import { bindingsOfUse } from '../../src/workspace/bindings.ts';

const STEP = (args: string) =>
  canary(`steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate${args}`);
const USED = template('interval: 1m\ncount: 3', { args: '- name: service' }).replace(
  'app="checkout"',
  'app="{{args.service}}"',
);

export const missing = defineRule({
  id: 'args/missing',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'Experiment', 'AnalysisRun'],
  docs: {
    summary: 'A template declares an argument without a value, and its user passes none.',
    details: `An argument without \`value\` or \`valueFrom\` must come from whoever uses the template, also where no metric uses it. Otherwise
the AnalysisRun is never created: for background analysis the Rollout is refused, for steps and promotions the reconciliation fails again and
again, and the rollout stays where it is.`,
    references: [
      'argo-rollouts utils/analysis/helpers.go ResolveArgs',
      'argo-rollouts#872',
      'argo-rollouts#1052',
      'argo-rollouts#1208',
    ],
  },
  messages: {
    missing: ({
      names,
      template: name,
      use,
      isBackground,
    }: {
      names: readonly string[];
      template: string;
      use: string;
      isBackground: boolean;
    }) => ({
      message: `${use} passes no ${listed(names, 'or')}, which template \`${name}\` needs`,
      why: isBackground
        ? 'the controller refuses the Rollout: it is Degraded with InvalidSpec'
        : `no AnalysisRun is created ("args.${names[0]} was not resolved"), and the rollout waits for ever`,
      help: `pass ${names.length === 1 ? 'it' : 'them'} under \`args\`, or give ${names.length === 1 ? 'it' : 'them'} a \`value\` in the template`,
    }),
    own: ({ name }: { name: string }) => ({
      message: `argument \`${name}\` has no value`,
      why: `the run ends in Error before the first measurement ('argument "${name}" was not supplied')`,
      help: 'an AnalysisRun has nobody to pass it: give it a `value` or a `valueFrom.secretKeyRef`',
    }),
  },
  examples: {
    bad: [{ yaml: documents(STEP(''), USED), finds: ['missing@error-rate'] }],
    good: [{ yaml: documents(STEP('\n      args:\n        - name: service\n          value: checkout'), USED) }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (use.user.partial) continue;
      const told = new Set<string>();
      for (const { template: bound, args } of bindingsOfUse(ctx.workspace, use)) {
        const lacking = [...args.values()].filter(
          ({ name, origin, declared }) => origin === 'missing' && declared?.manifest === bound && !told.has(name),
        );
        // What is passed under a name that is nearly the declared one: args/unknown says so.
        const stray = [...args.values()].filter(({ declared }) => declared === undefined).map(({ name }) => name);
        const named = lacking.filter(({ name }) => !stray.some((each) => nearest(each, [name]) !== undefined));
        for (const { name } of lacking) told.add(name);
        if (use.kind === 'analysisRun') {
          for (const { name, passed } of named) {
            ctx.report('own', { at: ctx.manifest.valueSpan([...(passed?.path ?? []), 'name']), data: { name } });
          }
          continue;
        }
        if (named.length === 0) continue;
        const reference = use.references.find(
          ({ lookup, via }) => via.length === 0 && lookup.status === 'found' && lookup.manifest === bound,
        );
        const place = reference ?? use.references[0];
        ctx.report('missing', {
          at: ctx.manifest.valueSpan([...(place?.path ?? use.path), 'templateName']),
          data: {
            names: named.map(({ name }) => name),
            template: bound.name ?? '',
            use: use.title,
            isBackground: use.kind === 'background',
          },
          related: named.flatMap(({ declared }) =>
            declared === undefined
              ? []
              : [
                  {
                    at: { file: bound.file.path, span: bound.valueSpan([...declared.path, 'name']) },
                    label: 'declared here without a value',
                  },
                ],
          ),
        });
      }
    }
  },
});
