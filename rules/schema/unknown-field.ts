import { canary, rollout, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule, type Report } from '../../src/lint/rule.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import type { Replacement, UnknownField } from '../../src/manifest/schema/problem.ts';
import { problemsOf } from '../../src/manifest/schema/validate.ts';
import { pathText } from '../../src/manifest/schema/words.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

interface Data {
  /** `spec.metrics[0]`, or the kind for the object itself. */
  readonly object: string;
  readonly name: string;
}

const WHY =
  '`kubectl apply` refuses the object; Helm and other clients store it without the field, which then does nothing';

const unknown = ({ object, name }: Data) => ({ message: `\`${object}\` has no field \`${name}\``, why: WHY });

const MANY = 10;

export const unknownField = defineRule({
  id: 'schema/unknown-field',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'An object has a field that the API does not know.',
    details: `The API server drops every field that the custom resource definition lacks (pruning). Before that, a client may ask it to refuse
such an object: \`kubectl\` does so by default (\`--validate=strict\`, since 1.25); Helm does not, and \`--validate=warn\` only prints a warning.
What was dropped has no effect: a misplaced \`interval\` makes a metric measure once, a misplaced \`duration\` makes a pause wait for ever.

Names are compared letter by letter. \`kubectl argo rollouts lint\` takes \`successcondition\` for \`successCondition\`, since it decodes
with Go's encoding/json, which ignores case; the API server does not.

The pod template and the inner parts of a Job are not looked at.`,
    references: [
      'k8s.io/apiextensions-apiserver pkg/apiserver/schema/pruning PruneWithOptions',
      'argo-rollouts manifests/crds',
      'argo-rollouts pkg/kubectl-argo-rollouts/cmd/lint/lint.go unmarshal',
    ],
  },
  messages: {
    case: ({ right, ...data }: Data & { right: string }) => ({
      ...unknown(data),
      help: `write \`${right}\`: names of fields are compared letter by letter`,
    }),
    misspelt: ({ right, ...data }: Data & { right: string }) => ({
      ...unknown(data),
      help: `did you mean \`${right}\`?`,
    }),
    misplaced: ({ help, ...data }: Data & { help: string }) => ({ ...unknown(data), help }),
    unknown: ({ fields, ...data }: Data & { fields: readonly string[] }) => ({
      ...unknown(data),
      ...(fields.length === 0 || fields.length > MANY
        ? {}
        : { help: `it has ${fields.map((field) => `\`${field}\``).join(', ')}` }),
    }),
  },
  examples: {
    bad: [
      {
        title: 'A field in other letters',
        yaml: template('successcondition: result[0] < 0.05\nfailureCondition: result[0] >= 0.05'),
        finds: ['case@successcondition'],
        fixed: template('successCondition: result[0] < 0.05\nfailureCondition: result[0] >= 0.05'),
      },
      {
        title: 'A field of the metric inside the provider',
        yaml: template(`count: 3
provider:
  prometheus:
    address: http://prometheus.monitoring:9090
    query: sum(rate(http_requests_total{code=~"5.."}[2m])) or vector(0)
    interval: 1m`),
        finds: ['misplaced@interval'],
      },
      {
        title: 'A duration beside the pause',
        yaml: canary('steps:\n  - setWeight: 20\n  - pause: {}\n    duration: 5m'),
        finds: ['misplaced@duration'],
      },
      {
        title: 'The canary’s steps in a blue-green strategy',
        yaml: rollout('strategy:\n  blueGreen:\n    activeService: checkout\n    steps:\n      - setWeight: 20'),
        finds: ['misplaced@steps'],
      },
      {
        title: 'A name from the probes of a pod',
        yaml: template('initialDelaySeconds: 30'),
        finds: ['misspelt@initialDelaySeconds'],
        fixed: template('initialDelay: 30s'),
      },
    ],
    good: [
      { yaml: template('initialDelay: 30s\ninterval: 1m\ncount: 3') },
      { yaml: canary('steps:\n  - setWeight: 20\n  - pause: { duration: 5m }') },
    ],
  },
  check(ctx) {
    const { manifest } = ctx;
    for (const problem of problemsOf(manifest, 'unknown-field', { target: ctx.settings.target.argoRollouts })) {
      const parent = problem.path.slice(0, -1);
      const at = manifest.keySpan(problem.path);
      const data = { object: pathText(parent) || manifest.kind, name: problem.name };
      const help = helpOf(problem);
      const { nearest } = problem;
      if (nearest !== undefined) {
        const { name, certain, value } = nearest;
        ctx.report(certain ? 'case' : 'misspelt', {
          at,
          data: { ...data, right: value === undefined ? name : `${name}: ${value.text}` },
          ...fixOf(manifest, problem.path, name, certain, value),
        });
      } else if (help !== undefined) ctx.report('misplaced', { at, data: { ...data, help } });
      else ctx.report('unknown', { at, data: { ...data, fields: problem.valid } });
    }
  },
});

/** Renames the field, and mends its value where the right field takes another type. */
function fixOf(
  manifest: Manifest,
  path: JsonPath,
  name: string,
  certain: boolean,
  value: Replacement | undefined,
): Pick<Report<unknown>, 'fix'> {
  const node = manifest.node(path);
  if (manifest.node([...path.slice(0, -1), name]) !== undefined) return {};
  if (value !== undefined && node?.kind !== 'scalar') return {};
  const edits = [{ span: manifest.keySpan(path), text: name }];
  if (value !== undefined && node !== undefined) edits.push({ span: node.span, text: value.text });
  const kind = certain && (value?.certain ?? true) ? 'safe' : 'unsafe';
  return { fix: { kind, title: `Rename to ${name}`, edits } };
}

/** What to do with a field that has a place elsewhere, or a meaning of which much is known. */
function helpOf({ name, belongs, meant }: UnknownField): string | undefined {
  if (meant !== undefined) return meant.note ?? `write \`${meant.write}\``;
  if (belongs === undefined) return undefined;
  const { relation, object, example, present, kind } = belongs;
  if (present) return `it stands in \`${object}\` already: remove it here`;
  switch (relation) {
    case 'above':
      return `move it up to \`${object}\`: \`${example}\``;
    case 'inside':
      return `write \`${example}\``;
    case 'elsewhere':
      return `\`${name}\` is a field of \`${object}\``;
    case 'kind':
      return `\`${name}\` is a field of a${/^[AE]/.test(kind ?? '') ? 'n' : ''} ${kind}, in \`${object}\``;
  }
}
