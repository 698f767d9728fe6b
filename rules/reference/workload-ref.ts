import { rollout } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { optionalObject, textOf } from '../../src/manifest/controller/read.ts';
import { nearest } from '../../src/text/nearest.ts';

const REF = (apiVersion: string, kind: string, name: string) =>
  rollout(
    'strategy:\n  canary: {}',
    `workloadRef:\n  apiVersion: ${apiVersion}\n  kind: ${kind}\n  name: ${name}`,
  ).replace(/ {2}template:\n[\s\S]*?(?= {2}strategy)/, '');
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: checkout\nspec:\n  replicas: 0\n  selector:\n    matchLabels: {app: checkout}\n  template:\n    metadata:\n      labels: {app: checkout}\n    spec:\n      containers: [{name: checkout, image: example.com/checkout:1}]\n';

/** argo-rollouts rollout/templateref.go infoByGroupKind. */
const SUPPORTED: Readonly<Record<string, string>> = { Deployment: 'apps', ReplicaSet: 'apps', PodTemplate: '' };

export const workloadRef = defineRule({
  id: 'reference/workload-ref',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'The workload that a Rollout takes its pods from cannot be one, or is not there.',
    details: `\`workloadRef\` names a Deployment or a ReplicaSet of group \`apps\`, or a PodTemplate. Anything else is refused. That the object is
missing is a warning, and only told where another Deployment stands in the same folder: it may live in another repository.`,
    references: ['argo-rollouts rollout/templateref.go Resolve'],
  },
  messages: {
    unsupported: ({ group, kind, text }: { group: string; kind: string; text: string }) => ({
      message: `\`workloadRef\` cannot name a ${kind} of group \`${group === '' ? 'core' : group}\``,
      why: refused(text),
      help: 'write `apiVersion: apps/v1` and `kind: Deployment`',
    }),
    missing: ({
      kind,
      name,
      text,
      meant,
    }: {
      kind: string;
      name: string;
      text: string;
      meant: string | undefined;
    }) => ({
      message: `there is no ${kind} \`${name}\``,
      why: refused(text),
      help: meant === undefined ? 'create it, with `replicas: 0`' : `write \`${meant}\``,
    }),
  },
  examples: {
    bad: [
      { yaml: REF('apps/v1', 'StatefulSet', 'checkout'), finds: ['unsupported@StatefulSet'] },
      { yaml: REF('v1', 'Deployment', 'checkout'), finds: ['unsupported@v1'] },
      {
        yaml: `${REF('apps/v1', 'Deployment', 'chekout')}---\n${DEPLOYMENT}`,
        finds: ['missing@chekout'],
        fixed: `${REF('apps/v1', 'Deployment', 'checkout')}---\n${DEPLOYMENT}`,
      },
    ],
    good: [{ yaml: `${REF('apps/v1', 'Deployment', 'checkout')}---\n${DEPLOYMENT}` }],
  },
  check(ctx) {
    const path = ['spec', 'workloadRef'];
    const ref = optionalObject(ctx.manifest.value(path));
    if (ref === undefined || [ref['kind'], ref['apiVersion']].some((each) => typeof each !== 'string' || each === ''))
      return;
    const kind = textOf(ref['kind']);
    const apiVersion = textOf(ref['apiVersion']);
    const group = apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));
    if (SUPPORTED[kind] !== group) {
      const text = `spec.workloadRef: … workload of type ${group}/${kind} is not supported`;
      const at = ctx.manifest.valueSpan([...path, SUPPORTED[kind] === undefined ? 'kind' : 'apiVersion']);
      ctx.report('unsupported', { at, data: { group, kind, text } });
      return;
    }
    const name = textOf(ref['name']);
    if (ctx.workspace.find(kind, name, ctx.manifest).status !== 'absent') return;
    const beside = ctx.workspace
      .manifests(kind)
      .filter(
        ({ file, namespace }) =>
          folderOf(file.path) === folderOf(ctx.file.path) && namespace === ctx.manifest.namespace,
      )
      .flatMap((each) => each.name ?? []);
    if (beside.length === 0) return;
    const meant = nearest(name, beside);
    const at = ctx.manifest.valueSpan([...path, 'name']);
    ctx.report('missing', {
      at,
      data: {
        kind,
        name,
        meant,
        text: `spec.workloadRef: … ${kind.toLowerCase()}.${group === '' ? 'core' : group} "${name}" not found`,
      },
      severity: 'warning',
      ...(meant === undefined
        ? {}
        : { fix: { kind: 'unsafe', title: `Write ${meant}`, edits: [{ span: at, text: meant }] } }),
    });
  },
});

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
