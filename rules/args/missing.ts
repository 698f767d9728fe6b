import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { listed } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import { nearest } from '../../src/text/nearest.ts';
import { bindingsOfUse } from '../../src/workspace/bindings.ts';
import type { AnalysisUse, BoundArgument, UseKind, Workspace } from '../../src/workspace/workspace.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

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
the controller refuses the Rollout, and an Experiment cannot start its analysis.`,
    references: [
      'argo-rollouts utils/analysis/helpers.go ResolveArgs',
      'argo-rollouts#872',
      'argo-rollouts#1052',
      'argo-rollouts#1208',
    ],
  },
  messages: {
    missing: ({ names, template: name, use, kind }: MissingData) => ({
      message: `${use} passes no ${listed(names, 'or')}, which template \`${name}\` needs`,
      why: consequence(kind, names[0] ?? '', use),
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
    const found = new Map<string, Missing[]>();
    for (const use of ctx.uses) {
      if (use.user.partial) continue;
      for (const { template: bound, names } of missingOf(ctx.workspace, use)) {
        if (use.kind === 'analysisRun') {
          for (const { name, passed } of names) {
            ctx.report('own', { at: ctx.manifest.valueSpan([...(passed?.path ?? []), 'name']), data: { name } });
          }
          continue;
        }
        const key = JSON.stringify([bound.file.path, bound.name, names.map(({ name }) => name)]);
        found.set(key, [...(found.get(key) ?? []), { use, bound, names, path: placeOf(use, bound) }]);
      }
    }
    for (const [first, ...others] of found.values()) {
      if (first === undefined) continue;
      const { use, bound, names, path } = first;
      ctx.report('missing', {
        at: ctx.manifest.valueSpan(path),
        data: { names: names.map(({ name }) => name), template: bound.name ?? '', use: use.title, kind: use.kind },
        related: [
          ...names.flatMap(({ declared }) =>
            declared === undefined
              ? []
              : [
                  {
                    at: { file: bound.file.path, span: bound.valueSpan([...declared.path, 'name']) },
                    label: 'declared here without a value',
                  },
                ],
          ),
          ...others.map((other) => ({
            at: { file: ctx.file.path, span: ctx.manifest.valueSpan(other.path) },
            label: 'nor is it passed here',
          })),
        ],
      });
    }
  },
});

interface MissingData {
  readonly names: readonly string[];
  readonly template: string;
  readonly use: string;
  readonly kind: UseKind;
}

interface Missing {
  readonly use: AnalysisUse;
  readonly bound: Manifest;
  readonly names: readonly BoundArgument[];
  readonly path: JsonPath;
}

/** The arguments of each template that nobody gives a value, each told once; what is misspelt is left to args/unknown. */
function missingOf(workspace: Workspace, use: AnalysisUse) {
  const told = new Set<string>();
  return bindingsOfUse(workspace, use).flatMap(({ template: bound, args }) => {
    const stray = [...args.values()].filter(({ declared }) => declared === undefined).map(({ name }) => name);
    const lacking = [...args.values()].filter(
      ({ name, origin, declared }) => origin === 'missing' && declared?.manifest === bound && !told.has(name),
    );
    for (const { name } of lacking) told.add(name);
    const names = lacking.filter(({ name }) => !stray.some((each) => nearest(each, [name]) !== undefined));
    return names.length === 0 ? [] : [{ template: bound, names }];
  });
}

/** The reference that leads to the template. */
function placeOf(use: AnalysisUse, bound: Manifest): JsonPath {
  const direct = use.references.find(
    ({ lookup, via }) => via.length === 0 && lookup.status === 'found' && lookup.manifest === bound,
  );
  return [...((direct ?? use.references[0])?.path ?? use.path), 'templateName'];
}

function consequence(kind: UseKind, name: string, use: string): string {
  switch (kind) {
    case 'step':
    case 'prePromotion':
    case 'postPromotion':
      return refused(`args.${name} was not resolved`);
    case 'background':
      return 'the controller refuses the Rollout: it is Degraded with InvalidSpec';
    case 'experiment':
    case 'experimentStep':
    case 'analysisRun':
      return `the analysis ends in Error before it starts ("args.${name} was not resolved"), and ${use.startsWith('Rollout') ? 'the rollout aborts' : 'the Experiment fails'}`;
  }
}
