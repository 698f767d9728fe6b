import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { buildRolloutArguments, DUMMY_HASHES } from '../../src/manifest/controller/arguments/build.ts';

const withPath = (path: string) =>
  documents(
    canary(
      `steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate\n      args:\n        - name: app\n          valueFrom:\n            fieldRef:\n              fieldPath: ${path}`,
    ),
    template('interval: 1m\ncount: 3', { args: '- name: app' }).replace('app="checkout"', 'app="{{args.app}}"'),
  );

export const badFieldRef = defineRule({
  id: 'args/bad-field-ref',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'A `fieldRef` names a field that cannot be read.',
    details: `Paths that begin with \`metadata\` follow the downward API: \`metadata.name\`, \`metadata.namespace\`, \`metadata.uid\`,
\`metadata.labels['key']\`, \`metadata.annotations['key']\`. All others are dotted paths into the Rollout that must end in a text, a number or
a boolean; keys that contain dots cannot be reached that way.`,
    references: [
      'argo-rollouts utils/analysis/factory.go BuildArgumentsForRolloutAnalysisRun',
      'Kubernetes fieldpath.ExtractFieldPathAsString',
    ],
  },
  messages: {
    bad: ({
      path,
      text,
      isStep,
      meant,
    }: {
      path: string;
      text: string;
      isStep: boolean;
      meant: string | undefined;
    }) => ({
      message: `\`fieldPath: ${path}\` cannot be read: ${text}`,
      why:
        isStep && path.startsWith('metadata')
          ? 'the controller refuses the Rollout: it is Degraded with InvalidSpec ("Analyses arguments must refer to valid object metadata supported by downwardAPI")'
          : 'no AnalysisRun is created; the reconciliation fails again and again',
      help:
        meant === undefined
          ? "write `metadata.labels['key']`, or a dotted path such as `spec.template.metadata.labels.app`"
          : `write \`fieldPath: ${meant}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: withPath('metadata.labels.app'),
        finds: ['bad@metadata.labels.app'],
        fixed: withPath("metadata.labels['app']"),
      },
    ],
    good: [{ yaml: withPath("metadata.labels['app']") }, { yaml: withPath('spec.template.metadata.labels.app') }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      const list = [...use.path, 'args'];
      const { fieldRefErrors } = buildRolloutArguments(ctx.manifest.value(list), DUMMY_HASHES, ctx.manifest.json);
      for (const { error, fieldPath, path, code } of fieldRefErrors) {
        // What the file does not say, the controller's status or a kustomization may.
        const isElsewhere = code === 'field-path-missing' || code === 'field-path-index';
        if (isElsewhere && (ctx.manifest.partial || fieldPath.startsWith('status'))) continue;
        const dotted = /^metadata\.(labels|annotations)\.(.+)$/.exec(fieldPath);
        const meant = dotted === null ? undefined : `metadata.${dotted[1]}['${dotted[2]}']`;
        const span = ctx.manifest.valueSpan([...list, ...path]);
        ctx.report('bad', {
          at: span,
          data: { path: fieldPath, text: error, isStep: use.kind === 'step', meant },
          ...(isElsewhere ? { severity: 'warning' as const } : {}),
          ...(meant === undefined
            ? {}
            : { fix: { kind: 'safe', title: `Write ${meant}`, edits: [{ span, text: meant }] } }),
        });
      }
    }
  },
});
